"""The order of what belongs to an item, changed on the desk."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from cms import audit
from cms.actors import Actor
from cms.content.revisions.drafts import load_for
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.database.transaction import transaction
from cms.errors import NotFound
from cms.extensions import db


audit.declare({"item.move": _l("moved it to another place in its list")})


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
