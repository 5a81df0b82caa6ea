"""What the edit page and the review page show of remarks, reasons and deadlines."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from sqlalchemy import select

from cms.content.publishing.deadlines import is_overdue
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.models import Item, Revision
from cms.content.spine.workflow import DRAFT
from cms.extensions import db
from cms.features import comments
from cms.features.comments.threads import names


def remarks_of(item: Item) -> dict[str, Any]:
    """Return the template variables of everything that was said about an item."""
    data = Snapshot.of(item)
    found = comments.threads(item.id, data, form=data.form)
    return {
        "threads": found,
        "remark_names": names(found),
        "field_labels": data.labels(),
        "returned": _returned(item),
        "overdue": is_overdue(item),
        "may_take_over": access.can(current_user, access.WRITE, item),
    }


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
