"""Questions about conferences: upcoming ones, open directives, who must carry them out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from cms import Item, ItemRelation, current_user, db, visible
from cms_conferences.models import Conference, Directive, OverdueNotice


DONE = "hoan_thanh"


@dataclass(frozen=True)
class Meeting:
    """A conference as a short list shows it."""

    item: Item
    detail: Conference


def upcoming(day: dt.date, limit: int = 3) -> list[Meeting]:
    """Return the next readable conferences from ``day`` on, the nearest first."""
    query = (
        _meetings()
        .where(or_(Conference.date >= day, Conference.date_end >= day))
        .where(Conference.status == "du_kien")
        .order_by(Conference.date, Item.id)
        .limit(limit)
    )
    return [Meeting(*row) for row in db.session.execute(query)]


def _meetings() -> Any:
    return (
        select(Item, Conference)
        .join(Conference, Conference.item_id == Item.id)
        .where(visible(current_user))
    )


@dataclass(frozen=True)
class OpenDirective:
    """A directive that is not done, and where it was given."""

    item: Item
    directive: Directive
    overdue: bool
    noticed: dt.datetime | None = None


def digest(directive: Directive) -> str:
    """Return what identifies a directive across publications: its text and due day."""
    due = directive.due.isoformat() if directive.due else ""
    return hashlib.sha256(f"{due}\n{directive.text or ''}".encode()).hexdigest()


def is_overdue(status: str | None, due: dt.date | None, day: dt.date) -> bool:
    """Tell whether a directive is late on ``day``, or was marked so."""
    if status == DONE:
        return False
    return status == "qua_han" or (due is not None and due < day)


def open_directives(day: dt.date, limit: int | None = None) -> list[OpenDirective]:
    """Return what remains to be carried out: earliest due first, undated last."""
    query = (
        select(Item, Directive)
        .join(Directive, Directive.item_id == Item.id)
        .where(visible(current_user))
        .where(or_(Directive.status.is_(None), Directive.status != DONE))
        .order_by(Directive.due.is_(None), Directive.due, Item.id, Directive.position)
        .limit(limit)
    )
    rows = db.session.execute(query).all()
    noticed = notices({item.id for item, _directive in rows})
    return [
        OpenDirective(
            item,
            row,
            is_overdue(row.status, row.due, day),
            noticed.get((item.id, digest(row))),
        )
        for item, row in rows
    ]


def notices(ids: set[int]) -> dict[tuple[int, str], dt.datetime]:
    """Return when directives of some conferences were first found overdue."""
    query = select(OverdueNotice).where(OverdueNotice.item_id.in_(ids))
    return {
        (row.item_id, row.digest): row.noticed_at for row in db.session.scalars(query)
    }


def directives_for(organisation_id: int, day: dt.date) -> list[OpenDirective]:
    """Return every readable directive that an organisation is responsible for."""
    query = (
        select(Item, Directive)
        .join(Directive, Directive.item_id == Item.id)
        .join(ItemRelation, ItemRelation.source_id == Item.id)
        .where(ItemRelation.relation == "responsible")
        .where(ItemRelation.target_id == organisation_id)
        .where(visible(current_user))
        .order_by(Item.sort_date.desc(), Directive.position)
        .distinct()
    )
    rows = db.session.execute(query)
    return [
        OpenDirective(item, row, is_overdue(row.status, row.due, day))
        for item, row in rows
        if organisation_id in (row.responsible or [])
    ]


def overdue_rows(day: dt.date) -> Sequence[Directive]:
    """Return the late directives of all live conferences, whoever may read them."""
    query = (
        select(Directive)
        .join(Item, Item.id == Directive.item_id)
        .where(Item.status == "published", Item.deleted_at.is_(None))
        .where(Directive.status != DONE)
        .where(or_(Directive.due < day, Directive.status == "qua_han"))
        .order_by(Directive.id)
    )
    return db.session.scalars(query).all()
