"""What the public pages ask of the spine: one statement each, by what a reader may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, extract, func, select

from cms.build_context import current_build
from cms.content.access import visible
from cms.content.models import Item, Section
from cms.contributions import ContentType
from cms.extensions import db
from cms.i18n import site_zone


HOME_NEWS = 9
HOME_OTHERS = 4


def home_items(user: Any) -> dict[str, list[Item]]:
    """Return the newest visible items of every type, by type; one statement."""
    types = current_build().registry.content_types
    place = (
        func.row_number()
        .over(
            partition_by=Item.type,
            order_by=(Item.featured.desc(), Item.sort_date.desc(), Item.id.desc()),
        )
        .label("place")
    )
    ranked = select(Item.id, place).where(visible(user)).subquery()
    query = (
        select(Item)
        .join(ranked, ranked.c.id == Item.id)
        .where(ranked.c.place <= HOME_NEWS)
        .order_by(ranked.c.place)
    )
    found: dict[str, list[Item]] = {name: [] for name in types}
    for item in db.session.scalars(query):
        limit = HOME_NEWS if types[item.type].feed else HOME_OTHERS
        if len(found[item.type]) < limit:
            found[item.type].append(item)
    return found


def list_query(user: Any, *criteria: ColumnElement[bool]) -> Select[tuple[Item]]:
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


def years(user: Any, *criteria: ColumnElement[bool]) -> list[tuple[int, int]]:
    """Return the years that have visible items, newest first, with how many."""
    year = extract("year", Item.sort_date)
    query = (
        select(year, func.count())
        .where(visible(user), *criteria)
        .group_by(year)
        .order_by(year.desc())
    )
    return [(int(row[0]), row[1]) for row in db.session.execute(query)]


def section_by_slug(slug: str) -> Section | None:
    """Return the section with this address, or None."""
    return db.session.scalar(select(Section).where(Section.slug == slug))


def neighbours(item: Item, user: Any) -> tuple[Item | None, Item | None]:
    """Return the next older and the next newer visible item of the same type."""
    same = [visible(user), Item.type == item.type, Item.id != item.id]
    older = (
        select(Item)
        .where(*same, Item.sort_date <= item.sort_date)
        .order_by(Item.sort_date.desc(), Item.id.desc())
        .limit(1)
    )
    newer = (
        select(Item)
        .where(*same, Item.sort_date > item.sort_date)
        .order_by(Item.sort_date, Item.id)
        .limit(1)
    )
    return db.session.scalar(older), db.session.scalar(newer)
