"""Who attended a conference, as the sentences of a news item say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from cms_directory import bylines, today
from flask_babel import force_locale, gettext as _

from cms import ANONYMOUS, items_by_id, text, visible
from cms_conferences.record_views import Linked
from cms_conferences.views import Attendee, attendance, day_of


# How groups begin that are no proper names, folded.
_COMMON: Final = re.compile(r"(dai dien|cac|lanh dao|toan the|tap the|nhung) ")


def attendance_sentences(data: Mapping[str, Any], language: str) -> str:
    """Return who chaired a conference and who attended it, in protocol order.

    Positions are those of its day. Only people whom everybody may see are named: the
    words go into a text that others read. Empty when nobody can be named.
    """
    rows = data.get("attendees") or []
    chairs = list(data.get("chairs") or [])
    ids = [row.get(name) for row in rows for name in ("person_id", "organisation_id")]
    wanted = {number for number in [*ids, *chairs] if number is not None}
    items = items_by_id(wanted, visible(ANONYMOUS, archived=True))
    linked = Linked(items, bylines(items, day_of(data.get("date")) or today()))
    # Who chairs by the record is not named again among the others.
    others = [
        row
        for row in rows
        if row.get("role") != "chu_tri" and row.get("person_id") not in chairs
    ]
    listed = [row for row in rows if row.get("role") == "chu_tri"]
    named = [{"role": "chu_tri", "person_id": number} for number in chairs]
    with force_locale(language):
        chaired = "; ".join(_named(_attendees(named or listed, linked)))
        attended = "; ".join(_named(_attendees(others, linked)))
        found = []
        if chaired:
            found.append(_("The conference was chaired by %(names)s.", names=chaired))
        if attended:
            found.append(_("Those who attended were %(names)s.", names=attended))
    return " ".join(found)


def _attendees(
    rows: Iterable[Mapping[str, Any]], linked: Linked
) -> Iterator[tuple[Attendee, bool]]:
    """Yield the attendees in protocol order with whether each is one person."""
    listed = list(rows)
    for group in attendance({"attendees": listed}, linked):
        for one in group.attendees:
            yield one, _is_person(one, listed)


def _is_person(one: Attendee, rows: Iterable[Mapping[str, Any]]) -> bool:
    if one.person is not None:
        return True
    return any(
        row.get("text") == one.text and row.get("kind") == "person" for row in rows
    )


def _named(attendees: Iterable[tuple[Attendee, bool]]) -> Iterator[str]:
    for one, is_person in attendees:
        name = one.person.title if one.person is not None else one.text
        if is_person and not text.split_name(name).honorific:
            name = _("comrade %(name)s", name=name)
        elif _COMMON.match(text.fold(name)):
            name = name[:1].lower() + name[1:]
        more = one.text if one.person is not None else ""
        words = ", ".join(filter(None, (name, one.posts, more)))
        if one.count is not None and one.count > 1:
            words = _("%(words)s (%(num)d people)", words=words, num=one.count)
        yield words
