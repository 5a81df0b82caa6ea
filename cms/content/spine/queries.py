"""Questions about items that more than one room asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    func,
    select,
)

from cms.build_context import current_build
from cms.content.spine.models import Item, ItemDetail, Revision, Section
from cms.contributions import ContentType
from cms.extensions import db


def content_type_of(item: Item) -> ContentType:
    """Return the declared type of ``item``; KeyError when it is not in the build."""
    return current_build().registry.content_types[item.type]


def sections() -> list[Section]:
    """Return all sections in their order."""
    query = select(Section).order_by(Section.position, Section.title)
    return list(db.session.scalars(query))


def section_choices() -> list[tuple[int, str]]:
    """Return the sections as choices of a form."""
    return [(section.id, section.title) for section in sections()]


def find_item(item_id: int, criterion: ColumnElement[bool]) -> Item | None:
    """Return the item when it exists and meets the criterion."""
    return db.session.scalar(select(Item).where(Item.id == item_id, criterion))


def items_by_id(ids: Iterable[int], criterion: ColumnElement[bool]) -> dict[int, Item]:
    """Return the items among ``ids`` that meet the criterion, by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(Item).where(Item.id.in_(wanted), criterion)
    return {item.id: item for item in db.session.scalars(query)}


def with_details(items: Sequence[Item]) -> dict[int, ItemDetail]:
    """Return the satellites of mixed items by id: one query for each type present."""
    found: dict[int, Any] = {}
    types = current_build().registry.content_types
    for name in {item.type for item in items}:
        model = types[name].detail if name in types else None
        if model is not None:
            ids = [item.id for item in items if item.type == name]
            rows = db.session.scalars(select(model).where(model.item_id.in_(ids)))
            found.update({row.item_id: row for row in rows})
    return found


def working_revision(item_id: int) -> Revision | None:
    """Return the revision that is being worked on, if any."""
    return db.session.scalar(
        select(Revision).where(Revision.item_id == item_id, Revision.state == "working")
    )


def live_revision(item_id: int) -> Revision | None:
    """Return the revision that was applied last, if any."""
    return db.session.scalar(
        select(Revision)
        .where(Revision.item_id == item_id, Revision.state == "published")
        .order_by(Revision.number.desc())
        .limit(1)
    )


def first_live_at(item_id: int) -> dt.datetime | None:
    """Return when a revision of the item first went live here, in UTC, if one did."""
    query = select(func.min(Revision.updated_at)).where(
        Revision.item_id == item_id, Revision.state == "published"
    )
    return db.session.scalar(query)


def current_snapshot(item: Item) -> dict[str, Any]:
    """Return what an editor would go on from: the open revision, else the live one."""
    revision = working_revision(item.id) or live_revision(item.id)
    return dict(revision.data) if revision else {}


def history(item_id: int) -> list[Revision]:
    """Return all revisions, newest first."""
    query = (
        select(Revision)
        .where(Revision.item_id == item_id)
        .order_by(Revision.number.desc())
    )
    return list(db.session.scalars(query))


def titles(ids: Iterable[int], criterion: ColumnElement[bool]) -> Mapping[int, str]:
    """Return the titles of the items among ``ids`` that meet the criterion, by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(Item.id, Item.title).where(Item.id.in_(wanted), criterion)
    return {row.id: row.title for row in db.session.execute(query)}
