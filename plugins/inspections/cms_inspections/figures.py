"""What inspections add up to: one set of figures for pages, commands and exports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, select

from cms import Item, ItemRelation, db
from cms_inspections import RECOMMENDATION, VIOLATION
from cms_inspections.choices import COMPLETED
from cms_inspections.deadlines import follow_up_criterion, overdue_criterion
from cms_inspections.models import Discipline, Inspection
from cms_inspections.record_choices import DISCIPLINARY, DONE, WITHDRAWN
from cms_inspections.record_models import Recommendation, Violation
from cms_inspections.scopes import Scope


@dataclass
class Figures:
    """Sums over the inspections of a scope.

    ``by_owner`` counts by the id of the deciding organisation, None for none.
    ``discipline`` counts people and organisations by target and form. ``overdue``
    and ``follow_up_overdue`` are codes. ``planned`` and ``done`` count by month,
    1 to 12: the planned end, and the actual end of completed work.
    """

    total: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    by_type: Counter[str] = field(default_factory=Counter)
    by_owner: Counter[int | None] = field(default_factory=Counter)
    grid: Counter[tuple[str, str]] = field(default_factory=Counter)
    done_by_type: Counter[str] = field(default_factory=Counter)
    done_by_owner: Counter[int | None] = field(default_factory=Counter)
    discipline: Counter[tuple[str, str]] = field(default_factory=Counter)
    recommendations: int = 0
    recommendations_done: int = 0
    extended: int = 0
    public_items: int = 0
    overdue: list[str] = field(default_factory=list)
    follow_up_overdue: list[str] = field(default_factory=list)
    planned: Counter[int] = field(default_factory=Counter)
    done: Counter[int] = field(default_factory=Counter)

    @property
    def completed(self) -> int:
        """How many are completed; what was moved or cancelled is none of them."""
        return self.by_status[COMPLETED]


def count_figures(scope: Scope) -> Figures:
    """Return the figures of a scope; the database counts, whatever the size."""
    found = Figures()
    _count_kinds(scope, found)
    _count_recommendations(scope, found)
    _count_discipline(scope, found)
    _count_months(scope, found)
    found.overdue = _codes(scope, overdue_criterion(scope.day))
    found.follow_up_overdue = _codes(scope, follow_up_criterion(scope.day))
    return found


def _inspections(scope: Scope, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Item)
        .join(Inspection, Inspection.item_id == Item.id)
        .where(scope.where)
    )


def _when(criterion: Any) -> Any:
    return func.sum(case((criterion, 1), else_=0))


def _count_kinds(scope: Scope, found: Figures) -> None:
    owned = and_(
        ItemRelation.source_id == Item.id,
        ItemRelation.relation == "owner",
    )
    keys = (Inspection.type, Inspection.status, ItemRelation.target_id)
    recorded = _parents(scope, RECOMMENDATION)
    query = _inspections(
        scope,
        *keys,
        func.count(),
        _sum_unless(recorded, Inspection.recommendations),
        _sum_unless(recorded, Inspection.recommendations_done),
        _when(Inspection.extended_to.is_not(None)),
        _when(Item.visibility == "public"),
    )
    query = query.outerjoin(ItemRelation, owned).group_by(*keys)
    for kind, status, owner, count, given, kept, late, public in db.session.execute(
        query
    ):
        kind, status = kind or "", status or ""
        found.total += count
        found.by_status[status] += count
        found.by_type[kind] += count
        found.by_owner[owner] += count
        found.grid[kind, status] += count
        found.recommendations += int(given)
        found.recommendations_done += int(kept)
        found.extended += late
        found.public_items += public
        if status == COMPLETED:
            found.done_by_type[kind] += count
            found.done_by_owner[owner] += count


def _parents(scope: Scope, kind: str, *criteria: ColumnElement[bool]) -> Select[Any]:
    """Return the ids of what has records of a kind that the reader may see.

    Records count instead of what an inspection only states as a number.
    """
    query = select(Item.parent_id).where(Item.type == kind, Item.deleted_at.is_(None))
    if kind == VIOLATION:
        query = query.join(Violation, Violation.item_id == Item.id)
    return query.where(
        Item.parent_id.is_not(None), scope.criterion, *criteria
    ).correlate(None)


def _sum_unless(recorded: Select[Any], column: Any) -> Any:
    stated = case((Item.id.in_(recorded), 0), else_=column)
    return func.coalesce(func.sum(stated), 0)


def _records(scope: Scope, kind: str, model: Any, *columns: Any) -> Select[Any]:
    """Return a query for columns of the records of a kind in a scope."""
    inspections = select(Item.id).where(scope.where).correlate(None)
    return (
        select(*columns)
        .select_from(Item)
        .join(model, model.item_id == Item.id)
        .where(Item.type == kind, Item.parent_id.in_(inspections), scope.criterion)
    )


def _count_recommendations(scope: Scope, found: Figures) -> None:
    done = _when(Recommendation.status == DONE)
    query = _records(scope, RECOMMENDATION, Recommendation, func.count(), done)
    query = query.where(Recommendation.status != WITHDRAWN)
    count, carried_out = db.session.execute(query).one()
    found.recommendations += count
    found.recommendations_done += int(carried_out or 0)


def _count_discipline(scope: Scope, found: Figures) -> None:
    disciplinary = Violation.handling.in_(DISCIPLINARY)
    recorded = _parents(scope, VIOLATION, disciplinary)
    records = _records(
        scope,
        VIOLATION,
        Violation,
        Violation.target,
        Violation.handling,
        func.sum(func.coalesce(Violation.count, 1)),
    ).where(disciplinary)
    records = records.group_by(Violation.target, Violation.handling)
    for target, form, count in db.session.execute(records):
        found.discipline[target or "", form or ""] += int(count)
    query = (
        _inspections(
            scope,
            Discipline.target,
            Discipline.form,
            func.sum(func.coalesce(Discipline.count, 1)),
        )
        .join(Discipline, Discipline.item_id == Item.id)
        .where(scope.known_discipline, Item.id.not_in(recorded))
        .group_by(Discipline.target, Discipline.form)
    )
    for target, form, count in db.session.execute(query):
        found.discipline[target or "", form or ""] += int(count)


def _count_months(scope: Scope, found: Figures) -> None:
    for column, counted, criterion in (
        (Inspection.planned_end, found.planned, None),
        (Inspection.actual_end, found.done, Inspection.status == COMPLETED),
    ):
        month = extract("month", column)
        query = _inspections(scope, month, func.count()).where(column.is_not(None))
        if criterion is not None:
            query = query.where(criterion)
        for number, count in db.session.execute(query.group_by(month)):
            counted[int(number)] += count


def _codes(scope: Scope, criterion: Any) -> list[str]:
    query = _inspections(scope, Inspection.code).where(criterion)
    codes = db.session.scalars(query.order_by(Inspection.code))
    return [code or "" for code in codes]


def named(figures: Figures, owners: dict[int, str]) -> dict[str, Any]:
    """Return figures as plain JSON under the names that scripts use.

    ``owners`` gives the slug of an organisation by its id.
    """
    by_owner: Counter[str] = Counter()
    for number, count in figures.by_owner.items():
        by_owner[owners.get(number or 0, "")] += count
    return {
        "total": figures.total,
        "by_status": dict(figures.by_status),
        "by_type": dict(figures.by_type),
        "by_owner": dict(by_owner),
        "discipline": {
            f"{target}:{form}": count
            for (target, form), count in figures.discipline.items()
        },
        "recommendations": figures.recommendations,
        "recommendations_done": figures.recommendations_done,
        "extended": figures.extended,
        "public_items": figures.public_items,
        "overdue": figures.overdue,
        "follow_up_overdue": figures.follow_up_overdue,
    }
