"""Tables of what an inspection found: records that belong to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cms import ItemDetail, Model


class Finding(ItemDetail, Model):
    """A merit, a shortcoming, a cause or a lesson."""

    __tablename__ = "inspections_finding"

    kind: Mapped[str | None] = mapped_column(String(20), index=True)
    text: Mapped[str | None]


class Recommendation(ItemDetail, Model):
    """What somebody is to do after an inspection; overdue is derived, never stored."""

    __tablename__ = "inspections_recommendation"

    text: Mapped[str | None]
    responsible: Mapped[list[Any] | None] = mapped_column(JSON)
    due: Mapped[dt.date | None] = mapped_column()
    status: Mapped[str | None] = mapped_column(String(20))
    done: Mapped[dt.date | None]
    evidence: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (Index("ix_inspections_recommendation_due", status, due),)


class Violation(ItemDetail, Model):
    """A violation, how it was handled by which decision, and what became of an appeal."""

    __tablename__ = "inspections_violation"

    text: Mapped[str | None]
    target: Mapped[str | None] = mapped_column(String(20))
    organisation: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    label: Mapped[str | None] = mapped_column(String(300))
    count: Mapped[int | None]
    person: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    handling: Mapped[str | None] = mapped_column(String(30))
    decision: Mapped[str | None] = mapped_column(String(60))
    decided_on: Mapped[dt.date | None]
    decided_by: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    effective_from: Mapped[dt.date | None]
    effective_to: Mapped[dt.date | None]
    appealed_on: Mapped[dt.date | None]
    appeal_outcome: Mapped[str | None] = mapped_column(String(30))
    appeal_decision: Mapped[str | None] = mapped_column(String(60))
    appeal_decided_on: Mapped[dt.date | None]
