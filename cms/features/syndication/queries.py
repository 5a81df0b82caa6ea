"""What feeds and the site map list: what everybody may read, with since when it reads so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, union_all

from cms.accounts.permissions import ANONYMOUS
from cms.content.spine.access import visible
from cms.content.spine.models import Item, Revision
from cms.extensions import db


# Items, each with when what readers see of it last changed.
Entries = list[tuple[Item, dt.datetime]]


def newest_entries(
    types: Sequence[str], limit: int, section_id: int | None = None
) -> Entries:
    """Return the newest items of some types, within a section if one is given.

    One statement that reads the head of an index for each type.
    """
    if not types:
        return []
    heads = []
    for name in types:
        head = select(Item.id).where(visible(ANONYMOUS), Item.type == name)
        if section_id is not None:
            head = head.where(Item.section_id == section_id)
        newest = head.order_by(Item.published_at.desc(), Item.id.desc())
        heads.append(select(newest.limit(limit).subquery().c.id))
    query = (
        select(Item, shown_since())
        .where(Item.id.in_(union_all(*heads)))
        .order_by(Item.published_at.desc(), Item.id.desc())
        .limit(limit)
    )
    return [(item, changed) for item, changed in db.session.execute(query)]


def _listed(types: Sequence[str]) -> list[ColumnElement[bool]]:
    return [visible(ANONYMOUS), Item.type.in_(types)]


def count_addresses(types: Sequence[str]) -> int:
    """Return how many addresses of items a site map of these types has."""
    return db.session.scalar(select(func.count()).where(*_listed(types))) or 0


def addresses(
    types: Sequence[str], limit: int, offset: int
) -> list[tuple[str, dt.datetime]]:
    """Return a part of the addresses of items, each with when it changed for readers."""
    query = (
        select(Item.path, shown_since())
        .where(*_listed(types))
        .order_by(Item.id)
        .limit(limit)
        .offset(offset)
    )
    return [(path, changed) for path, changed in db.session.execute(query)]


def shown_since() -> ColumnElement[dt.datetime]:
    """Return as SQL when what readers see of an item last changed, in UTC.

    A draft over a live item moves ``updated_at``, and not this.
    """
    live = (
        select(func.max(Revision.updated_at))
        .where(Revision.item_id == Item.id, Revision.state == "published")
        .correlate(Item)
        .scalar_subquery()
    )
    return func.coalesce(live, Item.published_at, Item.created_at)
