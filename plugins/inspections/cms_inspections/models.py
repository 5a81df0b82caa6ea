"""Tables of programmes and inspections, with the rows that belong to them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from cms import BigId, ItemDetail, Model


class Programme(ItemDetail, Model):
    """A programme or plan; its parent and its inspections are item relations."""

    __tablename__ = "inspections_programme"

    kind: Mapped[str | None] = mapped_column(String(20))
    number: Mapped[str | None] = mapped_column(String(60))
    issued_at: Mapped[dt.date | None]
    year: Mapped[int | None] = mapped_column(index=True)
    term_from: Mapped[int | None]
    term_to: Mapped[int | None]
    status: Mapped[str | None] = mapped_column(String(20))
    objectives: Mapped[list[Any] | None] = mapped_column(JSON)
    focus: Mapped[list[Any] | None] = mapped_column(JSON)
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    targets: Mapped[list[Target]] = relationship(
        cascade="all, delete-orphan", order_by="Target.position"
    )
    task_groups: Mapped[list[TaskGroup]] = relationship(
        cascade="all, delete-orphan", order_by="TaskGroup.position"
    )
    milestones: Mapped[list[Milestone]] = relationship(
        cascade="all, delete-orphan", order_by="Milestone.position"
    )


class ProgrammeRow:
    """Mixin of a table whose rows belong to a programme and stand in order."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    @declared_attr
    @classmethod
    def item_id(cls) -> Mapped[int]:
        """The programme that the row belongs to."""
        return mapped_column(
            ForeignKey("inspections_programme.item_id", ondelete="CASCADE"),
            index=True,
        )


class Target(ProgrammeRow, Model):
    """What a programme wants to reach, and how far it has come."""

    __tablename__ = "inspections_target"

    code: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str | None]
    unit: Mapped[str | None] = mapped_column(String(40))
    target: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    achieved: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    as_of: Mapped[dt.date | None]


class TaskGroup(ProgrammeRow, Model):
    """A group of tasks of a programme."""

    __tablename__ = "inspections_task_group"

    title: Mapped[str | None] = mapped_column(String(500))


class Milestone(ProgrammeRow, Model):
    """A day by which something of the programme is to be done."""

    __tablename__ = "inspections_milestone"

    date: Mapped[dt.date | None]
    title: Mapped[str | None] = mapped_column(String(500))


class Inspection(ItemDetail, Model):
    """One inspection or supervision; overdue is derived, never stored."""

    __tablename__ = "inspections_item"

    code: Mapped[str | None] = mapped_column(String(40), index=True)
    type: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[str | None] = mapped_column(String(30))
    focus: Mapped[str | None]
    checkpoint_from: Mapped[dt.date | None]
    checkpoint_to: Mapped[dt.date | None]
    planned_quarter: Mapped[str | None] = mapped_column(String(20))
    planned_start: Mapped[dt.date | None]
    planned_end: Mapped[dt.date | None]
    extended_to: Mapped[dt.date | None]
    actual_start: Mapped[dt.date | None]
    actual_end: Mapped[dt.date | None]
    conclusion: Mapped[str | None] = mapped_column(String(60))
    merits: Mapped[str | None]
    shortcomings: Mapped[str | None]
    causes: Mapped[str | None]
    recommendations: Mapped[int | None]
    recommendations_done: Mapped[int | None]
    follow_up_due: Mapped[dt.date | None]
    follow_up_done: Mapped[dt.date | None]
    regulation: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None]
    confidential: Mapped[bool] = mapped_column(default=False)
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    subjects: Mapped[list[Subject]] = relationship(
        cascade="all, delete-orphan", order_by="Subject.position"
    )
    documents: Mapped[list[InspectionDocument]] = relationship(
        cascade="all, delete-orphan", order_by="InspectionDocument.position"
    )
    discipline: Mapped[list[Discipline]] = relationship(
        cascade="all, delete-orphan", order_by="Discipline.position"
    )

    __table_args__ = (
        Index("ix_inspections_item_deadline", "status", "planned_end", "extended_to"),
        Index("ix_inspections_item_follow_up", "follow_up_due", "follow_up_done"),
    )


class InspectionRow:
    """Mixin of a table whose rows belong to an inspection and stand in order."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    @declared_attr
    @classmethod
    def item_id(cls) -> Mapped[int]:
        """The inspection that the row belongs to."""
        return mapped_column(
            ForeignKey("inspections_item.item_id", ondelete="CASCADE"), index=True
        )


class Subject(InspectionRow, Model):
    """Who is inspected: an organisation, or members by function and count."""

    __tablename__ = "inspections_subject"

    kind: Mapped[str | None] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL"), index=True
    )
    label: Mapped[str | None] = mapped_column(String(300))
    count: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )


class InspectionDocument(InspectionRow, Model):
    """A paper of the procedure, by its part in it."""

    __tablename__ = "inspections_document"

    role: Mapped[str | None] = mapped_column(String(40))
    number: Mapped[str | None] = mapped_column(String(60), index=True)
    date: Mapped[dt.date | None]
    until: Mapped[dt.date | None]  # of a decision to extend: the day that it sets
    files: Mapped[list[Any] | None] = mapped_column(JSON)


class Discipline(InspectionRow, Model):
    """A disciplinary action that followed; not shown to the public by itself."""

    __tablename__ = "inspections_discipline"

    target: Mapped[str | None] = mapped_column(String(20))
    form: Mapped[str | None] = mapped_column(String(20))
    count: Mapped[int | None]
    decision: Mapped[str | None] = mapped_column(String(60))
    date: Mapped[dt.date | None]
    effective_to: Mapped[dt.date | None]
    public: Mapped[bool] = mapped_column(default=False)
