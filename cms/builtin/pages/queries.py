"""What the public pages ask of the spine: one statement each, by what a reader may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import lazyload

from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.statements import visible_statement
from cms.content.spine.access import visible
from cms.content.spine.models import (
    ChangeNote,
    Item,
    ItemDetail,
    ItemRelation,
    Revision,
    Section,
)
from cms.contributions import ContentType
from cms.database.base import utcnow
from cms.database.clock import database_now
from cms.extensions import db
from cms.i18n import site_zone


# Editors put a story in front by marking it; only recent ones count.
FRONT_CANDIDATES = 30
# The archive names years and months with how many items they have, up to this number.
MOST_COUNTED = 1000
FIRST_YEAR, YEARS_AHEAD, MOST_YEARS = 1900, 20, 200


def newest_of_each(
    user: Actor, limits: dict[str, int], front: Collection[str] = ()
) -> dict[str, list[Item]]:
    """Return the newest visible items of types, by type, as many as each may have.

    Of the types in ``front``, featured items among the newest 30 come first. One
    statement, each of whose parts reads the head of an index and no more,
    however many items there are.
    """
    found: dict[str, list[Item]] = {name: [] for name in limits}
    if not limits:
        return found
    query = visible_statement(
        _newest_of_each, tuple(limits.items()), frozenset(front), user=user
    )
    for item in db.session.scalars(query):
        found[item.type].append(item)
    for name, items in found.items():
        items.sort(key=lambda item: (item.sort_date, item.id), reverse=True)
        if name in front:
            items.sort(key=lambda item: not item.featured)
    return found


def _newest_of_each(
    criterion: ColumnElement[bool],
    limits: tuple[tuple[str, int], ...],
    front: frozenset[str],
) -> Select[Item]:
    parts = [
        _head(criterion, name, limit, featured_first=name in front)
        for name, limit in limits
    ]
    wanted = union_all(*parts).subquery()
    return select(Item).join(wanted, wanted.c.id == Item.id)


def _head(
    criterion: ColumnElement[bool], type_name: str, limit: int, *, featured_first: bool
) -> Select[Any]:
    newest = (
        select(Item.id, Item.featured, Item.sort_date)
        .where(criterion, Item.type == type_name)
        .order_by(Item.sort_date.desc(), Item.id.desc())
        .limit(FRONT_CANDIDATES if featured_first else limit)
        .subquery()
    )
    if not featured_first:
        return select(newest.c.id)
    best = (
        select(newest.c.id)
        .order_by(newest.c.featured.desc(), newest.c.sort_date.desc())
        .limit(limit)
        .subquery()
    )
    return select(best.c.id)


def list_query(user: Actor, *criteria: ColumnElement[bool]) -> Select[Item]:
    """Return the statement for a list of items that ``user`` may see."""
    return select(Item).where(visible(user), *criteria)


def order_of(content_type: ContentType) -> tuple[Any, bool]:
    """Return the column that orders a type's list, and whether it descends."""
    if content_type.sort == "newest":
        return Item.sort_date, True
    return Item.title_sort, False


def within(year: int, month: int | None = None) -> ColumnElement[bool]:
    """Return the criterion for items of a year or month, in the site's zone."""
    zone = site_zone()
    start = dt.datetime(year, month or 1, 1, tzinfo=zone)
    if month is None or month == 12:
        end = dt.datetime(year + 1, 1, 1, tzinfo=zone)
    else:
        end = dt.datetime(year, month + 1, 1, tzinfo=zone)
    return and_(Item.sort_date >= start, Item.sort_date < end)


def year_span(user: Actor, *criteria: ColumnElement[bool]) -> range:
    """Return the years from the oldest to the newest visible item, newest first.

    Both ends of an index are looked up; nothing is counted.
    """
    listed = select(Item.sort_date).where(visible(user), *criteria)
    first = listed.order_by(Item.sort_date, Item.id).limit(1).scalar_subquery()
    last = listed.order_by(Item.sort_date.desc(), Item.id.desc()).limit(1)
    oldest, newest = db.session.execute(select(first, last.scalar_subquery())).one()
    if oldest is None:
        return range(0)
    zone = site_zone()
    return range(newest.astimezone(zone).year, oldest.astimezone(zone).year - 1, -1)


def dated_only() -> ColumnElement[bool]:
    """Return the criterion for items that belong to a day: not people, not offices.

    What belongs to another item is on that one's page.
    """
    types = current_build().registry.content_types.values()
    dated = [one.name for one in types if one.sort == "newest" and one.parent is None]
    return Item.type.in_(dated)


def years(user: Actor) -> list[tuple[int, int]]:
    """Return the years that have visible dated items, newest first, with how many.

    They are counted up to ``MOST_COUNTED`` and one more.
    """
    span = list(year_span(user, dated_only()))
    last = utcnow().year + YEARS_AHEAD
    span = [year for year in span if FIRST_YEAR <= year <= last][:MOST_YEARS]
    counts = _counted(user, [within(year) for year in span])
    return [(year, count) for year, count in zip(span, counts, strict=True) if count]


