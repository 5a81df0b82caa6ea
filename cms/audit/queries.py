"""Questions to the audit trail."""

from __future__ import annotations

from sqlalchemy import select

from cms.audit.models import AuditEntry
from cms.extensions import db


def entries_of(item_id: int, limit: int = 200) -> list[AuditEntry]:
    """Return what was done to an item, the newest first."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.item_id == item_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))
