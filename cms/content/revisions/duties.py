"""Duties: rows of what a snapshot asks of people and organisations."""

from __future__ import annotations

from sqlalchemy import delete, select

from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item, ItemDuty
from cms.extensions import db


LONGEST_WORDS = 500


def write_duties(item: Item, data: Snapshot) -> None:
    """Replace what ``item`` asks of people and organisations that are there."""
    db.session.execute(delete(ItemDuty).where(ItemDuty.item_id == item.id))
    wanted = dict.fromkeys(data.content_type.duties(data.public))
    if not wanted:
        return
    owners = {one.owner_id for one in wanted}
    there = set(db.session.scalars(select(Item.id).where(Item.id.in_(owners))))
    db.session.add_all(
        ItemDuty(
            item_id=item.id,
            owner_id=one.owner_id,
            words=one.words[:LONGEST_WORDS],
            due=one.due,
        )
        for one in wanted
        if one.owner_id in there
    )
