"""Reporting periods: half-years, quarters, months, years and terms of office."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from cms.text.folding import fold


@dataclass(frozen=True)
class Period:
    """A period: its code, its name, its days or its term.

    ``code`` is ``2011-H1``, ``2011-Q2``, ``2024-M9``, ``2024-06``, ``2019`` or
    ``2010/2015``; None with ``relative`` when the text names no year. A term
    of office has ``term`` and no days: it begins with a congress.
    """

    code: str | None
    label: str
    start: dt.date | None = None
    end: dt.date | None = None
    term: tuple[int, int] | None = None
    relative: bool = False


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNTS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7}
_COUNTS |= {"tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11}
_COUNT = rf"(?P<n>\d{{1,2}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_YEAR = r"(?:\s*(?:[/,.-]|nam\b)?\s*(?P<y>(?:19|20)\d\d)\b|\s+nam\b)?"
_FORMS = [
    (
        "months",
        rf"\b{_COUNT}\s+thang\s+(?P<end>dau|cuoi)\b(?:\s+nam\b)?\s*{_YEAR}",
    ),
    ("quarter", rf"\bquy\s+(?P<n>iii|ii|iv|i|[1-4])\b{_YEAR}"),
    (
        "term",
        r"\b(?P<kind>nhiem ky|giai doan)\s*:?\s*(?P<a>\d{4})\s*[-–—/]\s*(?P<b>\d{4})\b",
    ),
    ("month", rf"\bthang\s+(?P<n>1[0-2]|0?[1-9])\b(?!\s+(?:dau|cuoi)){_YEAR}"),
    ("year", r"\bnam\s+(?P<y>(?:19|20)\d\d)\b(?!\s*[-–—]\s*\d{4})"),
    ("code", r"^\s*(?P<y>(?:19|20)\d\d)(?:-(?P<k>[hqm])?(?P<n>\d{1,2}))?\s*$"),
    ("termcode", r"^\s*(?P<a>\d{4})/(?P<b>\d{4})\s*$"),
]
_COMPILED = [(kind, re.compile(form)) for kind, form in _FORMS]
_QUARTERS = ("I", "II", "III", "IV")


def _period(suffix: str, name: str, year: int | None, first: int, last: int) -> Period:
    """Return the period of the months ``first`` to ``last`` of ``year``."""
    if year is None:
        label = f"{name} năm" if name.endswith(("đầu", "cuối")) else name
        return Period(None, label, relative=True)
    end = dt.date(year, last, calendar.monthrange(year, last)[1])
    joint = "/" if name.startswith(("quý", "tháng")) else " năm "
    label = f"{name}{joint}{year}" if name else f"năm {year}"
    return Period(f"{year}{suffix}", label, dt.date(year, first, 1), end)


def _months(count: int, at_end: bool, year: int | None) -> Period | None:
    if not 1 <= count <= 11:
        return None
    if at_end:
        suffix = "-H2" if count == 6 else f"-L{count}"
        return _period(suffix, f"{count} tháng cuối", year, 13 - count, 12)
    suffix = "-H1" if count == 6 else f"-M{count}"
    return _period(suffix, f"{count} tháng đầu", year, 1, count)


def _quarter(number: int, year: int | None) -> Period:
    name = f"quý {_QUARTERS[number - 1]}"
    return _period(f"-Q{number}", name, year, number * 3 - 2, number * 3)


def _month(number: int, year: int | None) -> Period:
    return _period(f"-{number:02d}", f"tháng {number}", year, number, number)


def _term(first: int, last: int, kind: str | None) -> Period | None:
    if last <= first:
        return None
    name = "giai đoạn" if kind == "giai doan" else "nhiệm kỳ"
    return Period(f"{first}/{last}", f"{name} {first}-{last}", term=(first, last))


def _of_code(year: int, kind: str | None, number: str | None) -> Period | None:
    if number is None:
        return _period("", "", year, 1, 12)
    value = int(number)
    if kind == "q":
        return _quarter(value, year) if 1 <= value <= 4 else None
    if kind == "h":
        return _months(6, value == 2, year) if value in (1, 2) else None
    if kind == "m":
        return _months(value, False, year)
    return _month(value, year) if 1 <= value <= 12 else None


def _build(kind: str, match: re.Match[str], context: int | None) -> Period | None:
    parts = match.groupdict()
    year = int(parts["y"]) if parts.get("y") else context
    if kind in ("term", "termcode"):
        return _term(int(match["a"]), int(match["b"]), parts.get("kind"))
    if kind == "months":
        count = int(match["n"]) if match["n"].isdecimal() else _COUNTS[match["n"]]
        return _months(count, match["end"] == "cuoi", year)
    if kind == "quarter":
        return _quarter(_ROMAN[match["n"]], year)
    if kind == "month":
        return _month(int(match["n"]), year)
    if kind == "code":
        return _of_code(int(match["y"]), parts["k"], parts["n"])
    return _period("", "", year, 1, 12)


def parse_period(text: str, year: int | None = None) -> Period | None:
    """Return the first period named in ``text``, also when ``text`` is its code.

    ``year`` is taken where the text names none ("6 tháng cuối năm"); without it
    such a period is ``relative``. None when there is no period.
    """
    folded = fold(text)
    found = [
        (match.start(), order, kind, match)
        for order, (kind, form) in enumerate(_COMPILED)
        if (match := form.search(folded))
    ]
    for _start, _order, kind, match in sorted(found, key=lambda one: one[:2]):
        if period := _build(kind, match, year):
            return period
    return None
