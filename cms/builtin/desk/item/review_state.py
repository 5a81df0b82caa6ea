"""What the edit page and the review page show of reasons and deadlines."""

from __future__ import annotations

from typing import Any

from cms.builtin.desk.item.queries import returned_revision
from cms.content.publishing.deadlines import is_overdue
from cms.content.spine.models import Item


def review_state(item: Item) -> dict[str, Any]:
    """Return where the review of an item stands, as template variables."""
    return {"returned": returned_revision(item), "overdue": is_overdue(item)}
