"""Times of an agenda: what is not stated follows from the start and the lengths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from cms import Problem, Refused


A_DAY: Final = 24 * 60


@dataclass(frozen=True)
class Slot:
    """When an entry begins and ends, in minutes after midnight; None when unknown.

    After midnight the minutes go on beyond those of a day.
    """

    start: int | None
    end: int | None

    @property
    def start_words(self) -> str | None:
        """The begin as a clock shows it."""
        return clock_words(self.start)

    @property
    def end_words(self) -> str | None:
        """The end as a clock shows it."""
        return clock_words(self.end)


def clock_words(minutes: int | None) -> str | None:
    """Return minutes after midnight as ``HH:MM``."""
    if minutes is None:
        return None
    hours, rest = divmod(minutes % A_DAY, 60)
    return f"{hours:02}:{rest:02}"


def minutes_of(value: str | None) -> int | None:
    """Return the minutes after midnight of a time that a snapshot writes as text."""
    if not value:
        return None
    moment = dt.time.fromisoformat(value)
    return moment.hour * 60 + moment.minute


def slots(rows: Sequence[Mapping[str, Any]], start: str | None) -> list[Slot]:
    """Return when each row of an agenda takes place; ``start`` is the conference's.

    A row that states no time begins where the one before it ends.
    """
    found: list[Slot] = []
    clock = minutes_of(start)
    for row in rows:
        own, length = minutes_of(row.get("start")), row.get("minutes")
        begin = clock if own is None else own
        clock = None if begin is None or length is None else begin + length
        found.append(Slot(begin, clock))
    return found


def moved(
    rows: Sequence[Mapping[str, Any]], index: int, step: int, start: str | None
) -> list[dict[str, Any]]:
    """Return the rows with one of them moved up (-1) or down (1), and times that follow.

    Raises Refused when a length is missing without which the times cannot follow.
    """
    order = list(rows)
    place = index + step
    if 0 <= index < len(order) and 0 <= place < len(order):
        order[index], order[place] = order[place], order[index]
    before = slots(rows, start)
    return reflowed(order, before[0].start if before else None)


def reflowed(
    rows: Sequence[Mapping[str, Any]], first: int | None
) -> list[dict[str, Any]]:
    """Return the rows with their stated times set anew, each where the one before ends.

    ``first`` is where the agenda begins, in minutes after midnight. A row that states
    no time keeps none: it follows by itself. Raises Refused for a missing length.
    """
    clock, found = first, []
    for number, row in enumerate(rows, 1):
        if clock is None and row.get("start"):
            message = _(
                "State the length of entry %(num)d first: later times follow from it.",
                num=number - 1,
            )
            raise Refused([Problem(message, field="agenda")])
        found.append({**row, "start": clock_words(clock) if row.get("start") else None})
        length = row.get("minutes")
        clock = None if clock is None or length is None else clock + length
    return found


def check_order(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield entries that begin before the one above, or before that one has ended.

    What runs backwards keeps a conference from going live; what overlaps is only
    told, and entries that begin together are parallel.
    """
    above: Slot | None = None
    for place, slot in enumerate(slots(data.get("agenda") or [], data.get("start"))):
        if above is not None and slot.start is not None and above.start is not None:
            field = f"agenda-{place}-start"
            if slot.start < above.start:
                yield Problem(
                    _("Entry %(num)d begins before the one above it.", num=place + 1),
                    field=field,
                )
            elif above.end is not None and above.start < slot.start < above.end:
                message = _(
                    "Entry %(num)d begins at %(start)s, the one above it ends at %(end)s.",
                    num=place + 1,
                    start=slot.start_words,
                    end=above.end_words,
                )
                yield Problem(message, field=field, block=False)
        above = slot if slot.start is not None else above


def current_place(found: Sequence[Slot], now: int) -> int | None:
    """Return the place of what is going on at ``now``, in minutes; None before and after."""
    place = None
    for number, slot in enumerate(found):
        if slot.start is not None and slot.start <= now:
            place = number
    if place is not None:
        end = found[place].end
        if end is not None and end <= now:
            return None
    return place
