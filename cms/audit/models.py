"""The audit table: what was done, by whom, when; each row seals the one before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import DDL, JSON, String, event
from sqlalchemy.orm import Mapped, mapped_column

from cms.audit.ddl import TRIGGERS
from cms.database.base import BigId, UTCDateTime
from cms.database.changes import UNSEEN
from cms.extensions import Model


class AuditEntry(Model):
    """One act. ``seal`` is the hash of this row and of the seal before it.

    ``before`` and ``after`` are hashes of the rows that the act has changed.
    No column is a foreign key: an entry outlives what it speaks of.
    """

    __tablename__ = "audit_entries"
    __table_args__ = {"info": UNSEEN}

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    action: Mapped[str] = mapped_column(String(80), index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(String(200))
    item_id: Mapped[int | None] = mapped_column(BigId, index=True)
    subject: Mapped[str] = mapped_column(String(500), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    address: Mapped[str] = mapped_column(String(64), default="")
    request_id: Mapped[str] = mapped_column(String(64), default="", server_default="")
    before: Mapped[str] = mapped_column(String(64), default="", server_default="")
    after: Mapped[str] = mapped_column(String(64), default="", server_default="")
    seal: Mapped[str] = mapped_column(String(64), unique=True)


for _backend, _statements in TRIGGERS.items():
    for _statement in _statements:
        event.listen(
            AuditEntry.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_backend),
        )
