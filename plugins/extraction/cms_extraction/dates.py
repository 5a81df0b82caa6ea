"""Days, ranges of days and clock times of a text, each with its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cms_extraction.source import Source
from cms_extraction.spans import Span


@dataclass(frozen=True)
class Day:
    """A day, perhaps the first of several; ``guessed_year`` when the text names none."""

    span: Span
    date: dt.date
    end: dt.date | None = None
    guessed_year: bool = False


@dataclass(frozen=True)
class Clock:
    """A clock time, perhaps with the time of the end."""

    span: Span
    start: dt.time
    end: dt.time | None = None


_D, _M, _Y = r"\d{1,2}", r"\d{1,2}", r"(?:19|20)\d\d"
_S = "[ ]{0,2}"
_PREFIX = (
    r"(?:(?:vào|trong|hôm nay,?|hôm qua,?)[ ]+)?(?:(?:hai|2|02|ba|3|03)[ ]+ngày[ ]+)?"
    r"(?:(?:sáng|trưa|chiều|tối)(?:[ ]+nay)?[ ]*[,(]?[ ]*)?(?:(?:thứ[ ]+\w{2,4}"
    r"|chủ nhật)[ ]*,?[ ]*)?"
    r"\(?(?:từ[ ]+)?(?:ngày|mùng|mồng|hôm)?:?[ ]*"
)
_DAY = re.compile(
    rf"(?P<before>{_PREFIX})(?<![\d/.-])"
    rf"(?:(?P<d1>{_D})(?:{_S}[/.-]{_S}(?P<m1>{_M})(?:{_S}[/.-]{_S}(?P<y1>{_Y}))?)?"
    r"[ ]{0,2}(?P<join>và|đến hết|đến|tới|-|&|,)[ ]{0,2}(?:ngày[ ]{1,2})?)?"
    rf"(?:(?P<d>{_D}){_S}(?P<sep>[/.-]){_S}(?P<m>{_M})(?:{_S}(?P=sep){_S}"
    rf"|[ ]{{1,2}}năm[ ]{{1,2}})"
    rf"(?P<y>{_Y})"
    rf"|(?P<dw>{_D})[ ]{{1,2}}tháng[ ]{{1,2}}(?P<mw>{_M})[ ]{{0,2}}(?:,|/"
    rf"|năm)?[ ]{{0,2}}"
    rf"(?P<yw>{_Y})|(?P<dn>{_D})[ ]{{1,2}}tháng[ ]{{1,2}}(?P<mn>{_M})(?![ ]*\d)"
    rf"|(?P<ds>{_D})/(?P<ms>{_M}))(?![\d]|/\w|-\w|\.\d)\)?"
)
_CLOCK = re.compile(
    r"(?<![\d/.])(?P<h>[01]?\d|2[0-3])\s?(?:giờ|g|h|:)\s?(?P<n>[0-5]\d)?(?:\s?phút)?"
    r"(?:\s{0,2}(?:đến|-|tới)\s{0,2}(?P<h2>[01]?\d|2[0-3])\s?(?:giờ|g|h"
    r"|:)\s?(?P<n2>[0-5]\d)?)?"
    r"(?![\d/]|[a-zà-ỹ])"
)


def find_days(source: Source, year: int | None = None) -> list[Day]:
    """Return the days that the text names, in order.

    ``year`` is taken where only day and month are written; without it such a
    day is left out. What is in no calendar is left out too.
    """
    found = []
    for match in _matches(source.low):
        day = _day(match, year)
        if day is not None:
            start = match.start() + len(match["before"]) - len(match["before"].lstrip())
            if match["d1"] and day[1] is None:
                start = match.end("join")
                start += len(source.low[start:]) - len(source.low[start:].lstrip())
            end = match.end()
            if source.low[end - 1] == ")" and "(" not in match["before"]:
                end -= 1
            found.append(Day(_trim(source, start, end), *day))
    return found


_DIGIT = re.compile(r"\d")
_LONGEST = 128  # characters of a day as written, with the words that open it


def _matches(low: str) -> Iterator[re.Match[str]]:
    """Yield the days as written: tried only near digits, for most text has none."""
    place = 0
    while digit := _DIGIT.search(low, place):
        begin, near = max(place, digit.start() - _LONGEST), digit.start() + _LONGEST
        match = _DAY.search(low, begin, min(len(low), near + _LONGEST))
        if match is None or match.start() > near:
            place = near
        else:
            yield match
            place = match.end()


def _trim(source: Source, start: int, end: int) -> Span:
    shown = source.low[start:end]
    for word in ("vào ", "trong ", "từ ", "("):
        if shown.startswith(word):
            start += len(word)
            shown = source.low[start:end]
    return Span(start, end)


def _day(
    match: re.Match[str], year: int | None
) -> tuple[dt.date, dt.date | None, bool] | None:
    group = match.groupdict()
    day = group["d"] or group["dw"] or group["dn"] or group["ds"]
    month = group["m"] or group["mw"] or group["mn"] or group["ms"]
    written = group["y"] or group["yw"]
    if written is None and (year is None or not _plain(match)):
        return None
    guessed = written is None
    whole = int(written) if written else int(year or 0)
    try:
        last = dt.date(whole, int(month), int(day))
        listed = group["join"] == ","  # "ngày 12, 13/5": only behind the word itself
        if group["d1"] is None or (listed and "ngày" not in match["before"]):
            return last, None, guessed
        if int(group["d1"]) == 0:
            return last, None, guessed
        first = dt.date(
            int(group["y1"] or whole), int(group["m1"] or month), int(group["d1"])
        )
    except ValueError:
        return None
    return (first, last, guessed) if first < last else (last, None, guessed)


def _plain(match: re.Match[str]) -> bool:
    """Tell whether "12/7" stands behind a word for a day, and is no fraction."""
    return bool(
        re.search(r"ngày|sáng|chiều|tối|hôm|trước|mùng|mồng", match["before"])
    ) or (
        match.string[max(match.start() - 6, 0) : match.start() + len(match["before"])]
        .rstrip()
        .endswith("trước")
    )


def find_clocks(source: Source) -> list[Clock]:
    """Return the clock times that the text names, in order."""
    found = []
    for match in _CLOCK.finditer(source.low):
        if match["n"] is None and match[0].rstrip().endswith(":"):
            continue
        if re.search(
            r"(?:chưa đến|gần|khoảng|trước|từ sớm) $", source.low[: match.start()][-12:]
        ):
            continue
        start = dt.time(int(match["h"]), int(match["n"] or 0))
        end = None
        if match["h2"]:
            end = dt.time(int(match["h2"]), int(match["n2"] or 0))
        found.append(Clock(Span(match.start(), match.end()), start, end))
    return found
