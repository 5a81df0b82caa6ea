"""Reserved items: empty rows that links can point to during an import.

An item without any revision was reserved by an import that has not come to
fill it yet. It lies in the trash, so that nobody meets it; the same import, run
again, fills it, and is deleted for good with the rest of the trash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select

from cms.content.revisions.projection import (
    LINKING_JOB,
    MOST_AT_ONCE,
    refresh_search,
)
from cms.content.spine.addresses import path_for
from cms.content.spine.models import Item, ItemReference, Revision
from cms.database.base import utcnow
from cms.extensions import db
from cms.jobs import enqueue


def reserve(type_name: str, slug: str) -> Item:
    """Return a new reserved item, not yet added to the session."""
    return Item(
        type=type_name,
        slug=slug,
        title=slug,
        path=path_for(type_name, slug),
        visibility="limited",
        deleted_at=utcnow(),
    )


def reserved_ids() -> set[int]:
    """Return the ids of the items that were reserved and not filled."""
    filled = select(Revision.id).where(Revision.item_id == Item.id)
    return set(db.session.scalars(select(Item.id).where(~filled.exists())))


def refresh_sources(batch: Collection[int], order: Mapping[int, int]) -> None:
    """Let items be found by what they link to, where that was filled after them.

    ``batch`` are the ids that were just filled, ``order`` tells when each item
    of this import was: what was filled before it, or by another run, was
    indexed without its names.
    """
    query = select(ItemReference.item_id, ItemReference.target).where(
        ItemReference.kind == "item",
        ItemReference.target.in_([str(key) for key in batch]),
        ItemReference.is_draft.is_(False),
    )
    earlier: dict[int, set[int]] = defaultdict(set)
    for source, target in db.session.execute(query):
        if order.get(source, -1) < order[int(target)]:
            earlier[int(target)].add(source)
    waiting: set[int] = set()
    for item_id, sources in earlier.items():
        if len(sources) > MOST_AT_ONCE:
            enqueue(LINKING_JOB, dedupe=f"linking:{item_id}", item_id=item_id)
        else:
            waiting |= sources
    if waiting:
        refresh_search(sorted(waiting))
