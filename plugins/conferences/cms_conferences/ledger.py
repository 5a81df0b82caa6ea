"""The ledger of directives: pages and columns of it, and how many are carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, case, extract, func, select, true
from sqlalchemy.orm import contains_eager, selectinload

from cms import Item, ItemRelation, Page, db, items_by_id, page_of
from cms_conferences.choices import DIRECTIVE_STATUSES, DONE, MOVED, WITHDRAWN
from cms_conferences.models import Conference, Directive
from cms_conferences.queries import is_overdue, overdue_label


OPEN, OVERDUE, ALL = "open", "overdue", "all"
#: What a ledger can be narrowed to: what follows from the day, then stored states.
STATES = [
    (OPEN, _l("Open")),
    (OVERDUE, _l("Overdue")),
    *DIRECTIVE_STATUSES,
    (ALL, _l("All directives")),
]
#: The colour of each state's badge on public pages and on the desk.
BADGES = {DONE: "good", "dang_thuc_hien": "warn"}
DESK_BADGES = {DONE: "done", OVERDUE: "failed", "dang_thuc_hien": "running"}


@dataclass(frozen=True)
class Filters:
    """What a ledger shows.

    ``state`` is one of ``STATES``, ``owner`` the id of an organisation or person that
    is linked by one of ``relations``, ``year`` that of the conference, ``parent`` a
    conference's id.
    """

    state: str = OPEN
    owner: int | None = None
    year: int | None = None
    parent: int | None = None
    relations: tuple[str, ...] = ("responsible",)


@dataclass(frozen=True)
class Entry:
    """A directive in a ledger with what follows from the day."""

    directive: Directive
    conference: Item | None
    responsible: Sequence[Item]
    overdue: bool

    @property
    def item(self) -> Item:
        """Its row on the spine."""
        return self.directive.item

    @property
    def state(self) -> str:
        """Its stored state, or that it is overdue."""
        return OVERDUE if self.overdue else self.directive.status or ""

    @property
    def label(self) -> Any:
        """Its state in words."""
        if self.overdue:
            return overdue_label()
        return dict(DIRECTIVE_STATUSES).get(self.directive.status or "", "")


@dataclass(frozen=True)
class Share:
    """How many directives are carried out, of those that hold; the rest in numbers."""

    done: int = 0
    holding: int = 0
    overdue: int = 0
    moved: int = 0
    withdrawn: int = 0


def _criteria(filters: Filters, day: dt.date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.state == OPEN:
        found.append(Directive.is_open == true())
    elif filters.state == OVERDUE:
        found += [Directive.is_open == true(), Directive.due_order < day]
    elif filters.state != ALL:
        found.append(Directive.status == filters.state)
    if filters.owner is not None:
        linked = select(ItemRelation.source_id).where(
            ItemRelation.target_id == filters.owner,
            ItemRelation.relation.in_(filters.relations),
        )
        found.append(Directive.item_id.in_(linked))
    if filters.parent is not None:
        found.append(Item.parent_id == filters.parent)
    if filters.year is not None:
        first = dt.date(filters.year, 1, 1)
        held = Conference.date.between(first, dt.date(filters.year, 12, 31))
        of_year = select(Conference.item_id).where(held)
        found.append(Item.parent_id.in_(of_year))
    return found


def ledger_query(
    filters: Filters, day: dt.date, may_see: ColumnElement[bool]
) -> Select[Directive]:
    """Return the statement for the directives of a ledger.

    ``may_see`` is the criterion for items that its reader may see.
    """
    key: ColumnElement[int] = Directive.item_id.expression
    if filters.owner is filters.parent is filters.year is None:
        # A sum keeps databases from beginning at the spine: all are walked in order.
        key = Directive.item_id + 0
    return (
        select(Directive)
        .join(Item, Item.id == key)
        .options(contains_eager(Directive.item), selectinload(Directive.progress))
        .where(may_see, Item.deleted_at.is_(None), *_criteria(filters, day))
    )


def ledger_page(
    filters: Filters,
    day: dt.date,
    may_see: ColumnElement[bool],
    *,
    cursor: str | None = None,
    limit: int = 50,
    descending: bool = False,
    count_cap: int | None = None,
) -> Page[Entry]:
    """Return a page of a ledger, the earliest due first and the undated last."""
    page = page_of(
        ledger_query(filters, day, may_see),
        Directive.due_order,
        Directive.item_id,
        descending=descending,
        cursor=cursor,
        limit=limit,
        count_cap=count_cap,
    )
    entries = make_entries(page.items, day, may_see)
    return Page(entries, page.next, page.previous, page.total, page.capped)


def make_entries(
    rows: Sequence[Directive], day: dt.date, may_see: ColumnElement[bool]
) -> list[Entry]:
    """Return directives with their conferences and owners, as far as ``may_see`` goes."""
    parents = {row.item.parent_id for row in rows if row.item.parent_id is not None}
    owners = {number for row in rows for number in row.responsible or []}
    known: Mapping[int, Item] = items_by_id(parents | owners, may_see)
    return [
        Entry(
            row,
            known.get(row.item.parent_id or 0),
            [known[one] for one in row.responsible or [] if one in known],
            is_overdue(row.status, row.due, day),
        )
        for row in rows
    ]


def share_of(filters: Filters, day: dt.date, may_see: ColumnElement[bool]) -> Share:
    """Return how many directives of a ledger are carried out, late and so on."""

    def count(criterion: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((criterion, 1), else_=0)), 0)

    late = (Directive.is_open == true()) & (Directive.due_order < day)
    query = (
        select(
            count(Directive.status == DONE),
            func.count(),
            count(late),
            count(Directive.status == MOVED),
            count(Directive.status == WITHDRAWN),
        )
        .select_from(Directive)
        .join(Item, Item.id == Directive.item_id)
        .where(may_see, Item.deleted_at.is_(None), *_criteria(filters, day))
    )
    done, total, overdue, moved, withdrawn = db.session.execute(query).one()
    return Share(done, total - moved - withdrawn, overdue, moved, withdrawn)


def years() -> list[int]:
    """Return the years from the first to the last conference, the latest first."""
    query = select(
        extract("year", func.min(Conference.date)),
        extract("year", func.max(Conference.date)),
    )
    first, last = db.session.execute(query).one()
    return [] if first is None else list(range(int(last), int(first) - 1, -1))
