"""Names of linked records: an item is found by them, and anew when they change."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from cms.content.spine import workflow
from cms.content.spine.models import Item, ItemReference
from cms.extensions import db


def names_of_linked(item: Item, ids: Collection[int]) -> list[str]:
    """Return titles and other names of what ``item`` links to.

    Whoever finds an item by a name learns that the name exists: an item that
    readers see is found by records that they see, others by what staff see.
    """
    if not ids:
        return []
    # What belongs to another item is seen by those who see that one, at most.
    parent = aliased(Item)
    query = (
        select(Item.title, Item.names)
        .outerjoin(parent, parent.id == Item.parent_id)
        .where(Item.id.in_(ids), Item.deleted_at.is_(None), parent.deleted_at.is_(None))
    )
    shown = and_(
        Item.visibility == "public",
        Item.status != workflow.DRAFT,
        func.coalesce(parent.visibility, "public") == "public",
        func.coalesce(parent.status, workflow.PUBLISHED) != workflow.DRAFT,
    )
    unlimited = and_(
        Item.visibility != "limited",
        func.coalesce(parent.visibility, "public") != "limited",
    )
    if item.visibility == "public" and item.status != workflow.DRAFT:
        query = query.where(shown)
    else:
        query = query.where(or_(shown, unlimited))
    rows = db.session.execute(query.order_by(Item.id))
    return [part for row in rows for part in (row.title, row.names) if part]


def linking_to(item_id: int) -> list[int]:
    """Return the ids of the items whose search rows name one, or what belongs to it."""
    children = db.session.scalars(select(Item.id).where(Item.parent_id == item_id))
    named = [str(key) for key in (item_id, *children)]
    query = (
        select(ItemReference.item_id)
        .where(
            ItemReference.kind == "item",
            ItemReference.target.in_(named),
            ItemReference.is_draft.is_(False),
            ItemReference.item_id != item_id,
        )
        .distinct()
        .order_by(ItemReference.item_id)
    )
    return list(db.session.scalars(query))
