"""Which blocks there are, and where they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, func, select

from cms import text
from cms.actors import Actor
from cms.builtin.desk.queries import editable_query
from cms.content.spine.access import known_to
from cms.content.spine.models import Item
from cms.errors import NotFound
from cms.extensions import db
from cms.features.blocks.models import Block, BlockUse
from cms.richtext import SharedBlock


def all_blocks() -> list[Block]:
    """Return every block by name."""
    found = db.session.scalars(select(Block))
    return sorted(found, key=lambda block: (text.sort_key(block.name), block.id))


def shown(ids: Iterable[int]) -> Mapping[int, SharedBlock]:
    """Return blocks by id as pages show them; deleted ones are absent."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.scalars(select(Block).where(Block.id.in_(wanted)))
    return {row.id: SharedBlock(row.kind, row.name, row.body) for row in rows}


def names(ids: Iterable[int]) -> Mapping[int, str]:
    """Return the names of blocks by id."""
    return {key: block.name for key, block in shown(ids).items()}


def using(block_id: int) -> Select[Any]:
    """Return the query for the ids of items that show a block, drafts included."""
    return select(BlockUse.item_id).where(BlockUse.block_id == block_id)


def use_counts(viewer: Actor) -> Mapping[int, int]:
    """Return how many items that ``viewer`` may know show each block; no zeros."""
    counted = (
        select(BlockUse.block_id, func.count())
        .join(Item, Item.id == BlockUse.item_id)
        .where(known_to(viewer))
        .group_by(BlockUse.block_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def get_block(block_id: int) -> Block:
    """Return a block; raises NotFound."""
    found = db.session.get(Block, block_id)
    if found is None:
        raise NotFound(f"No block {block_id}.")
    return found


def shown_in(actor: Actor, block_id: int, limit: int) -> list[Item]:
    """Return items that show a block and that ``actor`` may open, last changed first."""
    query = editable_query(actor, Item.id.in_(using(block_id)))
    return list(db.session.scalars(query.order_by(Item.updated_at.desc()).limit(limit)))
