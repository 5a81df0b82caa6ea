"""Tables of reports: the satellite, its sections, its figures, the issues on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cms import BigId, ItemDetail, Model, UTCDateTime, utcnow


class Report(ItemDetail, Model):
    """An official report; conference, programmes and the like are item relations."""

    __tablename__ = "reports_report"

    kind: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[str | None] = mapped_column(String(20))
    format: Mapped[str | None] = mapped_column(String(20))
    standard: Mapped[str | None] = mapped_column(String(20))
    doc_type: Mapped[str | None] = mapped_column(String(60))
    trich_yeu: Mapped[str | None] = mapped_column(String(1000))
    number: Mapped[str | None] = mapped_column(String(60), index=True)
    issued_at: Mapped[dt.date | None]
    place: Mapped[str | None] = mapped_column(String(120))
    draft_number: Mapped[int | None]
    parent_issuer_line: Mapped[str | None] = mapped_column(String(200))
    issuer_line: Mapped[str | None] = mapped_column(String(200))
    period: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    signature_authority: Mapped[str | None] = mapped_column(String(200))
    signature_title: Mapped[str | None] = mapped_column(String(200))
    recipients: Mapped[list[Any] | None] = mapped_column(JSON)
    attachments: Mapped[list[Any] | None] = mapped_column(JSON)

    sections: Mapped[list[ReportSection]] = relationship(
        cascade="all, delete-orphan", order_by="ReportSection.position"
    )
    statistics: Mapped[list[Statistic]] = relationship(
        cascade="all, delete-orphan", order_by="Statistic.position"
    )


class ReportSection(Model):
    """A numbered part of the text."""

    __tablename__ = "reports_section"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("reports_report.item_id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    no: Mapped[str | None] = mapped_column(String(20))
    title: Mapped[str | None] = mapped_column(String(300))
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    with_statistics: Mapped[bool] = mapped_column(default=False)


class Statistic(Model):
    """The numbers of one line of the statistics."""

    __tablename__ = "reports_statistic"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("reports_report.item_id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(default=0)
    line: Mapped[str | None] = mapped_column(String(60))
    organisations: Mapped[int | None]
    members: Mapped[int | None]
    petitions: Mapped[int | None]

    __table_args__ = (UniqueConstraint("item_id", "line"),)


class Issue(Model):
    """What a report said when it was published: the fingerprint of one version."""

    __tablename__ = "reports_issue"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)

    __table_args__ = (UniqueConstraint("item_id", "digest"),)
