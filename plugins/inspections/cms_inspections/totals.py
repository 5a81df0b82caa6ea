"""What inspections add up to: the progress of a programme, its figures by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cms_inspections.choices import COMPLETED
from cms_inspections.models import Discipline
from cms_inspections.queries import Work, owners


@dataclass(frozen=True)
class Totals:
    """What a set of inspections adds up to."""

    total: int
    by_status: Counter[str]
    by_type: Counter[str]
    by_owner: Counter[int]
    discipline: Counter[tuple[str, str]]
    recommendations: int
    recommendations_done: int
    extended: int
    public_items: int
    overdue: list[Work]
    follow_up_overdue: list[Work]

    @property
    def completed(self) -> int:
        """How many are completed."""
        return self.by_status[COMPLETED]


def totals(works: Sequence[Work]) -> Totals:
    """Return the sums over a set of inspections."""
    details = [work.detail for work in works]
    actions: list[Discipline] = [one for row in details for one in row.discipline]
    disciplined: Counter[tuple[str, str]] = Counter()
    for action in actions:
        disciplined[action.target or "", action.form or ""] += action.count or 1
    return Totals(
        total=len(works),
        by_status=Counter(row.status or "" for row in details),
        by_type=Counter(row.type or "" for row in details),
        by_owner=Counter(owners(works).values()),
        discipline=disciplined,
        recommendations=sum(row.recommendations or 0 for row in details),
        recommendations_done=sum(row.recommendations_done or 0 for row in details),
        extended=sum(row.extended_to is not None for row in details),
        public_items=sum(work.item.visibility == "public" for work in works),
        overdue=[work for work in works if work.overdue],
        follow_up_overdue=[work for work in works if work.follow_up_overdue],
    )
