"""What the public page of a conference shows, computed from a snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cms_directory import bylines, readable, today

from cms import Child, Item, current_user, text
from cms_conferences import ASSESSMENT, DIRECTIVE
from cms_conferences.agenda_times import slots
from cms_conferences.checks import whole_count
from cms_conferences.choices import (
    ABSENCES,
    AGENDA_TYPES,
    DOCUMENT_TYPES,
    FORMATS,
    ROLES,
    STATUSES,
    TYPES,
)
from cms_conferences.record_views import (
    AssessmentView,
    Linked,
    Order,
    assessments,
    orders,
    record_ids,
    share_done,
)


def day_of(value: str | None) -> dt.date | None:
    """Return the day that a snapshot writes as ISO text."""
    return dt.date.fromisoformat(value) if value else None


def linked_records(
    data: Mapping[str, Any], day: dt.date, others: Sequence[int | None]
) -> Linked:
    """Return all records that a conference and ``others`` name, in three queries."""
    rows = [
        row
        for name in ("agenda", "attendees", "absences")
        for row in data.get(name) or []
    ]
    ids = [row.get(name) for row in rows for name in ("person_id", "organisation_id")]
    ids += others
    ids += [data.get("organiser"), data.get("secretary"), *(data.get("chairs") or [])]
    items = readable(ids)
    return Linked(items, bylines(items, day))


@dataclass(frozen=True)
class Entry:
    """One line of the timetable."""

    start: str | None
    end: str | None
    minutes: int | None
    kind: Any
    title: str
    person: Item | None
    posts: str
    organisation: Item | None
    count: int | None
    document: Mapping[str, Any] | None
    is_break: bool


@dataclass(frozen=True)
class Attendee:
    """A person or group of the attendance."""

    person: Item | None
    posts: str
    text: str
    organisation: Item | None
    count: int | None


@dataclass(frozen=True)
class RoleGroup:
    """All attendees of one role, in protocol order."""

    role: Any
    attendees: list[Attendee]


@dataclass(frozen=True)
class Missing:
    """Somebody who did not come: excused or not, if that was stated, and why."""

    person: Item | None
    words: str
    label: Any
    reason: str


@dataclass(frozen=True)
class Paper:
    """A document of the conference."""

    kind: Any
    title: str
    number: str
    date: dt.date | None
    file_name: str
    files: list[int]
    public: bool


@dataclass(frozen=True)
class ConferenceView:
    """A conference's page."""

    kind: Any
    format: Any
    status: str
    status_label: Any
    date: dt.date | None
    date_end: dt.date | None
    organiser: Item | None
    chairs: list[tuple[Item, str]]
    secretary: Item | None
    total: int | None
    total_is_stated: bool
    agenda: list[Entry] = field(default_factory=list)
    attendance: list[RoleGroup] = field(default_factory=list)
    absences: list[Missing] = field(default_factory=list)
    documents: list[Paper] = field(default_factory=list)
    directives: list[Order] = field(default_factory=list)
    assessments: list[AssessmentView] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many directives have been carried out."""
        return share_done(self.directives)[0]

    @property
    def holding(self) -> int:
        """How many directives have not been withdrawn."""
        return share_done(self.directives)[1]


def conference_view(
    item: Item,
    data: Mapping[str, Any],
    children: Mapping[str, Sequence[Child]],
) -> ConferenceView:
    """Return what the page of a conference shows to the current reader.

    ``children`` are the directives and assessments that the reader may see.
    """
    day = day_of(data.get("date")) or today()
    given, judged = children.get(DIRECTIVE, ()), children.get(ASSESSMENT, ())
    linked = linked_records(data, day, record_ids(given, judged))
    chairs = [number for number in data.get("chairs") or [] if linked.get(number)]
    total = data.get("attendee_total")
    return ConferenceView(
        kind=dict(TYPES).get(data.get("type") or ""),
        format=dict(FORMATS).get(data.get("format") or ""),
        status=data.get("status") or "",
        status_label=dict(STATUSES).get(data.get("status") or ""),
        date=day_of(data.get("date")),
        date_end=day_of(data.get("date_end")),
        organiser=linked.get(data.get("organiser")),
        chairs=[(linked.items[number], linked.post(number)) for number in chairs],
        secretary=linked.get(data.get("secretary")),
        total=whole_count(data) if total is None else total,
        total_is_stated=total is not None,
        agenda=agenda(data, linked),
        attendance=attendance(data, linked),
        absences=absences(data, linked),
        documents=documents(data),
        directives=orders(given, linked),
        assessments=assessments(judged, linked),
    )


def agenda(data: Mapping[str, Any], linked: Linked) -> list[Entry]:
    """Return the timetable in its order, with the end of each entry."""
    papers = {row.get("code"): row for row in shown_documents(data) if row.get("code")}
    rows = data.get("agenda") or []
    return [
        Entry(
            start=slot.start_words,
            end=slot.end_words,
            minutes=row.get("minutes"),
            kind=dict(AGENDA_TYPES).get(row.get("type") or ""),
            title=row.get("title") or "",
            person=linked.get(row.get("person_id")),
            posts=linked.post(row.get("person_id")),
            organisation=linked.get(row.get("organisation_id")),
            count=row.get("count"),
            document=papers.get(row.get("document")),
            is_break=row.get("type") == "giai_lao",
        )
        for row, slot in zip(rows, slots(rows, data.get("start")), strict=True)
    ]


def attendance(data: Mapping[str, Any], linked: Linked) -> list[RoleGroup]:
    """Return attendees by role; within a role people by rank, then groups."""
    groups = []
    rows = data.get("attendees") or []
    known = {role for role, _label in ROLES}
    for role, label in ROLES:
        mine = [
            row
            for row in rows
            if (row.get("role") if row.get("role") in known else "khac") == role
        ]
        if mine:
            ordered = sorted(mine, key=lambda row: protocol_key(row, linked))
            shown = [attendee(row, linked) for row in ordered]
            groups.append(RoleGroup(label, [one for one in shown if one is not None]))
    return [group for group in groups if group.attendees]


def protocol_key(row: Mapping[str, Any], linked: Linked) -> tuple[Any, ...]:
    """Return the sorting key of an attendee: people by rank and name, groups as typed."""
    person = linked.get(row.get("person_id"))
    if person is None:
        return (1, 0, "")
    rank = linked.posts.rank(row.get("person_id"))
    return (0, rank, text.person_sort_key(person.title))


def attendee(row: Mapping[str, Any], linked: Linked) -> Attendee | None:
    """Return an attendee, or None for a person whom this reader may not see."""
    person = linked.get(row.get("person_id"))
    if person is None and not row.get("text"):
        return None
    return Attendee(
        person=person,
        posts=linked.post(row.get("person_id")),
        text=row.get("text") or "",
        organisation=linked.get(row.get("organisation_id")),
        count=row.get("count"),
    )


def absences(data: Mapping[str, Any], linked: Linked) -> list[Missing]:
    """Return who did not come, without people whom this reader may not see."""
    found = [
        Missing(
            linked.get(row.get("person_id")),
            row.get("text") or "",
            dict(ABSENCES).get(row.get("kind") or "", ""),
            row.get("reason") or "",
        )
        for row in data.get("absences") or []
    ]
    return [one for one in found if one.person is not None or one.words]


def shown_documents(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the documents that this reader may know of: all of them for staff."""
    staff = bool(getattr(current_user, "is_authenticated", False))
    return [row for row in data.get("documents") or [] if staff or row.get("public")]


def documents(data: Mapping[str, Any]) -> list[Paper]:
    """Return the documents of the conference for this reader."""
    return [
        Paper(
            kind=dict(DOCUMENT_TYPES).get(row.get("type") or ""),
            title=row.get("title") or "",
            number=row.get("number") or "",
            date=day_of(row.get("date")),
            file_name=row.get("file_name") or "",
            files=row.get("files") or [],
            public=bool(row.get("public")),
        )
        for row in shown_documents(data)
    ]
