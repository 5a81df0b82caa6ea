"""What the public pages of programmes and inspections show, computed from snapshots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from cms_directory import Bylines, bylines, readable, today

from cms import Item, current_user, holds_for, may
from cms_inspections import INSPECTION
from cms_inspections.choices import (
    CONCLUSIONS,
    DISCIPLINE_FORMS,
    DISCIPLINE_TARGETS,
    DOCUMENT_ROLES,
    PROGRAMME_KINDS,
    PROGRAMME_STATUSES,
    QUARTERS,
    STAGES,
    STATUSES,
    SUBJECT_KINDS,
    TYPES,
    stage_number,
)
from cms_inspections.deadlines import (
    deadline,
    is_follow_up_overdue,
    is_overdue,
)
from cms_inspections.extensions import Extension, extensions_of
from cms_inspections.figures import Figures, count_figures
from cms_inspections.models import Programme
from cms_inspections.queries import Work, children_of, works_in
from cms_inspections.scopes import Scope


def day_of(value: str | None) -> dt.date | None:
    """Return the day that a snapshot writes as ISO text."""
    return dt.date.fromisoformat(value) if value else None


def is_staff() -> bool:
    """Tell whether this reader may see internal inspections."""
    return may(current_user, "read", INSPECTION)


@dataclass(frozen=True)
class Signed:
    """A record that a page names, with a person's posts on the day."""

    item: Item
    posts: str = ""


def signed(
    number: int | None, known: Mapping[int, Item], posts: Bylines
) -> Signed | None:
    """Return a named record, or None when this reader may not see it."""
    if number is None or number not in known:
        return None
    return Signed(known[number], posts.of(number))


@dataclass(frozen=True)
class Goal:
    """A target with the share that is reached, as a whole percentage."""

    code: str
    text: str
    unit: str
    target: Decimal | None
    achieved: Decimal | None
    as_of: dt.date | None

    @property
    def share(self) -> int | None:
        """How much of the target is reached, at most 100; None when not known."""
        if self.target is None or self.achieved is None or self.target <= 0:
            return None
        return min(100, int(100 * self.achieved / self.target))

    @property
    def reached(self) -> bool:
        """Whether the target is reached."""
        return (
            self.target is not None
            and self.achieved is not None
            and self.achieved >= self.target
        )


def number_of(value: Any) -> Decimal | None:
    """Return a snapshot's number exactly; None for nothing or for no number."""
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


@dataclass(frozen=True)
class Stone:
    """A milestone and whether its day has passed."""

    date: dt.date | None
    title: str
    passed: bool


@dataclass(frozen=True)
class ProgrammeView:
    """A programme's page."""

    kind: Any
    status: str
    status_label: Any
    issued_at: dt.date | None
    issuer: Signed | None
    signer: Signed | None
    term: Item | None
    parent: Item | None
    goals: list[Goal]
    milestones: list[Stone]
    children: list[tuple[Item, Programme]]
    works: list[Work]
    figures: Figures
    day: dt.date
    staff: bool


def programme_view(item: Item, data: Mapping[str, Any]) -> ProgrammeView:
    """Return what the page of a programme shows to the current reader.

    The inspections of all programmes below count, too: a term shows its years
    and their quarters. The first of them are listed, the others have a page.
    """
    day = today()
    issued = day_of(data.get("issued_at"))
    children = children_of(item.id) if item.id is not None else []
    scope = Scope.of(current_user, [item.id] if item.id is not None else [], day)
    ids = [data.get(name) for name in ("issuer", "signer", "term", "parent")]
    known = readable(ids)
    posts = bylines([data.get("signer")], issued or day)
    return ProgrammeView(
        kind=dict(PROGRAMME_KINDS).get(data.get("kind") or ""),
        status=data.get("status") or "",
        status_label=dict(PROGRAMME_STATUSES).get(data.get("status") or ""),
        issued_at=issued,
        issuer=signed(data.get("issuer"), known, posts),
        signer=signed(data.get("signer"), known, posts),
        term=known.get(data.get("term") or 0),
        parent=known.get(data.get("parent") or 0),
        goals=[goal(row) for row in data.get("targets") or []],
        milestones=[milestone(row, day) for row in data.get("milestones") or []],
        children=children,
        works=works_in(scope),
        figures=count_figures(scope),
        day=day,
        staff=is_staff(),
    )


def goal(row: Mapping[str, Any]) -> Goal:
    """Return a row of targets with its numbers as numbers."""
    return Goal(
        code=row.get("code") or "",
        text=row.get("text") or "",
        unit=row.get("unit") or "",
        target=number_of(row.get("target")),
        achieved=number_of(row.get("achieved")),
        as_of=day_of(row.get("as_of")),
    )


def milestone(row: Mapping[str, Any], day: dt.date) -> Stone:
    """Return a row of milestones."""
    date = day_of(row.get("date"))
    return Stone(date, row.get("title") or "", date is not None and date < day)


