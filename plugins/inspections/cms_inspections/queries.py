"""Questions about inspections: which are late, and which stand under a programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cms_directory import ORGANISATION
from sqlalchemy import ColumnElement, Select, case, func, or_, select

from cms import Actor, Item, ItemRelation, current_user, db, known_to, visible
from cms_inspections import PROGRAMME
from cms_inspections.deadlines import (
    deadline,
    follow_up_criterion,
    is_follow_up_overdue,
    is_overdue,
    overdue_criterion,
)
from cms_inspections.models import Inspection, InspectionDocument, Programme
from cms_inspections.record_choices import DISCIPLINARY, DONE, WITHDRAWN
from cms_inspections.record_models import Recommendation, Violation
from cms_inspections.scopes import Choice, Scope


@dataclass(frozen=True)
class Work:
    """An inspection with its row on the spine and what follows from ``day``."""

    item: Item
    detail: Inspection
    day: dt.date

    @property
    def deadline(self) -> dt.date | None:
        """The day by which the work must end."""
        return deadline(self.detail.planned_end, self.detail.extended_to)

    @property
    def overdue(self) -> bool:
        """Whether the work is late."""
        return is_overdue(self.detail.status, self.deadline, self.day)

    @property
    def follow_up_overdue(self) -> bool:
        """Whether remedies are late."""
        detail = self.detail
        return is_follow_up_overdue(
            detail.follow_up_due, detail.follow_up_done, self.day
        )


def _works(criterion: ColumnElement[bool]) -> Select[Item, Inspection]:
    return (
        select(Item, Inspection)
        .join(Inspection, Inspection.item_id == Item.id)
        .where(criterion)
        .order_by(Inspection.code, Item.id)
    )


def late_work(day: dt.date, criterion: ColumnElement[bool]) -> list[Work]:
    """Return inspections or remedies that are late on ``day``, by code.

    ``criterion`` says which items may be seen: ``visible(user)`` on a page.
    """
    late = or_(overdue_criterion(day), follow_up_criterion(day))
    rows = db.session.execute(_works(criterion).where(late))
    return [Work(item, detail, day) for item, detail in rows]


def works_query(
    scope: Scope, choice: Choice | None = None, *, after: str = "", limit: int = 200
) -> Select[Item, Inspection]:
    """Return a query for the inspections of a scope that are chosen, by code.

    ``after`` is the code behind which to go on, ``limit`` the most rows.
    """
    query = _works(scope.where).limit(limit)
    if choice is not None:
        query = query.where(*choice.criteria(scope))
    return query.where(Inspection.code > after) if after else query


def works_in(
    scope: Scope, choice: Choice | None = None, *, after: str = "", limit: int = 200
) -> list[Work]:
    """Return the inspections of a scope that are chosen; see :func:`works_query`."""
    query = works_query(scope, choice, after=after, limit=limit)
    rows = db.session.execute(query)
    return [Work(item, detail, scope.day) for item, detail in rows]


def open_recommendations(
    criterion: ColumnElement[bool], limit: int
) -> list[tuple[Item, Recommendation]]:
    """Return recommendations that are not closed, those that are due first."""
    undated = Recommendation.due.is_(None)
    query = (
        select(Item, Recommendation)
        .join(Recommendation, Recommendation.item_id == Item.id)
        .where(Recommendation.status.not_in((DONE, WITHDRAWN)))
        .where(Item.deleted_at.is_(None), criterion)
        .order_by(undated, Recommendation.due, Item.id)
        .limit(limit)
    )
    return list(db.session.execute(query))


def recommendations_of(
    inspections: Sequence[int], criterion: ColumnElement[bool]
) -> dict[int, tuple[int, int]]:
    """Return how many recommendations inspections have as records, and how many are done.

    Inspections without a record that meets ``criterion`` are left out.
    """
    open_ = func.sum(case((Recommendation.status == WITHDRAWN, 0), else_=1))
    done = func.sum(case((Recommendation.status == DONE, 1), else_=0))
    query = (
        select(Item.parent_id, open_, done)
        .join(Recommendation, Recommendation.item_id == Item.id)
        .where(Item.parent_id.in_(inspections), criterion)
        .group_by(Item.parent_id)
    )
    return {
        parent or 0: (int(given), int(kept))
        for parent, given, kept in db.session.execute(query)
    }


def handling_of(
    inspections: Sequence[int], criterion: ColumnElement[bool]
) -> dict[int, list[Violation]]:
    """Return the violations of inspections that ended in discipline."""
    query = (
        select(Item.parent_id, Violation)
        .join(Violation, Violation.item_id == Item.id)
        .where(Item.parent_id.in_(inspections), criterion)
        .where(Violation.handling.in_(DISCIPLINARY))
        .order_by(Item.position, Item.id)
    )
    found: dict[int, list[Violation]] = {}
    for parent, violation in db.session.execute(query):
        found.setdefault(parent or 0, []).append(violation)
    return found


def slugs(ids: Iterable[int | None], criterion: ColumnElement[bool]) -> dict[int, str]:
    """Return the last part of the address of items by their ids."""
    wanted = {number for number in ids if number is not None}
    query = select(Item.id, Item.slug).where(Item.id.in_(wanted), criterion)
    return dict(db.session.execute(query).all())


def programme_by_slug(slug: str, criterion: ColumnElement[bool]) -> Item | None:
    """Return the programme with this last part of its address."""
    query = select(Item).where(Item.type == PROGRAMME, Item.slug == slug, criterion)
    return db.session.scalar(query.limit(1))


def owner_named(slug: str, criterion: ColumnElement[bool]) -> Item | None:
    """Return the organisation with this last part of its address."""
    query = select(Item).where(Item.type == ORGANISATION, Item.slug == slug, criterion)
    return db.session.scalar(query.limit(1))


def children_of(programme_id: int) -> list[tuple[Item, Programme]]:
    """Return the readable programmes directly under one, by year."""
    query = (
        select(Item, Programme)
        .join(Programme, Programme.item_id == Item.id)
        .join(ItemRelation, ItemRelation.source_id == Item.id)
        .where(ItemRelation.relation == "parent")
        .where(ItemRelation.target_id == programme_id)
        .where(visible(current_user, archived=True))
        .order_by(Programme.year, Item.id)
    )
    return list(db.session.execute(query))


def programmes_of_year(
    year: int, criterion: ColumnElement[bool]
) -> list[tuple[Item, Programme]]:
    """Return the programmes of a year that ``criterion`` lets one see."""
    query = (
        select(Item, Programme)
        .join(Programme, Programme.item_id == Item.id)
        .where(Programme.year == year, criterion)
        .order_by(Item.id)
    )
    return list(db.session.execute(query))


def documents_elsewhere(
    item_id: int | None, dated: Sequence[tuple[str, str]], actor: Actor
) -> list[tuple[str, str]]:
    """Return number and inspection's code of documents that others have, too.

    ``dated`` are pairs of number and ISO day; only what ``actor`` may know of is named.
    """
    if not dated:
        return []
    days = {number: dt.date.fromisoformat(day) for number, day in dated}
    query = (
        select(InspectionDocument.number, InspectionDocument.date, Inspection.code)
        .join(Inspection, Inspection.item_id == InspectionDocument.item_id)
        .join(Item, Item.id == Inspection.item_id)
        .where(InspectionDocument.number.in_(days), Item.id != item_id)
        .where(Item.deleted_at.is_(None), known_to(actor))
        .order_by(InspectionDocument.id)
        .limit(50)
    )
    return [
        (number, code or "")
        for number, day, code in db.session.execute(query)
        if number and day == days[number]
    ]


def programme_years(programme_id: int | None) -> list[int]:
    """Return the years for which a programme is; none when it does not say."""
    found = db.session.get(Programme, programme_id) if programme_id else None
    if found is None:
        return []
    if found.year:
        return [found.year]
    if found.term_from and found.term_to and found.term_to - found.term_from < 50:
        return list(range(found.term_from, found.term_to + 1))
    return []


def years() -> list[int]:
    """Return the years that have a readable programme, the latest first."""
    query = (
        select(Programme.year)
        .join(Item, Item.id == Programme.item_id)
        .where(Programme.year.is_not(None), visible(current_user, archived=True))
        .distinct()
        .order_by(Programme.year.desc())
    )
    return [year for year in db.session.scalars(query) if year is not None]
