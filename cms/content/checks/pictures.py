"""The rule about pictures: each says what it shows, or that it only decorates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from cms import richtext
from cms.content.checks import rules
from cms.content.fields.texts import Rich
from cms.errors import Problem
from cms.extensions import db
from cms.media import Media
from cms.richtext.plain import walk


def look(form: Any) -> Iterator[Problem]:
    """Yield each picture that nothing describes: the lead, galleries, in the text."""
    placed = list(_placed(form))
    ids = {media_id for _name, media_id, _said in placed}
    query = select(Media.id, Media.title, Media.filename, Media.alt, Media.decorative)
    known = {row.id: row for row in db.session.execute(query.where(Media.id.in_(ids)))}
    for name, media_id, said in placed:
        row = known.get(media_id)
        if row is None or said or row.decorative or (row.alt or "").strip():
            continue
        message = _(
            "The picture “%(title)s” has no description.",
            title=row.title or row.filename,
        )
        yield Problem(message, name, rule=rules.ALT)


def _placed(form: Any) -> Iterator[tuple[str, int, bool]]:
    """Yield (field, media id, whether the place itself says what it shows)."""
    lead = form._fields.get("image_id")
    if lead is not None and lead.data:
        says = form._fields.get(form.lead_alt)
        yield "image_id", int(lead.data), bool(says is not None and says.data)
    for field in form.galleries():
        for media_id in field.ids:
            yield field.name, media_id, False
    for name, field in form._fields.items():
        if not isinstance(field, Rich) or not field.data:
            continue
        for node in walk(richtext.clean(field.data)):
            if node["type"] == "image":
                attrs = node["attrs"]
                said = bool(attrs.get("alt") or attrs.get("decorative"))
                yield name, attrs["mediaId"], said