@dataclass(frozen=True)
class Inspected:
    """A subject: an organisation, or members by function; a name for staff only."""

    kind: Any
    organisation: Item | None
    label: str
    count: int | None
    person: Item | None


@dataclass(frozen=True)
class Stage:
    """One of the three steps, and how this inspection stands to it."""

    label: Any
    state: str  # done, current, ahead


@dataclass(frozen=True)
class InspectionView:
    """An inspection's page."""

    kind: Any
    status: str
    status_label: Any
    stages: list[Stage]
    quarter: Any
    planned: tuple[dt.date | None, dt.date | None]
    extended_to: dt.date | None
    extensions: list[Extension]
    actual: tuple[dt.date | None, dt.date | None]
    checkpoint: tuple[dt.date | None, dt.date | None]
    overdue: bool
    days_left: int | None
    follow_up_due: dt.date | None
    follow_up_done: dt.date | None
    follow_up_overdue: bool
    programme: Item | None
    owner: Signed | None
    lead: Signed | None
    members: list[Signed]
    subjects: list[Inspected]
    documents: list[tuple[Any, str, dt.date | None, list[int]]]
    conclusion: Any
    discipline: list[tuple[Any, Any, Mapping[str, Any]]]
    staff: bool


def inspection_view(item: Item, data: Mapping[str, Any]) -> InspectionView:
    """Return what the page of an inspection shows to the current reader."""
    day, staff = today(), holds_for(current_user, "read", item)
    planned = day_of(data.get("planned_start")), day_of(data.get("planned_end"))
    extended = day_of(data.get("extended_to"))
    actual = day_of(data.get("actual_start")), day_of(data.get("actual_end"))
    last_day = deadline(planned[1], extended)
    status = data.get("status") or ""
    due, done = day_of(data.get("follow_up_due")), day_of(data.get("follow_up_done"))
    known, posts = named_records(data, actual[0] or planned[0] or day)
    people = [signed(one, known, posts) for one in data.get("team_members") or []]
    waiting = last_day is not None and stage_number(status) in (0, 1)
    return InspectionView(
        kind=dict(TYPES).get(data.get("type") or ""),
        status=status,
        status_label=dict(STATUSES).get(status),
        stages=stages(status),
        quarter=dict(QUARTERS).get(data.get("planned_quarter") or ""),
        planned=planned,
        extended_to=extended,
        extensions=extensions_of(data),
        actual=actual,
        checkpoint=(
            day_of(data.get("checkpoint_from")),
            day_of(data.get("checkpoint_to")),
        ),
        overdue=is_overdue(status, last_day, day),
        days_left=(last_day - day).days if waiting and last_day else None,
        follow_up_due=due,
        follow_up_done=done,
        follow_up_overdue=is_follow_up_overdue(due, done, day),
        programme=known.get(data.get("programme") or 0),
        owner=signed(data.get("owner"), known, posts),
        lead=signed(data.get("team_lead"), known, posts),
        members=[one for one in people if one is not None],
        subjects=[subject(row, known, staff) for row in data.get("subjects") or []],
        documents=[
            (
                dict(DOCUMENT_ROLES).get(row.get("role") or ""),
                row.get("number") or "",
                day_of(row.get("date")),
                row.get("files") or [],
            )
            for row in data.get("documents") or []
        ],
        conclusion=dict(CONCLUSIONS).get(data.get("conclusion") or ""),
        discipline=[
            (
                dict(DISCIPLINE_TARGETS).get(row.get("target") or ""),
                dict(DISCIPLINE_FORMS).get(row.get("form") or ""),
                {**row, "date": day_of(row.get("date"))},
            )
            for row in data.get("discipline") or []
            if staff or row.get("public")
        ],
        staff=staff,
    )


def named_records(
    data: Mapping[str, Any], day: dt.date
) -> tuple[dict[int, Item], Bylines]:
    """Return the readable records that an inspection names, and posts on ``day``."""
    rows = data.get("subjects") or []
    ids = [data.get(name) for name in ("programme", "owner", "team_lead")]
    ids += data.get("team_members") or []
    ids += [row.get(name) for row in rows for name in ("organisation_id", "person_id")]
    known = readable(ids)
    return known, bylines(known, day)


def subject(
    row: Mapping[str, Any], known: Mapping[int, Item], staff: bool
) -> Inspected:
    """Return a subject; a member's name is left out unless the reader is staff."""
    return Inspected(
        kind=dict(SUBJECT_KINDS).get(row.get("kind") or ""),
        organisation=known.get(row.get("organisation_id") or 0),
        label=row.get("label") or "",
        count=row.get("count"),
        person=known.get(row.get("person_id") or 0) if staff else None,
    )


def stages(status: str) -> list[Stage]:
    """Return the three steps with their state; empty for work off the path."""
    here = stage_number(status)
    if here is None:
        return []
    done = status == STAGES[-1][1][-1]
    return [
        Stage(
            label,
            "done"
            if done or number < here
            else "current"
            if number == here
            else "ahead",
        )
        for number, (label, _statuses) in enumerate(STAGES)
    ]
