"""A pasted list of attendees: whom it names, and what becomes of the conference's rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cms_directory import ORGANISATION, PERSON, bylines, check_lifetimes
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, extract, func, select

from cms import Item, ItemRelation, current_user, db, text, visible
from cms_conferences.models import Conference
from cms_conferences.pasted_lines import (
    ABSENT,
    EXCUSED,
    MOST_LINES,
    PRESENT,
    Line,
    read_lines,
)


@dataclass(frozen=True)
class Recognised:
    """A line with the person and body that it names, and what is said about it.

    ``posts`` are the person's on the day of the conference. With a ``problem`` the
    line cannot be taken; a ``note`` only tells.
    """

    line: Line
    person: Item | None = None
    organisation: Item | None = None
    posts: str = ""
    problem: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        """What is kept in words: all for somebody unknown, else what adds something."""
        if self.person is None:
            return ", ".join(filter(None, (self.line.person, self.line.post)))
        body = self.organisation.title if self.organisation is not None else ""
        known = text.fold(f"{self.posts}, {body}")
        parts = text.fold(self.line.post).split(", ")
        return "" if all(part in known for part in parts) else self.line.post


def recognise(
    pasted: str, day: dt.date | None, may_know: ColumnElement[bool]
) -> list[Recognised]:
    """Return what a pasted list names, as of a day; each line says what is wrong with it.

    Only records that meet ``may_know`` are recognised. A name that two people bear is
    told apart by the position or unit beside it, else by ``#`` and a number.
    """
    lines = list(read_lines(pasted))
    if len(lines) > MOST_LINES:
        message = _("More than %(num)d lines: paste them in parts.", num=MOST_LINES)
        return [Recognised(lines[0], problem=message)]
    people = _people(lines, may_know)
    ids = [one.id for group in people.values() for one in group]
    posts = bylines(ids, day) if day is not None else None
    bodies = _bodies(lines, may_know)
    found: list[Recognised] = []
    seen: dict[int, int] = {}
    for line in lines:
        one = _recognised(line, people, bodies, posts.of if posts else lambda _key: "")
        one = _with_lifetime(one, day)
        if one.person is not None and not one.problem:
            first = seen.setdefault(one.person.id, line.number)
            if first != line.number:
                message = _("The same person stands on line %(num)d.", num=first)
                one = Recognised(line, one.person, problem=message)
        found.append(one)
    return found


def _recognised(
    line: Line,
    people: Mapping[str, Sequence[Item]],
    bodies: Mapping[str, Sequence[Item]],
    posts_of: Any,
) -> Recognised:
    if line.problem:
        return Recognised(line, problem=line.problem)
    body = _one_body(line, bodies)
    if line.is_group:
        return Recognised(line, organisation=body)
    group = people.get(_key(line.person), ())
    if line.chosen is not None:
        group = [one for one in group if one.id == line.chosen]
        if not group:
            message = _("No person #%(num)d has this name.", num=line.chosen)
            return Recognised(line, problem=message)
    if len(group) > 1:
        group = _distinguished(line, group, posts_of) or group
    if len(group) > 1:
        choices = "; ".join(f"#{one.id} {posts_of(one.id)}".strip() for one in group)
        message = _(
            "Several people bear this name. Write one of these behind it: %(choices)s.",
            choices=choices,
        )
        return Recognised(line, problem=message)
    if not group:
        note = _("Not in the directory: kept in words.")
        return Recognised(line, organisation=body, note=note)
    person = group[0]
    posts = posts_of(person.id)
    note = "" if posts else _("No position is known for that day.")
    return Recognised(line, person, body, posts, note=note)


def _distinguished(line: Line, group: Sequence[Item], posts_of: Any) -> list[Item]:
    """Return those of one name whose posts and the words beside the name agree."""
    said = text.fold(line.post)
    if not said:
        return []
    return [
        one
        for one in group
        if (posts := text.fold(posts_of(one.id))) and (said in posts or posts in said)
    ]


def _with_lifetime(one: Recognised, day: dt.date | None) -> Recognised:
    """Return the same, with a problem when its body no longer existed on the day."""
    if one.problem or one.organisation is None or day is None:
        return one
    named = {"attendees": [one.organisation.id]}
    for problem in check_lifetimes(day.isoformat(), named):
        return Recognised(one.line, one.person, problem=str(problem.message))
    return one


def _key(words: str) -> str:
    """Return a name as it is compared: one style of tones, small letters, no title."""
    return text.lower(text.tone_style(text.split_name(words).full))


def _people(
    lines: Iterable[Line], may_know: ColumnElement[bool]
) -> dict[str, list[Item]]:
    """Return the people whom lines may mean, by the key of their names."""
    names = {text.split_name(one.person).full for one in lines if not one.is_group}
    spelled = {
        form
        for name in names
        for cased in (name, _capitalised(name))
        for form in (
            cased,
            text.tone_style(cased, "old"),
            text.tone_style(cased, "new"),
        )
    }
    return _by_key(PERSON, spelled, may_know)


def _capitalised(name: str) -> str:
    return " ".join(part[:1].upper() + part[1:] for part in text.lower(name).split())


def _bodies(
    lines: Iterable[Line], may_know: ColumnElement[bool]
) -> dict[str, list[Item]]:
    """Return the organisations that lines may name, by the key of their names."""
    words = {part for one in lines for part in _body_words(one)}
    forms = {
        form
        for one in words
        for form in (one, text.tone_style(one, "old"), text.tone_style(one, "new"))
    }
    return _by_key(ORGANISATION, forms, may_know, text.lower)


def _body_words(line: Line) -> list[str]:
    """Return the words of a line that may be the name of a body, the longest first."""
    parts = line.post.split(", ")
    return (
        [", ".join(parts[start:]) for start in range(len(parts))] if line.post else []
    )


def _one_body(line: Line, bodies: Mapping[str, Sequence[Item]]) -> Item | None:
    for words in _body_words(line):
        found = bodies.get(text.lower(text.tone_style(words)), ())
        if len(found) == 1:
            return found[0]
    return None


def _by_key(
    type_name: str,
    titles: Iterable[str],
    may_know: ColumnElement[bool],
    key: Any = None,
) -> dict[str, list[Item]]:
    wanted = sorted(titles)
    query = select(Item).where(
        Item.type == type_name,
        Item.title.in_(wanted),
        Item.deleted_at.is_(None),
        may_know,
    )
    found: dict[str, list[Item]] = defaultdict(list)
    for item in db.session.scalars(query.order_by(Item.id)) if wanted else ():
        name = text.lower(text.tone_style(item.title)) if key else _key(item.title)
        found[name].append(item)
    return found


def merged_rows(
    data: Mapping[str, Any],
    found: Sequence[Recognised],
    *,
    role: str,
    replace: bool,
) -> dict[str, Any]:
    """Return the lists of attendees and absent people with those of a pasted list.

    ``role`` is for lines that name none. Unless all is to be replaced, who is listed
    already keeps the row and role, and moves to the other list when said to have
    come, or not.
    """
    rows = [] if replace else list(data.get("attendees") or [])
    absences = [] if replace else list(data.get("absences") or [])
    for one in found:
        key = one.person.id if one.person is not None else None
        if one.line.presence == PRESENT:
            absences = [row for row in absences if not _is(row, key)]
            if any(_is(row, key) for row in rows):
                continue
            rows.append(_attendee(one, role))
        else:
            rows = [row for row in rows if not _is(row, key)]
            absences = [row for row in absences if not _is(row, key)]
            absences.append(_absence(one))
    return {"attendees": rows, "absences": absences}


def _is(row: Mapping[str, Any], person_id: int | None) -> bool:
    return person_id is not None and row.get("person_id") == person_id


def _attendee(one: Recognised, role: str) -> dict[str, Any]:
    return {
        "kind": "group" if one.line.is_group else "person",
        "role": one.line.role or role,
        "person_id": one.person.id if one.person else None,
        "text": one.words,
        "count": one.line.count,
        "organisation_id": one.organisation.id if one.organisation else None,
    }


def _absence(one: Recognised) -> dict[str, Any]:
    return {
        "kind": EXCUSED if one.line.presence == EXCUSED else ABSENT,
        "person_id": one.person.id if one.person else None,
        "text": one.words,
        "reason": one.line.reason,
    }


def attended_by_year(item_id: int) -> list[tuple[int, int]]:
    """Return how many conferences somebody attended in each year, the latest first.

    Only those that the current reader may see, each once.
    """
    year = extract("year", Conference.date)
    query = (
        select(year, func.count(func.distinct(Item.id)))
        .select_from(ItemRelation)
        .join(Item, Item.id == ItemRelation.source_id)
        .join(Conference, Conference.item_id == Item.id)
        .where(ItemRelation.target_id == item_id, ItemRelation.relation == "attendees")
        .where(Conference.date.is_not(None), visible(current_user))
        .group_by(year)
        .order_by(year.desc())
    )
    return [(int(number), count) for number, count in db.session.execute(query)]
