"""What several parts of the desk ask: names of people, items to work on or to link."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, func, or_, select

from cms import text
from cms.accounts.models import User
from cms.actors import Actor
from cms.audit.models import AuditEntry
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.extensions import db
from cms.search import matching_ids


PICKER_LIMIT = 12


def user_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of accounts by id; None among the ids is passed over."""
    wanted = {one for one in ids if one is not None}
    query = select(User.id, User.name).where(User.id.in_(wanted))
    return {row.id: row.name for row in db.session.execute(query)} if wanted else {}


def authors() -> list[tuple[int, str]]:
    """Return everybody with an active account as (id, name), sorted by given name."""
    query = select(User.id, User.name).where(User.active).order_by(User.name)
    rows = [(row.id, row.name) for row in db.session.execute(query)]
    return sorted(rows, key=lambda row: text.person_sort_key(row[1]))


def editable_query(actor: Actor, *criteria: ColumnElement[bool]) -> Select[Item]:
    """Return the statement for items that ``actor`` may open on the desk."""
    return select(Item).where(access.editable(actor), *criteria)


def items_to_link(actor: Actor, types: list[str], words: str) -> list[Item]:
    """Return items that ``actor`` may link to, best first, as many as a picker shows.

    ``types`` are names of content types; an empty list means all of them.
    Without ``words`` the newest changed come first.
    """
    may_see = or_(access.editable(actor), access.visible(actor))
    query = select(Item).where(may_see, Item.deleted_at.is_(None)).limit(PICKER_LIMIT)
    if types:
        query = query.where(Item.type.in_(types))
    if not words:
        return list(db.session.scalars(query.order_by(Item.updated_at.desc())))
    starts = func.coalesce(Item.title, "").istartswith(words, autoescape=True)
    found = query.where(Item.id.in_(matching_ids(words)))
    return list(
        db.session.scalars(found.order_by(starts.desc(), Item.sort_date.desc()))
    )


def entries_of(item_id: int, limit: int = 200) -> list[AuditEntry]:
    """Return what was done to an item, the newest first."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.item_id == item_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))
