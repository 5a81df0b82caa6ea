"""Who may read an item of visibility "limited"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select

from cms import audit
from cms.accounts.models import User
from cms.content.revisions.drafts import load_for
from cms.content.spine import access
from cms.content.spine.models import ItemReader
from cms.database.transaction import transaction
from cms.extensions import db


def readers(item_id: int) -> list[User]:
    """Return the named readers of an item, by name."""
    query = (
        select(User)
        .join(ItemReader, ItemReader.user_id == User.id)
        .where(ItemReader.item_id == item_id)
        .order_by(User.name)
    )
    return list(db.session.scalars(query))


def set_readers(actor: Any, item_id: int, user_ids: Iterable[int]) -> None:
    """Replace the named readers of an item; the change holds from the next request.

    Raises NotFound or Forbidden as every change of an item does.
    """
    with transaction() as session:
        item = load_for(actor, item_id, None, access.WRITE)
        known = select(User.id).where(User.id.in_(set(user_ids)), User.active)
        wanted = set(session.scalars(known))
        session.execute(delete(ItemReader).where(ItemReader.item_id == item.id))
        session.add_all(
            ItemReader(item_id=item.id, user_id=user_id) for user_id in sorted(wanted)
        )
        audit.record(
            "item.readers",
            actor=actor,
            item_id=item.id,
            subject=item.title,
            detail={"readers": sorted(wanted)},
        )
