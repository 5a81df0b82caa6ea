"""Which items and addresses of this site each item points to, kept as rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import and_, delete, or_, select

from cms.content.fields.answers import Kind
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item, ItemReference
from cms.extensions import db
from cms.richtext import paths_in


LONGEST_PATH = 300


def record_references(
    item_id: int, data: Snapshot, others: Iterable[int] = (), *, is_draft: bool
) -> None:
    """Replace what is known of an item's references, in the caller's transaction.

    ``others`` are ids of items that the type itself names. A draft over a live
    page leaves the page's own references alone.
    """
    old = delete(ItemReference).where(ItemReference.item_id == item_id)
    db.session.execute(old.where(ItemReference.is_draft) if is_draft else old)
    items = data.targets(Kind.ITEM) | set(others)
    wanted = {("item", str(key)) for key in items if key != item_id}
    for document in data.documents():
        wanted |= {
            ("path", path) for path in paths_in(document) if len(path) <= LONGEST_PATH
        }
    db.session.add_all(
        ItemReference(item_id=item_id, kind=kind, target=target, is_draft=is_draft)
        for kind, target in sorted(wanted)
    )


def pointing_to(item: Item) -> set[int]:
    """Return the ids of the items that point to ``item``, by number or by address."""
    query = select(ItemReference.item_id).where(
        or_(
            and_(ItemReference.kind == "item", ItemReference.target == str(item.id)),
            and_(ItemReference.kind == "path", ItemReference.target == item.path),
        )
    )
    return set(db.session.scalars(query)) - {item.id}


def pointed_at(ids: Collection[int]) -> set[int]:
    """Return those of ``ids`` that something outside the trash points to by number."""
    query = (
        select(ItemReference.target)
        .join(Item, Item.id == ItemReference.item_id)
        .where(
            ItemReference.kind == "item",
            ItemReference.target.in_([str(key) for key in ids]),
            Item.deleted_at.is_(None),
        )
    )
    return {int(key) for key in db.session.scalars(query)}
