"""Days and instants from 1900 to 2200, and clock times that a zone leaves out or doubles."""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeVar


FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
Day = TypeVar("Day", dt.date, dt.datetime)


class MissingHour(ValueError):
    """The clocks were put forward over this time."""


class DoubledHour(ValueError):
    """The clocks were put back, and this time came twice.

    ``first`` and ``second`` are the two instants, each with its own offset.
    """

    def __init__(self, first: dt.datetime, second: dt.datetime) -> None:
        super().__init__(f"{first} or {second}?")
        self.first, self.second = first, second


def day_within(day: Day) -> Day:
    """Return a day or instant from 1900 to 2200; ValueError otherwise."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{day.isoformat()} is not from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def local_instant(typed: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Return what a clock of ``zone`` says, aware, in UTC.

    Raises MissingHour and DoubledHour for a time that the clock never or
    twice shows, ValueError outside 1900 to 2200. An offset that was typed
    decides.
    """
    day_within(typed)
    if typed.tzinfo is not None:
        return day_within(typed.astimezone(dt.UTC))
    first = typed.replace(tzinfo=zone, fold=0)
    second = typed.replace(tzinfo=zone, fold=1)
    if first.utcoffset() != second.utcoffset():
        back = first.astimezone(dt.UTC).astimezone(zone)
        if back.replace(tzinfo=None, fold=0) != typed.replace(fold=0):
            raise MissingHour(f"{typed.isoformat()} was left out by the clocks.")
        raise DoubledHour(_fixed(first), _fixed(second))
    return first.astimezone(dt.UTC)


def _fixed(moment: dt.datetime) -> dt.datetime:
    """Return an instant with its offset in the place of its zone."""
    return moment.astimezone(dt.timezone(moment.utcoffset() or dt.timedelta()))
