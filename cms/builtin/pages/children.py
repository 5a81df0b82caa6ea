"""Items that belong to another item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from cms.build_context import current_build
from cms.content.spine.models import Item
from cms.extensions import db


MOST_SHOWN = 500


@dataclass(frozen=True)
class Child:
    """Something that belongs to an item, with its detail row, if it has one."""

    item: Item
    detail: Any  # of the model that its type names


def children_of(item: Item, criterion: ColumnElement[bool]) -> dict[str, list[Item]]:
    """Return what belongs to ``item`` and meets ``criterion``, in order, by type.

    One statement; none for an item of a type to which nothing belongs. At
    most 500 items are returned.
    """
    types = current_build().registry.children_of(item.type)
    found: dict[str, list[Item]] = {one.name: [] for one in types}
    if not found:
        return found
    query = (
        select(Item)
        .where(Item.parent_id == item.id, Item.deleted_at.is_(None), criterion)
        .order_by(Item.position, Item.id)
        .limit(MOST_SHOWN)
    )
    for child in db.session.scalars(query):
        if child.type in found:
            found[child.type].append(child)
    return found
