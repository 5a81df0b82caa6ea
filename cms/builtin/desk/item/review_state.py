"""What the edit page and the review page show of reasons and deadlines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from cms.content.publishing.deadlines import is_overdue
from cms.content.spine.models import Item, Revision
from cms.content.spine.workflow import DRAFT
from cms.extensions import db


def review_state(item: Item) -> dict[str, Any]:
    """Return where the review of an item stands, as template variables."""
    return {"returned": _returned(item), "overdue": is_overdue(item)}


def _returned(item: Item) -> Revision | None:
    """Return the version that was sent back with a reason and is being mended now."""
    if item.stage != DRAFT:
        return None
    query = (
        select(Revision)
        .where(
            Revision.item_id == item.id, Revision.state.in_(("returned", "published"))
        )
        .order_by(Revision.number.desc())
        .limit(1)
    )
    last = db.session.scalar(query)
    return last if last is not None and last.state == "returned" else None
