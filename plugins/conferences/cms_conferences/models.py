"""Tables of conferences: the satellite, its agenda, attendance, documents, directives."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from cms import BigId, ItemDetail, Model, UTCDateTime, utcnow


class Conference(ItemDetail, Model):
    """A conference that is planned or was held."""

    __tablename__ = "conferences_conference"

    type: Mapped[str | None] = mapped_column(String(40))
    format: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[str | None] = mapped_column(String(20))
    date: Mapped[dt.date | None] = mapped_column(index=True)
    date_end: Mapped[dt.date | None]
    start: Mapped[dt.time | None]
    end: Mapped[dt.time | None]
    location: Mapped[str | None] = mapped_column(String(300))
    online_points: Mapped[int | None]
    period: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    next_period: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    purposes: Mapped[list[Any] | None] = mapped_column(JSON)
    attendee_total: Mapped[int | None]
    minutes_number: Mapped[str | None] = mapped_column(String(60))
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    agenda: Mapped[list[AgendaItem]] = relationship(
        cascade="all, delete-orphan", order_by="AgendaItem.position"
    )
    attendees: Mapped[list[Attendance]] = relationship(
        cascade="all, delete-orphan", order_by="Attendance.position"
    )
    absences: Mapped[list[Absence]] = relationship(
        cascade="all, delete-orphan", order_by="Absence.position"
    )
    documents: Mapped[list[ConferenceDocument]] = relationship(
        cascade="all, delete-orphan", order_by="ConferenceDocument.position"
    )
    directives: Mapped[list[Directive]] = relationship(
        cascade="all, delete-orphan", order_by="Directive.position"
    )
    assessments: Mapped[list[Assessment]] = relationship(
        cascade="all, delete-orphan", order_by="Assessment.position"
    )


class ConferenceRow:
    """Mixin of a table whose rows belong to a conference and stand in order."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    @declared_attr
    @classmethod
    def item_id(cls) -> Mapped[int]:
        """The conference that the row belongs to."""
        return mapped_column(
            ForeignKey("conferences_conference.item_id", ondelete="CASCADE"),
            index=True,
        )


class AgendaItem(ConferenceRow, Model):
    """One entry of the timetable."""

    __tablename__ = "conferences_agenda_item"

    type: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str | None] = mapped_column(String(500))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    count: Mapped[int | None]
    start: Mapped[dt.time | None]
    minutes: Mapped[int | None]
    document: Mapped[str | None] = mapped_column(String(120))


class Attendance(ConferenceRow, Model):
    """A person or a group who attended, with a role."""

    __tablename__ = "conferences_attendance"

    kind: Mapped[str | None] = mapped_column(String(20))
    role: Mapped[str | None] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    text: Mapped[str | None] = mapped_column(String(500))
    count: Mapped[int | None]
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )


class Absence(ConferenceRow, Model):
    """Somebody who was expected and was not there."""

    __tablename__ = "conferences_absence"

    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    text: Mapped[str | None] = mapped_column(String(500))
    reason: Mapped[str | None] = mapped_column(String(500))


class ConferenceDocument(ConferenceRow, Model):
    """A paper of the conference; agenda entries name it by its code."""

    __tablename__ = "conferences_document"

    code: Mapped[str | None] = mapped_column(String(120))
    type: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str | None] = mapped_column(String(500))
    number: Mapped[str | None] = mapped_column(String(60))
    date: Mapped[dt.date | None]
    file_name: Mapped[str | None] = mapped_column(String(255))
    files: Mapped[list[Any] | None] = mapped_column(JSON)
    public: Mapped[bool] = mapped_column(default=True)


class Directive(ConferenceRow, Model):
    """What was directed: by whom, to whom, until when, and how far it is."""

    __tablename__ = "conferences_directive"

    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    text: Mapped[str | None]
    due: Mapped[dt.date | None] = mapped_column(index=True)
    responsible: Mapped[list[Any] | None] = mapped_column(JSON)
    status: Mapped[str | None] = mapped_column(String(20), index=True)
    progress: Mapped[str | None]


class Assessment(ConferenceRow, Model):
    """A judgement that was made: a merit, a shortcoming, a cause, a lesson."""

    __tablename__ = "conferences_assessment"

    polarity: Mapped[str | None] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    text: Mapped[str | None]


class OverdueNotice(Model):
    """The day on which a directive was first found overdue.

    Rows of directives are written anew with every publication; ``digest``
    of the directive's text and due day stays the same.
    """

    __tablename__ = "conferences_overdue_notice"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    noticed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)

    __table_args__ = (UniqueConstraint("item_id", "digest"),)
