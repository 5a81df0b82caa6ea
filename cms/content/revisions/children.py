"""Items that belong to another item: found, and put in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select, update

from cms import audit
from cms.actors import Actor
from cms.build_context import current_build
from cms.content.revisions.drafts import load_for
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.models import Item, Revision
from cms.database.transaction import transaction
from cms.errors import NotFound
from cms.extensions import db


audit.declare({"item.move": _l("moved it to another place in its list")})

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


def snapshots_of(items: Iterable[Item]) -> dict[int, Snapshot]:
    """Return what is being worked on, or what is valid, of items by id; one statement."""
    by_id = {item.id: item for item in items}
    newest = (
        select(func.max(Revision.id))
        .where(
            Revision.item_id.in_(list(by_id)),
            Revision.state.in_(("working", "published")),
        )
        .group_by(Revision.item_id)
    )
    query = select(Revision).where(Revision.id.in_(newest))
    return {
        one.item_id: Snapshot.stored(by_id[one.item_id], one)
        for one in db.session.scalars(query)
    }


def reorder(actor: Actor, item_id: int, step: int) -> Item:
    """Move an item up (-1) or down (1) among those of its type and parent; return it.

    Its version stays: who edits it at this moment is not disturbed. At the end
    of the list nothing happens.
    """
    with transaction() as session:
        item = load_for(actor, item_id, None, access.WRITE)
        query = (
            select(Item.id)
            .where(
                Item.parent_id == item.parent_id,
                Item.parent_id.is_not(None),
                Item.type == item.type,
                Item.deleted_at.is_(None),
            )
            .order_by(Item.position, Item.id)
        )
        order = list(session.scalars(query))
        if item.id not in order:
            raise NotFound(f"Item {item_id} belongs to no other.")
        old = order.index(item.id)
        order.insert(min(max(old + step, 0), len(order) - 1), order.pop(old))
        if order[old] != item.id:
            for position, key in enumerate(order, 1):
                _set_position(key, position)
            audit.record("item.move", actor=actor, item_id=item.id, subject=item.title)
    return item


def _set_position(item_id: int, position: int) -> None:
    """Set a place without a new version or time: nothing of the item has changed."""
    row: Any = Item.__table__
    db.session.execute(
        update(row)
        .where(row.c.id == item_id, row.c.position != position)
        .values(position=position, updated_at=row.c.updated_at)
    )
