"""Dates and times as people write them in Vietnamese, read and written."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cms.text.folding import fold
from cms.text.normalise import lower


class InvalidDate(ValueError):
    """A text has the form of a date that is in no calendar, such as 31/02/2024."""


@dataclass(frozen=True)
class ParsedDate:
    """A day, perhaps the last of several, a clock time, and a part of the day.

    ``part`` is one of ``sang``, ``trua``, ``chieu``, ``toi``.
    """

    date: dt.date
    date_end: dt.date | None = None
    time: dt.time | None = None
    part: str | None = None


# All patterns read folded text; a document number such as 09/2011/QĐ fits none.
_NUMERIC = r"(?P<d>\d{1,2})(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})(?!\d|/\w)"
_WORDS = r"(?P<d>\d{1,2})\s+thang\s+(?P<m>\d{1,2})\s*(?:,|/|nam)?\s*(?P<y>\d{4})(?!\d)"
_MIXED = r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})\s+nam\s+(?P<y>\d{4})(?!\d)"
_ISO = r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)"
_FORMS = [
    re.compile(rf"(?<!\d)(?<!\d[/.]){form}")
    for form in (_NUMERIC, _WORDS, _MIXED, _ISO)
]
_JOIN = r"\s*(?:va|den|toi|-|–|—|&)\s*(?:het\s+)?(?:ngay\s+)?"
# "29 và 30/01/2026" and "30/12 đến 02/01/2026": the first day borrows the rest.
_START = re.compile(rf"(?<![\d/.:hg])(?P<d>\d{{1,2}})(?:[/.](?P<m>\d{{1,2}}))?{_JOIN}$")
_BETWEEN = re.compile(rf"{_JOIN}$")
_TIME = re.compile(
    r"(?<!\d)(?P<h>[01]?\d|2[0-4])\s*(?:gio|g|h|:)\s*(?P<min>[0-5]\d)?(?![\d\w])"
)
_PARTS = {"sáng": "sang", "trưa": "trua", "chiều": "chieu", "tối": "toi"}
_PART = re.compile(rf"(?<!\w)({'|'.join(_PARTS)})(?!\w)")


def _day(year: int, month: int, day: int, written: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise InvalidDate(f"{written!r} is not in the calendar.") from error


def _found(folded: str) -> list[re.Match[str]]:
    """Return the full dates in ``folded`` that do not overlap, in order."""
    matches: list[re.Match[str]] = []
    for match in sorted(
        (match for form in _FORMS for match in form.finditer(folded)),
        key=lambda match: (match.start(), -match.end()),
    ):
        if not matches or match.start() >= matches[-1].end():
            matches.append(match)
    return matches


def _date_of(match: re.Match[str]) -> dt.date:
    return _day(int(match["y"]), int(match["m"]), int(match["d"]), match[0])


def _span(folded: str) -> tuple[dt.date, dt.date | None] | None:
    """Return the first day named in ``folded`` and the last one, if there are two."""
    matches = _found(folded)
    if not matches:
        return None
    first = matches[0]
    start, end = _date_of(first), None
    if before := _START.search(folded[: first.start()]):
        end = start
        month = int(before["m"] or end.month)
        start = _day(end.year, month, int(before["d"]), before[0] + first[0])
    elif len(matches) > 1 and _BETWEEN.fullmatch(
        folded[first.end() : matches[1].start()]
    ):
        end = _date_of(matches[1])
    if end is not None and end < start:
        raise InvalidDate(f"{folded!r} ends before it begins.")
    return start, end


def _clock(folded: str) -> dt.time | None:
    match = _TIME.search(folded)
    if match is None or (match[0].rstrip().endswith(":") and not match["min"]):
        return None
    return dt.time(int(match["h"]) % 24, int(match["min"] or 0))


def parse_date(text: str) -> ParsedDate | None:
    """Return the first date in ``text``, with its end, time and part of the day.

    None when there is none. Raises ``InvalidDate`` for a date that does not
    exist and for a range that ends before it begins.
    """
    span = _span(fold(text))
    if span is None:
        return None
    part = _PART.search(lower(text))
    return ParsedDate(*span, _clock(fold(text)), part and _PARTS[part[1]])


def _month(month: int) -> str:
    # Papers pad January and February only, so that "11" cannot be made of "1".
    return f"{month:02d}" if month < 3 else str(month)


def format_date_long(date: dt.date) -> str:
    """Return ``ngày 09 tháng 6 năm 2011``."""
    return f"ngày {date.day:02d} tháng {_month(date.month)} năm {date.year:04d}"


def format_date_short(date: dt.date) -> str:
    """Return ``09/6/2011``."""
    return f"{date.day:02d}/{_month(date.month)}/{date.year:04d}"


_WEEKDAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy")


def format_datetime_press(moment: dt.datetime, zone: str = "Asia/Ho_Chi_Minh") -> str:
    """Return ``Thứ Ba, 09/07/2024, 16:40 (GMT+7)`` of an aware datetime.

    Raises ``ValueError`` for a naive one: nobody could say which moment it is.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; give an aware datetime.")
    local = moment.astimezone(ZoneInfo(zone))
    day = local.weekday()
    weekday = "Chủ Nhật" if day == 6 else f"Thứ {_WEEKDAYS[day]}"
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds()) // 60
    offset = f"{minutes / 60:+g}"
    return f"{weekday}, {local:%d/%m}/{local.year:04d}, {local:%H:%M} (GMT{offset})"
