"""Questions about conferences: upcoming ones, open directives, who must carry them out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import aliased

from cms import (
    Child,
    Item,
    ItemRelation,
    NotFound,
    current_user,
    db,
    visible,
    with_details,
)
from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from cms_conferences.choices import CLOSED
from cms_conferences.models import Conference, Directive, OverdueNotice


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


def calendar_rows(
    may_see: ColumnElement[bool],
    since: dt.date | None = None,
    *,
    kind: str | None = None,
    organiser: int | None = None,
    limit: int | None = None,
) -> list[tuple[Item, Conference]]:
    """Return conferences for a calendar, the latest first: those that end from ``since`` on.

    ``kind`` is a type of conference, ``organiser`` the id of an organisation.
    """
    query = (
        select(Item, Conference)
        .join(Conference, Conference.item_id == Item.id)
        .where(may_see, Conference.date.is_not(None))
        .order_by(Conference.date.desc(), Item.id.desc())
        .limit(limit)
    )
    if since is not None:
        query = query.where(or_(Conference.date >= since, Conference.date_end >= since))
    if kind is not None:
        query = query.where(Conference.type == kind)
    if organiser is not None:
        organised = select(ItemRelation.source_id).where(
            ItemRelation.relation == "organiser",
            ItemRelation.target_id == organiser,
        )
        query = query.where(Item.id.in_(organised))
    return [(item, row) for item, row in db.session.execute(query)]


def organises(organisation_id: int) -> bool:
    """Tell whether an organisation has ever been the organiser of a conference."""
    query = select(ItemRelation.id).where(
        ItemRelation.relation == "organiser", ItemRelation.target_id == organisation_id
    )
    return db.session.scalars(query.limit(1)).first() is not None


def _meetings() -> Select[Item, Conference]:
    return (
        select(Item, Conference)
        .join(Conference, Conference.item_id == Item.id)
        .where(visible(current_user))
    )


@dataclass(frozen=True)
class OpenDirective:
    """A directive, the conference at which it was given, and whether it is late."""

    item: Item
    directive: Directive
    conference: Item
    overdue: bool
    noticed: dt.datetime | None = None


def digest(directive: Directive) -> str:
    """Return what a notice was given for: the text and the due day of a directive."""
    due = directive.due.isoformat() if directive.due else ""
    return hashlib.sha256(f"{due}\n{directive.text or ''}".encode()).hexdigest()


def is_overdue(status: str | None, due: dt.date | None, day: dt.date) -> bool:
    """Tell whether a directive that still holds and is not done is late on ``day``."""
    return status not in CLOSED and due is not None and due < day


def overdue_label() -> str:
    """Return the word that stands for the state of what is late."""
    return _("Overdue")


def _directives(
    *criteria: ColumnElement[bool], order: tuple[Any, ...]
) -> Select[Item, Directive, Item]:
    conference = aliased(Item)
    return (
        select(Item, Directive, conference)
        .join(Directive, Directive.item_id == Item.id)
        .join(conference, conference.id == Item.parent_id)
        .where(visible(current_user), *criteria)
        .order_by(*order)
    )


def open_directives(day: dt.date, limit: int | None = None) -> list[OpenDirective]:
    """Return what remains to be carried out: earliest due first, undated last."""
    query = _directives(
        Directive.is_open == true(), order=(Directive.due_order, Directive.item_id)
    ).limit(limit)
    rows = db.session.execute(query).all()
    noticed = notices({item.id for item, _directive, _conference in rows})
    return [
        OpenDirective(
            item,
            row,
            conference,
            is_overdue(row.status, row.due, day),
            noticed.get((item.id, digest(row))),
        )
        for item, row, conference in rows
    ]


def notices(ids: set[int]) -> dict[tuple[int, str], dt.datetime]:
    """Return when some directives were first found overdue."""
    query = select(OverdueNotice).where(OverdueNotice.item_id.in_(ids))
    return {
        (row.item_id, row.digest): row.noticed_at for row in db.session.scalars(query)
    }


def is_responsible(target_id: int) -> ColumnElement[bool]:
    """Return the criterion for what an organisation or person must carry out."""
    responsible = select(ItemRelation.source_id).where(
        ItemRelation.relation == "responsible", ItemRelation.target_id == target_id
    )
    return Item.id.in_(responsible)


def directives_for(target_id: int, day: dt.date, limit: int) -> list[OpenDirective]:
    """Return what an organisation or person must carry out, as far as readers may see it.

    Open ones come first, the earliest due at the head.
    """
    query = _directives(
        is_responsible(target_id),
        order=(Directive.is_open.desc(), Directive.due_order, Directive.item_id),
    ).limit(limit)
    return [
        OpenDirective(item, row, conference, is_overdue(row.status, row.due, day))
        for item, row, conference in db.session.execute(query)
    ]


def overdue_rows(day: dt.date) -> Sequence[Directive]:
    """Return the late directives of all live conferences, whoever may read them."""
    conference = aliased(Item)
    query = (
        select(Directive)
        .join(Item, Item.id == Directive.item_id)
        .join(conference, conference.id == Item.parent_id)
        .where(Item.status == "published", Item.deleted_at.is_(None))
        .where(conference.status == "published", conference.deleted_at.is_(None))
        .where(Directive.is_open == true(), Directive.due_order < day)
        .order_by(Directive.item_id)
    )
    return db.session.scalars(query).all()


def children(item: Item) -> dict[str, list[Child]]:
    """Return the directives and assessments that the current reader may see, by type."""
    query = (
        select(Item)
        .where(Item.parent_id == item.id, Item.type.in_((DIRECTIVE, ASSESSMENT)))
        .where(visible(current_user))
        .order_by(Item.position, Item.id)
    )
    items = list(db.session.scalars(query))
    details = with_details(items)
    found: dict[str, list[Child]] = {DIRECTIVE: [], ASSESSMENT: []}
    for one in items:
        found[one.type].append(Child(one, details.get(one.id)))
    return found


def conference_by_slug(slug: str) -> Item:
    """Return a conference, live or not; raises NotFound."""
    return item_by_slug(CONFERENCE, slug, true())


def item_by_slug(type_name: str, slug: str, may_see: ColumnElement[bool]) -> Item:
    """Return the item of a type and slug that meets a criterion; raises NotFound."""
    query = select(Item).where(
        Item.type == type_name, Item.slug == slug, Item.deleted_at.is_(None), may_see
    )
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound(f"No {type_name} has the slug {slug!r}.")
    return found


def meeting_by_slug(slug: str, may_see: ColumnElement[bool]) -> tuple[Item, Conference]:
    """Return a conference with its row; raises NotFound."""
    item = item_by_slug(CONFERENCE, slug, may_see)
    detail = db.session.get(Conference, item.id)
    if detail is None:
        raise NotFound(f"The conference {slug!r} has no record.")
    return item, detail


def conferences_of(item_id: int, may_see: ColumnElement[bool]) -> list[Item]:
    """Return the conferences that an item links to and that meet a criterion."""
    linked = select(ItemRelation.target_id).where(ItemRelation.source_id == item_id)
    query = (
        select(Item)
        .where(Item.type == CONFERENCE, Item.id.in_(linked))
        .where(Item.deleted_at.is_(None), may_see)
        .order_by(Item.id)
    )
    return list(db.session.scalars(query))


def superior_ids(organisation_id: int) -> list[int]:
    """Return the ids of the bodies above an organisation."""
    query = select(ItemRelation.target_id).where(
        ItemRelation.source_id == organisation_id, ItemRelation.relation == "parent"
    )
    return list(db.session.scalars(query))
