"""The places of a conference that were left open for whom staff recognise later."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from sqlalchemy import select

from cms import Actor, Item, can, current_snapshot, db, service
from cms_extraction.models import FieldSource, Made
from cms_extraction.records import Extraction


_SPEAKER = {DIRECTIVE: "given_by", ASSESSMENT: "person"}


def fill_gaps(
    article: Item,
    found: Extraction,
    ids: Mapping[tuple[str, str], int],
    made: Collection[int],
    user: Actor,
) -> list[Any]:
    """Name records in the conference that was made of the article before.

    ``ids`` are record ids by (kind, key). A place of the agenda, a chair, an
    attendee, who gave a directive: only what the text says and nobody has
    filled. Runs in the caller's transaction; returns what was changed as
    (item id, fields before, fields after).
    """
    before = db.session.scalars(select(Made).where(Made.article_id == article.id)).all()
    earlier = {number for step in before for number in step.drafts} - set(made)
    if not earlier or not ids:
        return []
    query = select(Item).where(Item.id.in_(earlier), Item.deleted_at.is_(None))
    drafts = [one for one in db.session.scalars(query) if can(user, "write", one)]
    changes = []
    for one in drafts:
        if one.type == CONFERENCE:
            values = _of_meeting(current_snapshot(one), found.records, ids)
            changes += _change(one, values, user)
    meetings = {one.id for one in drafts if one.type == CONFERENCE}
    for item, values in _said(article, found, ids, meetings):
        if can(user, "write", item):
            changes += _change(item, values, user)
    return changes


def _change(item: Item, values: Mapping[str, Any], user: Actor) -> list[Any]:
    if not values:
        return []
    old = current_snapshot(item)
    service.save(user, item.id, dict(values), item.version)
    new = current_snapshot(item)
    return [
        [
            item.id,
            {name: old[name] for name in values},
            {name: new[name] for name in values},
        ]
    ]


def _of_meeting(
    data: Mapping[str, Any],
    records: Mapping[str, Any],
    ids: Mapping[tuple[str, str], int],
) -> dict[str, Any]:
    """Return the fields of a conference that change."""
    meeting = records["conference"]
    people = {key: number for (kind, key), number in ids.items() if kind == "people"}
    bodies = {key: one for (kind, key), one in ids.items() if kind == "organisations"}
    after: dict[str, Any] = {
        "chairs": _added(data.get("chairs"), meeting["chairs"], people),
        "agenda": _agenda(data.get("agenda") or [], records["agenda"], people, bodies),
        "attendees": _attendees(data.get("attendees"), records["attendance"], people),
        "organiser": data.get("organiser") or bodies.get(meeting["organiser"]),
    }
    return {name: value for name, value in after.items() if value != data.get(name)}


def _added(
    held: Sequence[int] | None, keys: Iterable[str], people: Mapping[str, int]
) -> Sequence[int] | None:
    new = [people[key] for key in keys if key in people]
    return list(dict.fromkeys([*(held or ()), *new])) if new else held


def _agenda(
    held: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    people: Mapping[str, int],
    bodies: Mapping[str, int],
) -> Sequence[Mapping[str, Any]]:
    """Return the agenda with names where it has none and is as it was read."""
    if [row.get("type") for row in held] != [row["type"] for row in rows]:
        return held
    return [
        {
            **one,
            "person_id": one.get("person_id") or people.get(row["person"] or ""),
            "organisation_id": one.get("organisation_id")
            or bodies.get(row["organisation"] or ""),
        }
        for one, row in zip(held, rows, strict=True)
    ]


def _attendees(
    held: Sequence[Mapping[str, Any]] | None,
    rows: Sequence[Mapping[str, Any]],
    people: Mapping[str, int],
) -> Sequence[Mapping[str, Any]] | None:
    there = {row.get("person_id") for row in held or ()}
    new = [
        {"kind": "person", "role": "dai_bieu", "person_id": people[row["person"]],
         "text": row["text"], "count": row["count"]}
        for row in rows
        if row["person"] in people and people[row["person"]] not in there
    ]  # fmt: skip
    return [*(held or ()), *new] if new else held


def _said(
    article: Item,
    found: Extraction,
    ids: Mapping[tuple[str, str], int],
    meetings: Collection[int],
) -> list[tuple[Item, dict[str, Any]]]:
    """Return the directives and assessments of those people, with what changes."""
    query = (
        select(FieldSource.field, Item)
        .join(Item, Item.id == FieldSource.record_id)
        .where(
            FieldSource.article_id == article.id,
            Item.type.in_(_SPEAKER),
            Item.parent_id.in_(meetings),
            Item.deleted_at.is_(None),
        )
        .order_by(FieldSource.id)
    )
    changes: dict[int, tuple[Item, dict[str, Any]]] = {}
    for path, item in db.session.execute(query):
        place = re.match(r"(directives|assessments)\[(\d+)\]", path)
        rows = found.records[place[1]] if place else []
        number = int(place[2]) if place else 0
        if number >= len(rows):
            continue
        data, name = current_snapshot(item), _SPEAKER[item.type]
        person = ids.get(("people", rows[number]["by"] or ""))
        if person and not data.get(name) and data.get("text") == rows[number]["text"]:
            changes[item.id] = item, {name: person}
    return list(changes.values())


def empty_gaps(filled: Iterable[Any], user: Actor) -> None:
    """Take names out again that ``fill_gaps`` had filled, where they still stand so."""
    for number, before, after in filled:
        item = db.session.get(Item, number)
        if item is None or item.deleted_at is not None:
            continue
        data = current_snapshot(item)
        values = {name: before[name] for name in after if data.get(name) == after[name]}
        if values:
            service.save(user, item.id, values, item.version)
