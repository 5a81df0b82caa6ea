"""Names of linked records: an item is found by them, and anew when they change."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from cms.accounts.permissions import ANONYMOUS
from cms.content.spine import access
from cms.content.spine.models import Item, ItemReference
from cms.extensions import db


def names_of_linked(ids: Collection[int]) -> list[str]:
    """Return titles and other names of linked items, as far as everybody may know them.

    Whoever finds an item by a name learns that the name exists.
    """
    if not ids:
        return []
    known = access.visible(ANONYMOUS, archived=True)
    query = select(Item.title, Item.names).where(Item.id.in_(ids), known)
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
