"""Questions about inspections: which are late, and which stand under a programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from cms import Actor, Item, ItemRelation, current_user, db, known_to, visible
from cms_inspections.deadlines import (
    deadline,
    follow_up_criterion,
    is_follow_up_overdue,
    is_overdue,
    overdue_criterion,
)
from cms_inspections.models import Inspection, InspectionDocument, Programme


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


def work_under(programmes: Iterable[int], day: dt.date) -> list[Work]:
    """Return the readable inspections under any of the programmes, by code."""
    wanted = list(programmes)
    if not wanted:
        return []
    linked = select(ItemRelation.source_id).where(
        ItemRelation.relation == "programme", ItemRelation.target_id.in_(wanted)
    )
    query = (
        _works(visible(current_user, archived=True))
        .where(Item.id.in_(linked))
        .options(selectinload(Inspection.subjects), selectinload(Inspection.discipline))
    )
    rows = db.session.execute(query)
    return [Work(item, detail, day) for item, detail in rows]


def owners(works: Sequence[Work]) -> dict[int, int]:
    """Return the id of the deciding organisation of each inspection."""
    query = select(ItemRelation.source_id, ItemRelation.target_id).where(
        ItemRelation.relation == "owner",
        ItemRelation.source_id.in_([work.item.id for work in works]),
    )
    return dict(db.session.execute(query).all())


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


def programmes_of_year(year: int) -> list[tuple[Item, Programme]]:
    """Return the readable programmes of a year."""
    query = (
        select(Item, Programme)
        .join(Programme, Programme.item_id == Item.id)
        .where(Programme.year == year, visible(current_user, archived=True))
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
