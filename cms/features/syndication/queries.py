"""What feeds and the site map list: what everybody may read, with since when it reads so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all

from cms.accounts.permissions import ANONYMOUS
from cms.build_context import current_build
from cms.content.spine.access import visible
from cms.content.spine.models import Item, ItemRelation, Revision
from cms.extensions import db


# Items, each with when what readers see of it last changed.
Entries = list[tuple[Item, dt.datetime]]
#: Of so many, all are looked at to find the newest; of more, it is looked whether
#: the newest items of all are among them.
FEW: Final = 500


def newest_of_types(types: Sequence[str], limit: int) -> Entries:
    """Return the newest items of some types.

    One statement that reads the head of an index for each type.
    """
    if not types:
        return []
    heads = []
    for name in types:
        of_type = select(Item.id).where(visible(ANONYMOUS), Item.type == name)
        head = _newest(of_type).limit(limit)
        heads.append(select(head.subquery().c.id))
    return _sorted(_whole(Item.id.in_(union_all(*heads))))[:limit]


def newest_of_section(section_id: int, limit: int) -> Entries:
    """Return the newest items of a section: the head of an index."""
    filed = Item.section_id == section_id
    return _sorted(_newest(_whole(visible(ANONYMOUS), filed)).limit(limit))


def newest_among(ids: Select[Any], limit: int) -> Entries:
    """Return the newest of the items that a statement names by their ids.

    Three statements at most, and no more rows than there are items newer than
    the last one returned, however many are named.
    """
    named = list(db.session.scalars(ids.limit(FEW + 1)))
    if len(named) > FEW:
        is_named = Item.id.in_(ids)
        walk = _newest(_whole(visible(ANONYMOUS), _each(is_named)))
        return _sorted(walk.limit(limit))
    if not named:
        return []
    query = select(Item.published_at, Item.id).where(
        Item.id.in_(named), visible(ANONYMOUS)
    )
    rows = sorted(((row[0], row[1]) for row in db.session.execute(query)), reverse=True)
    newest = [key for _moment, key in rows[:limit]]
    return _sorted(_whole(Item.id.in_(newest)))


def linked_to(item: Item) -> Select[Any]:
    """Return the statement for the ids of items that link to one, as its page lists them."""
    types = current_build().registry.content_types.values()
    names = {one.name for content_type in types for one in content_type.relations}
    return select(ItemRelation.source_id).where(
        ItemRelation.target_id == item.id, ItemRelation.relation.in_(sorted(names))
    )


def item_at(path: str) -> Item | None:
    """Return the item with an address that everybody may read, or None."""
    query = select(Item).where(Item.path == path, visible(ANONYMOUS))
    return db.session.scalar(query)


def _whole(*criteria: ColumnElement[bool]) -> Select[Any]:
    columns: tuple[Any, ...] = (Item, shown_since())
    return select(*columns).where(*criteria)


def _newest(query: Select[Any]) -> Select[Any]:
    return query.order_by(Item.published_at.desc(), Item.id.desc())


def _each(criterion: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a criterion that is asked of each row, and leads the database to none."""
    return func.coalesce(criterion, literal(False))


def _sorted(query: Select[Any]) -> Entries:
    """Return the few rows of a statement, the newest first."""
    found = [(item, changed) for item, changed in db.session.execute(query)]
    found.sort(key=lambda row: (row[0].published_at, row[0].id), reverse=True)
    return found


def last_id() -> int:
    """Return the highest number of an item."""
    return db.session.scalar(select(func.max(Item.id))) or 0


def parts_with_addresses(types: Sequence[str], size: int, most: int) -> list[int]:
    """Return which parts of a site map of these types hold something, counted from 0.

    A part are the items of ``size`` numbers one after the other. One statement; it
    reads each part up to the first address.
    """
    count = min(-(-last_id() // size), most)
    if not count:
        return []
    probes = [
        select(literal(index).label("part"))
        .where(select(Item.id).where(*_of_part(types, size, index)).exists())
        .subquery()
        for index in range(count)
    ]
    found: list[int] = []
    for first in range(0, count, _MOST_PROBES):
        some = probes[first : first + _MOST_PROBES]
        query = union_all(*(select(probe.c.part) for probe in some))
        found += db.session.scalars(query)
    return sorted(found)


# SQLite takes no more parts of one statement than 500.
_MOST_PROBES: Final = 200


def addresses(
    types: Sequence[str], size: int, index: int
) -> list[tuple[str, dt.datetime]]:
    """Return the addresses of one part, each with when it changed for readers."""
    query = (
        select(Item.path, shown_since())
        .where(*_of_part(types, size, index))
        .order_by(Item.id)
    )
    return [(path, changed) for path, changed in db.session.execute(query)]


def _of_part(types: Sequence[str], size: int, index: int) -> list[ColumnElement[bool]]:
    return [
        Item.id > index * size,
        Item.id <= (index + 1) * size,
        _each(visible(ANONYMOUS)),
        _each(Item.type.in_(types)),
    ]


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