def months(user: Actor, year: int) -> dict[int, int]:
    """Return how many visible items each month of a year has; empty ones are left out.

    They are counted up to ``MOST_COUNTED`` and one more.
    """
    counts = _counted(user, [within(year, month) for month in range(1, 13)])
    return {month: count for month, count in enumerate(counts, 1) if count}


def _counted(user: Actor, periods: list[ColumnElement[bool]]) -> list[int]:
    """Return how many visible dated items there are in each of some periods.

    One statement; it reads the beginning of each period in an index.
    """
    if not periods:
        return []
    parts = []
    for number, period in enumerate(periods):
        found = select(Item.id).where(visible(user), dated_only(), period)
        some = found.limit(MOST_COUNTED + 1).subquery()
        parts.append(select(literal(number), func.count()).select_from(some))
    rows = db.session.execute(union_all(*parts))
    return [count for _number, count in sorted((row[0], row[1]) for row in rows)]


def section_by_slug(slug: str) -> Section | None:
    """Return the section with this address, or None."""
    return db.session.scalar(select(Section).where(Section.slug == slug))


def section_titles() -> list[Section]:
    """Return all sections in their order."""
    query = select(Section).order_by(Section.position, Section.title)
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class PageRows:
    """What the page of an item is made of; ``now`` is the database's time, in UTC.

    ``is_linked`` and ``is_noted`` tell whether there are links with other items and
    public notes on changes, whoever may see them.
    """

    item: Item
    section: Section | None
    revision: Revision | None
    now: dt.datetime
    is_linked: bool
    is_noted: bool
    detail: ItemDetail | None


def page_rows(content_type: ContentType, path: str, user: Actor) -> PageRows | None:
    """Return the live or archived item at an address that ``user`` may see, or None.

    One statement.
    """
    query = visible_statement(_page_rows, content_type.name, user=user, archived=True)
    row = db.session.execute(query, {"path": path}).first()
    return None if row is None else PageRows(*row)


def _page_rows(criterion: ColumnElement[bool], type_name: str) -> Any:
    detail = current_build().registry.content_types[type_name].detail
    live = (
        select(Revision.id)
        .where(Revision.item_id == Item.id, Revision.state == "published")
        .order_by(Revision.number.desc())
        .limit(1)
        .correlate(Item)
        .scalar_subquery()
    )
    linked = or_(
        exists().where(ItemRelation.source_id == Item.id),
        exists().where(ItemRelation.target_id == Item.id),
    )
    noted = exists().where(
        ChangeNote.item_id == Item.id, ChangeNote.shown_at.is_not(None)
    )
    query: Any = (
        select(Item, Section, Revision, database_now(), linked, noted)
        .outerjoin(Section, Section.id == Item.section_id)
        .outerjoin(Revision, Revision.id == live)
        .where(Item.path == bindparam("path"), criterion)
    )
    if detail is None:
        return query.add_columns(null())
    query = query.add_columns(detail).outerjoin(detail, detail.item_id == Item.id)
    return query.options(lazyload(detail.item))


def neighbours(item: Item, user: Actor) -> tuple[Item | None, Item | None]:
    """Return the items before and after ``item`` in the list of its type.

    Before means the older one, or the previous one of a list by title. One
    statement; items of the same instant stand in the order of their numbers.
    """
    column, _descending = order_of(current_build().registry.content_types[item.type])
    query = visible_statement(_neighbours, item.type, user=user)
    here = {"value": getattr(item, column.key), "number": item.id}
    found: dict[int, Item] = {row[0]: row[1] for row in db.session.execute(query, here)}
    return found.get(0), found.get(1)


def _neighbours(criterion: ColumnElement[bool], type_name: str) -> Select[Any]:
    column, _descending = order_of(current_build().registry.content_types[type_name])
    here = tuple_(bindparam("value", type_=column.type), bindparam("number"))
    place = tuple_(column, Item.id)
    same = select(Item.id).where(criterion, Item.type == type_name)
    lower = same.where(place < here).order_by(column.desc(), Item.id.desc()).limit(1)
    higher = same.where(place > here).order_by(column, Item.id).limit(1)
    sides = union_all(
        *(
            select(part.c.id, literal(above).label("above"))
            for above, part in enumerate((lower.subquery(), higher.subquery()))
        )
    ).subquery()
    return select(sides.c.above, Item).join(sides, sides.c.id == Item.id)


def section_of(item: Item) -> Section | None:
    """Return the section that an item is filed under, or None."""
    return db.session.get(Section, item.section_id) if item.section_id else None


def visible_path(user: Actor, item_id: int) -> str | None:
    """Return the address of an item that ``user`` may see, archived or not, or None."""
    query = select(Item.path).where(Item.id == item_id, visible(user, archived=True))
    return db.session.scalar(query)


def read_one_row() -> None:
    """Ask the database for one row; raises what a database raises that is away."""
    db.session.execute(select(Item.id).limit(1)).first()
