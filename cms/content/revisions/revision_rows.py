"""Revisions as rows: their numbers, and new ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from cms.actors import Actor
from cms.content.spine.models import Item, Revision
from cms.extensions import db


def new_revision(
    item: Item, number: int, data: Mapping[str, Any], actor: Actor
) -> Revision:
    """Return an open revision of ``item``, not yet added to the session."""
    return Revision(
        item_id=item.id,
        number=number,
        data=dict(data),
        created_by_id=actor.id,
        edited_by_id=actor.id,
    )


def next_number(item: Item) -> int:
    """Return the number of the next revision of ``item``."""
    query = select(func.max(Revision.number)).where(Revision.item_id == item.id)
    return (db.session.scalar(query) or 0) + 1
