"""The rule about pictures: each says what it shows, or that it only decorates."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from cms.content.fields.answers import Kind
from cms.content.revisions.snapshot import Snapshot
from cms.errors import Problem
from cms.extensions import db
from cms.features.content_checks import rule_names
from cms.media import Media


def find_problems(data: Snapshot) -> Iterator[Problem]:
    """Yield each picture that nothing describes: the lead, galleries, texts, rows."""
    placed = [one for one in data.references(Kind.MEDIA) if one.is_picture]
    ids = {one.target for one in placed}
    query = select(Media.id, Media.title, Media.filename, Media.alt, Media.decorative)
    known = {row.id: row for row in db.session.execute(query.where(Media.id.in_(ids)))}
    for one in placed:
        row = known.get(one.target)
        if one.described or row is None or row.decorative or (row.alt or "").strip():
            continue
        message = _(
            "The picture “%(title)s” has no description.",
            title=row.title or row.filename,
        )
        yield Problem(message, one.name, rule=rule_names.ALT)
