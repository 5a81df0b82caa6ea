"""What the lists of the desk ask: what stands in a state, what stands on a day."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func

from cms.actors import Actor
from cms.builtin.desk.queries import editable_query
from cms.content.spine.models import Item
from cms.extensions import db


def in_state(state: str) -> ColumnElement[bool]:
    """Return the criterion for items in a state of the workflow, live or open."""
    if state == "published":
        # Nearly every row meets this: an index walked for it would be the wrong one.
        return func.coalesce(Item.status, "") == state
    if state == "archived":
        return Item.status == state
    return Item.stage == state


def editable_items(
    actor: Actor, criterion: ColumnElement[bool], most: int
) -> list[Item]:
    """Return at most ``most`` items that ``actor`` may open, the newest made first."""
    query = editable_query(actor, Item.deleted_at.is_(None), criterion)
    return list(db.session.scalars(query.order_by(Item.id.desc()).limit(most)))
