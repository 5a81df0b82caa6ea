"""Columns of tables as JSON and back: instants in UTC, everything else as it is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    Numeric,
    String,
    inspect,
)

from cms.builtin.exchange.named_references import ExchangeError
from cms.database.base import UTCDateTime


LARGEST: Final = 2**63 - 1


def columns_of(model: type[Any], without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the columns of a table that an archive holds, by their attributes.

    A number that the database gives is not among them, nor is the version.
    """
    mapper: Any = inspect(model)
    left_out = {*without}
    if mapper.version_id_col is not None:
        left_out.add(mapper.get_property_by_column(mapper.version_id_col).key)
    if numbered(model):
        left_out.add(mapper.get_property_by_column(mapper.primary_key[0]).key)
    return {
        one.key: one.columns[0]
        for one in mapper.column_attrs
        if one.key not in left_out and isinstance(one.columns[0], Column)
    }


def numbered(model: type[Any]) -> bool:
    """Tell whether the rows of a table have a number from the database."""
    mapper: Any = inspect(model)
    first = mapper.primary_key[0]
    whole = len(mapper.primary_key) == 1 and isinstance(first.type, Integer)
    return whole and not first.foreign_keys


def target_of(column: Any) -> str | None:
    """Return the table that a column points to, through detail rows to the spine."""
    name: str | None = None
    while column.foreign_keys:
        column = next(iter(column.foreign_keys)).column
        name = column.table.name
    return name


def belongs(column: Any) -> bool:
    """Tell whether a row cannot be without what a column points to."""
    ends = {key.ondelete for key in column.foreign_keys}
    return not column.nullable or "CASCADE" in ends


def to_plain(value: Any) -> Any:
    """Return a column's value as JSON."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def from_plain(value: Any, column: Any, name: str) -> Any:
    """Return what a column stores; ExchangeError says what does not fit it."""
    if value is None:
        if not column.nullable:
            raise ExchangeError(f"'{name}' is missing")
        return None
    kind = column.type
    if isinstance(kind, JSON):
        return value
    if isinstance(kind, UTCDateTime):
        return _instant(value, name)
    if isinstance(kind, Boolean):
        return _typed(value, bool, name, "true or false")
    if isinstance(kind, Integer):
        return _number(value, name)
    if isinstance(kind, String):
        return _words(value, kind.length, name)
    return _other(value, kind, name)


def _typed(value: Any, kind: type[Any], name: str, words: str) -> Any:
    if type(value) is not kind:
        raise ExchangeError(f"'{name}' must be {words}")
    return value


def _number(value: Any, name: str) -> int:
    number: int = _typed(value, int, name, "a whole number")
    if abs(number) > LARGEST:
        raise ExchangeError(f"'{name}' is too large")
    return number


def _words(value: Any, length: int | None, name: str) -> str:
    words: str = _typed(value, str, name, "a text")
    if length is not None and len(words) > length:
        raise ExchangeError(f"'{name}' is longer than {length} characters")
    if "\x00" in words:
        raise ExchangeError(f"'{name}' holds a character that no text has")
    return words


def _instant(value: Any, name: str) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(value)
        if instant.tzinfo is not None:
            return instant.astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ExchangeError(f"'{name}' is no time with its zone")


def _other(value: Any, kind: Any, name: str) -> Any:
    try:
        if isinstance(kind, Date):
            return dt.date.fromisoformat(value)
        if isinstance(kind, Numeric):
            return Decimal(value)
    except (TypeError, ValueError, InvalidOperation) as error:
        raise ExchangeError(f"'{name}' is no {kind}") from error
    raise ExchangeError(f"'{name}' has a type that archives do not hold")
