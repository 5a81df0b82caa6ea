"""What public pages show of directives and assessments, computed from their rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cms_directory import Bylines, readable, today

from cms import Child, Item
from cms_conferences.choices import (
    DIRECTIVE_STATUSES,
    DONE,
    MOVED,
    POLARITIES,
    WITHDRAWN,
)
from cms_conferences.models import Assessment, Directive
from cms_conferences.queries import is_overdue, overdue_label


@dataclass(frozen=True)
class Linked:
    """The readable records that a page names, and people's posts on its day."""

    items: Mapping[int, Item]
    posts: Bylines

    def get(self, number: int | None) -> Item | None:
        """Return a record, or None when there is none that this reader may see."""
        return self.items.get(number) if number is not None else None

    def post(self, number: int | None) -> str:
        """Return the posts of a person on the day; nothing for hidden people."""
        return self.posts.of(number) if self.get(number) is not None else ""


@dataclass(frozen=True)
class Note:
    """What was done towards a directive, and when, if that was stated."""

    date: dt.date | None
    text: str
    link: str
    files: Sequence[int]


@dataclass(frozen=True)
class Order:
    """A directive with its derived state."""

    path: str
    number: int
    by: Item | None
    posts: str
    text: str
    source: str
    due: dt.date | None
    responsible: list[Item]
    status: str
    label: Any
    overdue: bool
    reason: str
    progress: list[Note]


@dataclass(frozen=True)
class AssessmentView:
    """A merit, shortcoming, cause or lesson."""

    path: str
    kind: Any
    text: str
    person: Item | None
    report: Item | None


def record_ids(
    directives: Sequence[Child], assessments: Sequence[Child]
) -> list[int | None]:
    """Return the ids of everything that directives and assessments name."""
    given = [child.detail for child in directives if child.detail is not None]
    judged = [child.detail for child in assessments if child.detail is not None]
    found: list[int | None] = [row.given_by for row in given]
    found += [number for row in given for number in row.responsible or []]
    return found + [number for row in judged for number in (row.person, row.report)]


def orders(children: Sequence[Child], linked: Linked) -> list[Order]:
    """Return the directives as of today, numbered for each speaker from one."""
    given: Counter[int | None] = Counter()
    shown = []
    for child in children:
        if child.detail is not None:
            given[child.detail.given_by] += 1
            number = given[child.detail.given_by]
            shown.append(order(child.item, child.detail, linked, number))
    return shown


def order(item: Item, row: Directive, linked: Linked, number: int = 1) -> Order:
    """Return one directive as of today."""
    late = is_overdue(row.status, row.due, today())
    responsible = [linked.get(one) for one in row.responsible or []]
    label = dict(DIRECTIVE_STATUSES).get(row.status or "", "")
    return Order(
        path=item.path,
        number=number,
        by=linked.get(row.given_by),
        posts=linked.post(row.given_by),
        text=row.text or "",
        source=row.source or "",
        due=row.due,
        responsible=[one for one in responsible if one is not None],
        status=row.status or "",
        label=overdue_label() if late else label,
        overdue=late,
        reason=(row.withdrawal_reason or "") if row.status == WITHDRAWN else "",
        progress=[
            Note(one.date, one.text or "", one.link or "", one.files or [])
            for one in row.progress
        ],
    )


def assessments(children: Sequence[Child], linked: Linked) -> list[AssessmentView]:
    """Return the assessments in their order."""
    return [
        assessment(child.item, child.detail, linked)
        for child in children
        if child.detail is not None
    ]


def assessment(item: Item, row: Assessment, linked: Linked) -> AssessmentView:
    """Return one assessment."""
    return AssessmentView(
        path=item.path,
        kind=dict(POLARITIES).get(row.polarity or ""),
        text=row.text or "",
        person=linked.get(row.person),
        report=linked.get(row.report),
    )


def share_done(shown: Sequence[Order]) -> tuple[int, int]:
    """Return how many directives are carried out, of how many that still hold here."""
    holding = [one for one in shown if one.status not in (WITHDRAWN, MOVED)]
    return sum(one.status == DONE for one in holding), len(holding)


def directive_view(item: Item, detail: Directive) -> Order:
    """Return what the page of a directive shows to the current reader."""
    numbers = record_ids([Child(item, detail)], [])
    return order(item, detail, Linked(readable(numbers), Bylines()))


def assessment_view(item: Item, detail: Assessment) -> AssessmentView:
    """Return what the page of an assessment shows to the current reader."""
    numbers = record_ids([], [Child(item, detail)])
    return assessment(item, detail, Linked(readable(numbers), Bylines()))
