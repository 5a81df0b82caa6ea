"""Days and times of day as people type them in a field: read whole, or not at all."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from cms.text.folding import fold


_MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_NAMED = "|".join(_MONTHS)
_DAYS: Final = (
    re.compile(
        r"\b(?P<d>\d{1,2})(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})\b(?![/.-])"
    ),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:t(?=\d)|\b)"),
    re.compile(r"\b(?P<d>\d{1,2}) thang (?P<m>\d{1,2})(?:,? nam |/| )(?P<y>\d{4})\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}}) (?P<n>{_NAMED})[a-z]*\.?,? (?P<y>\d{{4}})\b"),
    re.compile(rf"\b(?P<n>{_NAMED})[a-z]*\.? (?P<d>\d{{1,2}}),? (?P<y>\d{{4}})\b"),
)
_NEAR: Final = (
    (re.compile(r"\b(?:hom nay|nay|today)\b"), 0),
    (re.compile(r"\b(?:ngay mai|mai|tomorrow)\b"), 1),
    (re.compile(r"\b(?:ngay kia|ngay mot|mot)\b"), 2),
    (re.compile(r"\b(?:hom qua|qua|yesterday)\b"), -1),
)
_CLOCK = re.compile(
    r"(?<![\d/.:,-])(?P<h>\d{1,2})"
    r"(?:\s?:\s?(?P<m>\d{2})(?::(?P<s>\d{2})(?:\.\d{1,9})?)?"
    r"|\s?(?:h|g(?:io)?)\s?(?P<words>\d{1,2})(?:\s?(?:phut|p)\b)?"
    r"|\s?(?:h|g(?:io)?)(?:\s(?P<half>ruoi)|\skem\s(?P<less>\d{1,2})(?:\s?phut)?)?"
    r"|\.(?P<dotted>\d{2})"
    r"|(?=\s?[ap]\.?m\b))(?:(?=\s?[ap]\.?m\b)|(?![\w:/]))(?!\.\d)"
)
_PART = re.compile(r"\b(sang|trua|chieu|toi|dem|am|pm)\b|\b([ap])\.m\.?(?!\w)")
# The hours of each part of a day, as a clock of twelve hours says them, and from noon.
_HOURS: Final = {
    "sang": range(1, 12), "am": range(12), "trua": range(10, 15), "chieu": range(12, 19),
    "toi": range(17, 24), "pm": range(12, 24), "dem": (21, 22, 23, 0, 1, 2, 3, 4),
}  # fmt: skip
_FILLERS = re.compile(r"(?:\b(?:luc|vao|ngay|hoi|at|on|buoi)\b|[\s,])+")


def parse_moment(typed: str, today: dt.date) -> tuple[dt.date | None, dt.time | None]:
    """Return the day and the time of day that are typed, each None when not given.

    Understood are 08/07/2026, 2026-07-08, "8 tháng 7 năm 2026", "8 July 2026",
    "mai", "hôm nay", each alone or with 08:30, 8h30, 08.30, "8 giờ rưỡi", "8 giờ
    tối", "8 PM", in either order. ``today`` is the day on which it is typed.
    Raises ValueError unless all of it is understood, as for 25:00 and 31/02/2026.
    """
    rest = f" {' '.join(fold(typed).split())} "
    day, rest = _day(rest, today)
    clock = _CLOCK.search(rest)
    if clock:
        rest = _without(rest, clock)
    part_of = _PART.search(rest)
    part = "".join(filter(None, part_of.groups())) if part_of else ""
    if part_of:
        rest = _without(rest, part_of)
    nothing = day is None and clock is None
    if nothing or _FILLERS.sub("", rest) or (part and not clock):
        raise ValueError(f"{typed!r} is no day or time.")
    return day, _time(clock, f"{part}m" if len(part) == 1 else part) if clock else None


def parse_clock(typed: str) -> dt.time:
    """Return the time of day that is typed; an hour alone is one. Raises ValueError."""
    if re.fullmatch(r"\s*[0-9]{1,2}\s*", typed):
        return dt.time(int(typed))
    day, clock = parse_moment(typed, dt.date.min)
    if day is not None or clock is None:
        raise ValueError(f"{typed!r} is no time of day.")
    return clock


def _without(words: str, found: re.Match[str]) -> str:
    return f"{words[: found.start()]} {words[found.end() :]}"


def _day(words: str, today: dt.date) -> tuple[dt.date | None, str]:
    """Return the day in the words, and what else they say."""
    for form in _DAYS:
        if found := form.search(words):
            parts = found.groupdict()
            month = int(parts["m"]) if parts.get("m") else _MONTHS[parts["n"]]
            day = dt.date(int(parts["y"]), month, int(parts["d"]))
            return day, _without(words, found)
    for near, days in _NEAR:
        if found := near.search(words):
            return today + dt.timedelta(days=days), _without(words, found)
    return None, words


def _time(clock: re.Match[str], part: str) -> dt.time:
    hour = int(clock["h"])
    minutes = clock["m"] or clock["words"] or clock["dotted"]
    minute = int(minutes or (30 if clock["half"] else 0))
    if part:
        hours = [
            one for one in _HOURS[part] if one in (hour, hour % 12 + 12, hour % 12)
        ]
        hours = [one for one in hours if hour <= 12 or one == hour]
        # Midnight is of one day or of the next.
        if len(hours) != 1 or (part == "dem" and hour == 12):
            raise ValueError(f"No hour {hour} is in this part of the day.")
        hour = hours[0]
    time = dt.time(hour, minute, int(clock["s"] or 0))
    less = int(clock["less"] or 0)
    if not less:
        return time
    if not 0 < less < 60 or not hour:
        raise ValueError("No hour has so many minutes.")
    return dt.time(hour - 1, 60 - less)
