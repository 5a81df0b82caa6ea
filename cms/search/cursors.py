"""Where the next page of results begins, in a form that fits an address."""

from __future__ import annotations

import datetime as dt
import re


_PLACE = re.compile(r"b(\d{1,4})$")
_POINT = re.compile(r"n(-?\d{1,17})\.(\d{1,18})$")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def place_cursor(offset: int) -> str:
    """Return the cursor of a place in the list of best hits."""
    return f"b{offset}"


def read_place(cursor: str | None) -> int:
    """Return the place; the beginning for what is no cursor of ours."""
    match = _PLACE.match(cursor or "")
    return int(match[1]) if match else 0


def point_cursor(moment: dt.datetime, item_id: int) -> str:
    """Return the cursor behind the item with this date and id."""
    return f"n{(moment - _EPOCH) // _MICROSECOND}.{item_id}"


def read_point(cursor: str | None) -> tuple[dt.datetime, int] | None:
    """Return the date and id, or None for what is no cursor of ours."""
    match = _POINT.match(cursor or "")
    if match is None:
        return None
    try:
        moment = _EPOCH + int(match[1]) * _MICROSECOND
    except OverflowError:
        return None
    return moment, int(match[2])
