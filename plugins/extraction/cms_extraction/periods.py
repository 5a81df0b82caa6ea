"""Reporting periods of a text: half-years, quarters, months, years and terms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cms import text
from cms_extraction.source import Source
from cms_extraction.spans import Span


@dataclass(frozen=True)
class Stretch:
    """A period and where it is named; ``borrowed`` when its year stands elsewhere."""

    span: Span
    period: text.Period
    borrowed: bool = False


_YEAR = r"(?:19|20)\d\d"
_COUNT = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
_FORMS = re.compile(
    rf"(?<![\w/.-])(?:"
    rf"(?P<months>{_COUNT}\s*(?:tháng|t)\s+(?:đầu"
    rf"|cuối)(?:\s+năm)?(?:\s*[/,]?\s*{_YEAR}(?!\d))?)"
    rf"|(?P<nine>{_COUNT}\s+tháng\s+(?:của\s+)?(?:năm\s+)?{_YEAR}(?!\d))"
    rf"|(?P<short>(?<=kết\s){_COUNT}\s+tháng(?=\s*[,;]|\s+và\s))"
    rf"|(?P<quarter>quý\s+(?:iv|iii|ii|i|[1-4])(?!\w)(?:\s*(?:[/,.-]"
    rf"|năm)?\s*{_YEAR}(?!\d))?)"
    rf"|(?P<term>(?:nhiệm kỳ|giai đoạn|nk)\s*:?\s*{_YEAR}\s*[-/]\s*{_YEAR}(?!\d))"
    rf"|(?P<school>năm học\s+{_YEAR}\s*-\s*{_YEAR})"
    rf"|(?P<month>tháng\s+(?:1[0-2]|0?[1-9])(?:\s*/\s*|\s+năm\s+){_YEAR}(?!\d))"
    rf"|(?P<bare>(?<=trong\s)tháng\s+(?:1[0-2]|0?[1-9])(?!\s*[/\d]|\s+(?:đầu|cuối"
    rf"|năm))|(?<=hoạt\s)tháng\s+(?:1[0-2]|0?[1-9])(?!\s*[/\d])"
    rf"|(?:(?<=ban\s)|(?<=tra\s)|(?<=sát\s)|(?<=tác\s))tháng\s+(?:1[0-2]|0?[1-9])(?=\s*[,;]|\s+và"
    rf"|\s+triển))"
    rf"|(?P<year>năm\s+{_YEAR}(?!\s*-\s*\d|\d))"
    rf")"
)
_FOUR = re.compile(_YEAR)


def find_periods(source: Source, default: int | None = None) -> list[Stretch]:
    """Return the periods that the text names, in order.

    One without a year takes that of the next period in its sentence, else of
    the one before, else ``default``; what has none then is left out.
    """
    matches = [one for one in _FORMS.finditer(source.low) if one.lastgroup != "school"]
    years = [_year(one[0]) for one in matches]
    found = []
    for number, match in enumerate(matches):
        if _is_day(source.low, match):
            continue
        year = years[number]
        borrowed = year is None and match.lastgroup != "term"
        if borrowed:
            year = _borrow(source.low, matches, years, number, default)
        written = match[0]
        if match.lastgroup in ("nine", "short"):
            written = re.sub(r"tháng.*", f"tháng đầu năm {year}", written)
        written = re.sub(r"(\d)\s*t\s", r"\1 tháng ", written)
        written = re.sub(r"^nk", "nhiệm kỳ", written)
        period = text.parse_period(written, year)
        if period is not None and period.code is not None:
            found.append(Stretch(Span(match.start(), match.end()), period, borrowed))
    return found


def _year(written: str) -> int | None:
    years = _FOUR.findall(written)
    return int(years[-1]) if years else None


def _is_day(low: str, match: re.Match[str]) -> bool:
    """Tell whether "tháng 6 năm 2011" is the rest of a day, or a date follows the count."""
    before = low[max(match.start() - 4, 0) : match.start()]
    return match.lastgroup == "month" and bool(re.search(r"\d\s{0,2}$", before))


def _borrow(
    low: str,
    matches: list[re.Match[str]],
    years: list[int | None],
    number: int,
    default: int | None,
) -> int | None:
    """Return the year of a period that has none: of its sentence, else the default."""
    end = low.find("\n", matches[number].end())
    stop = re.search(r"[.!?]\s", low[matches[number].end() : end if end > 0 else None])
    limit = (
        matches[number].end() + stop.start() if stop else end if end > 0 else len(low)
    )
    for later in range(number + 1, min(number + 4, len(matches))):
        if matches[later].start() > limit:
            break
        if years[later] and matches[later].lastgroup != "term":
            return years[later]
    same = None
    for earlier in range(number - 1, max(number - 6, -1), -1):
        if years[earlier] and matches[earlier].lastgroup != "term":
            same = years[earlier]
            between = low[matches[earlier].end() : matches[number].start()]
            if default is None or not re.search(r"[.!?]\s|\n", between):
                return same
            break
    return default or same
