"""Names of linked records: an item is found by them, and anew when they change."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from cms.content.spine import workflow
from cms.content.spine.models import Item, ItemRelation
from cms.extensions import db


def names_of_linked(item: Item, ids: Collection[int]) -> list[str]:
    """Return titles and other names of what ``item`` links to.

    Whoever finds an item by a name learns that the name exists: an item that
    readers see is found by records that they see, others by what staff see.
    """
    if not ids:
        return []
    query = select(Item.title, Item.names).where(
        Item.id.in_(ids), Item.deleted_at.is_(None)
    )
    shown = (Item.visibility == "public") & (Item.status != workflow.DRAFT)
    if item.visibility == "public" and item.status != workflow.DRAFT:
        query = query.where(shown)
    else:
        query = query.where(or_(shown, Item.visibility != "limited"))
    rows = db.session.execute(query.order_by(Item.id))
    return [part for row in rows for part in (row.title, row.names) if part]


def linking_to(item_id: int) -> list[int]:
    """Return the ids of the items that link to one, whose search rows name it."""
    query = (
        select(ItemRelation.source_id)
        .where(ItemRelation.target_id == item_id, ItemRelation.source_id != item_id)
        .distinct()
        .order_by(ItemRelation.source_id)
    )
    return list(db.session.scalars(query))
