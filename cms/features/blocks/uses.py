"""Write down which items show which blocks."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cms.content.fields.answers import Kind
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.extensions import db
from cms.features.blocks.models import Block, BlockUse


def record_uses(
    session: Session, item_id: int, block_ids: Iterable[int], *, live: bool = True
) -> None:
    """Replace what is known of an item's blocks, in the caller's transaction.

    With ``live`` these are all its uses from now on; without, they are those
    of a draft over a live page, whose own uses stay.
    """
    wanted = set(block_ids)
    old = delete(BlockUse).where(BlockUse.item_id == item_id)
    session.execute(old if live else old.where(BlockUse.live.is_(False)))
    if not wanted:
        return
    there = set(session.scalars(select(Block.id).where(Block.id.in_(wanted))))
    if not live:
        kept = select(BlockUse.block_id).where(BlockUse.item_id == item_id)
        there -= set(session.scalars(kept))
    session.add_all(
        BlockUse(block_id=key, item_id=item_id, live=live) for key in sorted(there)
    )
    session.flush()


def write(item: Item, data: Snapshot) -> None:
    """Write down the blocks of a snapshot; a projection."""
    record_uses(db.session(), item.id, data.targets(Kind.BLOCK))


def keep(item: Item, data: Snapshot) -> None:
    """Write down the blocks of a draft over a live page; a projection."""
    record_uses(db.session(), item.id, data.targets(Kind.BLOCK), live=False)
