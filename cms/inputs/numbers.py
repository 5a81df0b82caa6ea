"""Ids and numbers, within what both databases hold."""

from __future__ import annotations

import contextlib
import decimal
import re
from collections.abc import Iterable
from typing import Final


#: The largest id and whole number that every column of both databases holds.
MAX_ID: Final = 2**31 - 1
#: Digits of a decimal number, before and after the point.
MOST_DIGITS: Final = 15
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")


def whole_number(value: object, low: int = -MAX_ID, high: int = MAX_ID) -> int:
    """Return a whole number of ASCII digits within the bounds; ValueError otherwise."""
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{str(value)[:40]!r} is no number from {low} to {high}.")
    return value


def record_id(value: object) -> int:
    """Return the id of a record; ValueError for what no record can have."""
    return whole_number(value, 1)


def record_ids(values: Iterable[object]) -> list[int]:
    """Return the ids among values, in order; what can be none is left out."""
    found = []
    for value in values:
        with contextlib.suppress(ValueError):
            found.append(record_id(value))
    return found


def decimal_number(value: object) -> decimal.Decimal:
    """Return a finite number of at most 15 digits on either side of the point."""
    try:
        number = decimal.Decimal(str(value).strip()[:100])
    except decimal.InvalidOperation:
        raise ValueError(f"{str(value)[:40]!r} is not a number.") from None
    if not number.is_finite() or not str(value).isascii():
        raise ValueError(f"{str(value)[:40]!r} is not a number.")
    if number.adjusted() >= MOST_DIGITS or number != round(number, MOST_DIGITS):
        raise ValueError(f"{str(value)[:40]!r} has too many digits.")
    return number
