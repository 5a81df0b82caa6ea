"""Tables of conferences, of their directives and assessments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import (
    Mapped,
    declared_attr,
    mapped_column,
    relationship,
    validates,
)

from cms import UNSEEN, BigId, ItemDetail, Model, UTCDateTime, utcnow
from cms_conferences.choices import CLOSED


#: Where what is due on no day stands in lists by the day: the last day of all inputs.
UNDATED = dt.date(2200, 12, 31)


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

    kind: Mapped[str | None] = mapped_column(String(12))
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


class Directive(ItemDetail, Model):
    """What was directed: by whom, to whom, until when, and how far it is.

    ``is_open`` and ``due_order`` follow from state and due day, for indexes that
    long lists walk; whether something is late depends on the day and is not stored.
    """

    __tablename__ = "conferences_directive"

    text: Mapped[str | None]
    source: Mapped[str | None]
    status: Mapped[str | None] = mapped_column(String(20))
    due: Mapped[dt.date | None] = mapped_column(index=True)
    withdrawal_reason: Mapped[str | None] = mapped_column(String(500))
    given_by: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    responsible: Mapped[list[Any] | None] = mapped_column(JSON)
    is_open: Mapped[bool] = mapped_column(default=True, server_default=false())
    due_order: Mapped[dt.date] = mapped_column(
        default=UNDATED, server_default=UNDATED.isoformat()
    )

    progress: Mapped[list[Progress]] = relationship(
        cascade="all, delete-orphan", order_by="Progress.position"
    )

    __table_args__ = (
        Index("ix_conferences_directive_open", is_open, due_order, "item_id"),
        Index("ix_conferences_directive_state", status, due_order, "item_id"),
        Index("ix_conferences_directive_order", due_order, "item_id"),
    )

    @validates("status", "due")
    def _follow(self, name: str, value: Any) -> Any:
        """Keep what follows from state and due day."""
        if name == "status":
            self.is_open = value not in CLOSED
        else:
            self.due_order = value or UNDATED
        return value


class Progress(Model):
    """A note of what was done towards a directive, with what shows it."""

    __tablename__ = "conferences_progress"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("conferences_directive.item_id", ondelete="CASCADE"), index=True
    )
    date: Mapped[dt.date | None]
    text: Mapped[str | None]
    link: Mapped[str | None] = mapped_column(String(2000))
    files: Mapped[list[Any] | None] = mapped_column(JSON)


class Assessment(ItemDetail, Model):
    """An assessment that was made: a merit, a shortcoming, a cause, a lesson."""

    __tablename__ = "conferences_assessment"

    polarity: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str | None]
    person: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )
    report: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL")
    )


class OverdueNotice(Model):
    """The day on which a directive was first found overdue.

    ``item_id`` is the directive, ``digest`` one of its text and due day: what
    is given another due day is noticed anew.
    """

    __tablename__ = "conferences_overdue_notice"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    noticed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)

    __table_args__ = (UniqueConstraint("item_id", "digest"),)


class Reminder(Model):
    """A reminder of a directive that was sent: one of each kind for each due day.

    ``kind`` is "due" or "overdue". The row is what keeps it from being sent twice.
    """

    __tablename__ = "conferences_reminder"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    due: Mapped[dt.date]
    sent_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)

    __table_args__ = (
        UniqueConstraint("item_id", "kind", "due"),
        {"info": UNSEEN},
    )
