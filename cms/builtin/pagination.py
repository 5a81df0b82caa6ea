"""Pages by key: the next page begins after the last row, however long the list is.

An OFFSET reads and throws away everything before the page, and shows rows
twice when something is added meanwhile; a cursor does neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask_babel import gettext
from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from cms.database.cursors import read_cursor, sign_cursor
from cms.extensions import db


T = TypeVar("T")

_AFTER, _BEFORE = "a", "b"


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page: its rows, the cursors beside it, and how many there are.

    ``total`` is None when it was not asked for; ``capped`` says that there are
    more than ``total``.
    """

    items: Sequence[T]
    next: str | None = None
    previous: str | None = None
    total: int | None = None
    capped: bool = False

    @property
    def capped_total(self) -> str | None:
        """How many rows there are, in words, or None when they were not counted."""
        if self.total is None:
            return None
        if self.capped:
            return gettext("More than %(number)s", number=self.total)
        return gettext("%(number)s in all", number=self.total)


def page_of(
    query: Select[T],
    column: InstrumentedAttribute[Any],
    key: InstrumentedAttribute[Any],
    *,
    descending: bool = True,
    cursor: str | None = None,
    limit: int = 20,
    count_cap: int | None = None,
) -> Page[T]:
    """Return the page of ``query`` that ``cursor`` stands for, else the first one.

    Rows are ordered by ``column`` (never NULL), then by the unique ``key``. A
    cursor that is not ours, or that belongs to another order, is ignored. With
    ``count_cap`` rows are counted up to that number.
    """
    order = f"{column.key}:{int(descending)}"
    side, start = _read(cursor, order)
    backwards = side == _BEFORE
    falling = descending != backwards
    if start is not None:
        place = tuple_(column, key)
        first = _of_type(column, start[0])
        bound = tuple_(literal(first, column.type), literal(start[1], key.type))
        rows_here = query.where(place < bound if falling else place > bound)
    else:
        rows_here = query
    columns = (column.desc(), key.desc()) if falling else (column, key)
    rows_here = rows_here.order_by(None).order_by(*columns).limit(limit + 1)
    found = list(db.session.scalars(rows_here))
    more = len(found) > limit
    rows = found[:limit][::-1] if backwards else found[:limit]
    has_next = backwards or more
    has_previous = more if backwards else start is not None
    total, capped = _count(query, count_cap)
    return Page(
        items=rows,
        next=_write(_AFTER, order, rows[-1], column, key)
        if rows and has_next
        else None,
        previous=_write(_BEFORE, order, rows[0], column, key)
        if rows and has_previous
        else None,
        total=total,
        capped=capped,
    )


def capped_count(query: Select[Any], cap: int) -> tuple[int, bool]:
    """Return how many rows there are, up to ``cap``, and whether there are more."""
    rows = query.order_by(None).limit(cap + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(rows)) or 0
    return min(number, cap), number > cap


def _count(query: Select[Any], cap: int | None) -> tuple[int | None, bool]:
    return (None, False) if cap is None else capped_count(query, cap)


def _read(cursor: str | None, order: str) -> tuple[str, tuple[Any, Any] | None]:
    """Return on which side of which place the page lies."""
    place = read_cursor(cursor, order)
    if place is None:
        return _AFTER, None
    side, value, identity = place
    return side, (value, identity)


def _write(
    side: str,
    order: str,
    row: Any,
    column: InstrumentedAttribute[Any],
    key: InstrumentedAttribute[Any],
) -> str:
    """Return the cursor of the page beside ``row``."""
    value = getattr(row, column.key)
    is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    first = value.isoformat() if is_day else value
    return sign_cursor(order, side, first, getattr(row, key.key))


def _of_type(column: InstrumentedAttribute[Any], value: Any) -> Any:
    """Return a cursor's value as the column holds it: a day is signed as text."""
    is_day = column.type.python_type is dt.date
    return dt.date.fromisoformat(value) if is_day else value
