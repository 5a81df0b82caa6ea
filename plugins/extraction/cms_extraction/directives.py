"""Directives: what a speaker wants done, one by one, with the day it is due."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms_extraction.bodies import Body
from cms_extraction.dates import Day
from cms_extraction.periods import Stretch
from cms_extraction.sayings import HOLDING, TASK
from cms_extraction.source import Source
from cms_extraction.spans import Span
from cms_extraction.speeches import HOUSE, REPORT, Speech


@dataclass(frozen=True)
class Directive:
    """Words of the text that say what is to be done, by whose word, until when."""

    span: Span
    by: str
    due: dt.date | None = None


_PRAISES = (
    "đánh giá",
    "ghi nhận",
    "biểu dương",
    "khen",
    "hoan nghênh",
    "chia sẻ",
    *HOLDING,
    "trân trọng",
    "vui mừng",
    "chúc mừng",
    "tuyên dương",
    "phê bình",
    "chê",
    "tin tưởng",
    "khẳng định",
    "kiến nghị",
    "đề xuất",
)
_ASKS = re.compile(
    r"(?:,\s*|;\s*|\s)(?:và|đồng thời|song|nhưng|tuy nhiên|bên cạnh đó|qua đó"
    r"|từ đó)?\s*(?:cũng\s+)?"
    r"(?P<verb>yêu cầu(?!\s*[.;]|\s*$)|đề nghị|lưu ý|nhấn mạnh|mong(?: muốn)?|nhắc(?: nhở)?"
    r"|căn dặn|dặn dò|dặn|chỉ đạo|gợi ý"
    r"|giao(?=\s+(?:cho|ông|bà|đồng chí|đ/c|ubkt|các|ban|văn phòng)(?!\w)))"
    r"(?!\w)\s*"
)
# "..., chỉ rõ những việc cần làm ngay: ...": what is asked for is announced by its noun.
TASKS = (
    r"(?:\w+\s){0,3}?(?:những|các|một số|\d+|hai|ba|bốn|năm|sáu)\s(?:\w+\s){0,2}?(?:việc|nhiệm vụ"
    r"|yêu cầu|nội dung|giải pháp|điểm|định hướng|vấn đề|trọng tâm|khâu)(?!\w)[^.;:\n]{0,60}"
)
_TASKED = re.compile(rf"[,;]\s*(?:đồng thời\s+|và\s+)?{TASKS}:\s*")
_SPLIT = re.compile(
    r"\s*;\s*|\s*[,.]?\s*(?=(?:một|hai|ba|bốn|năm|sáu|bảy) là\s*[,:])"
    r"|\s*[,.]\s*(?=(?:hai|ba|bốn|năm|sáu|bảy) là\s)"
    r"|\s*[,.;]?\s*(?=\((?:\d{1,2}|i{1,3}|iv|vi?)\)\s)|\s*[,.;:]\s*(?=\d{1,2}-\s"
    r"|\+\s)"
    r"|\s*[,.;]?\s*(?=thứ (?:nhất|hai|ba|tư|năm|sáu)\s*[,:])"
    r"|\s*,\s*(?=đồng thời\s)|\s*,?\s*(?=(?<=[,.;] )[a-zđ]\)\s)"
)
_LEADS = re.compile(
    r"[\s\"]*(?:(?:một|hai|ba|bốn|năm|sáu|bảy|tám) là\s*[,:]?|thứ (?:nhất|hai|ba"
    r"|tư|bốn|năm|sáu)\s*[,:]?"
    r"|nhiệm vụ (?:thứ )?\w{1,4}\s*:|\(?\d{1,2}[.)]|\d{1,2}-(?=\s)|\((?:i{1,3}"
    r"|iv|vi?)\)|cho(?= chi bộ| các| đảng| đ/c| đồng)|\(?[a-zđ]\)|[-+*•]"
    r"|đồng thời|bên cạnh đó|ngoài ra|song song đó|cùng với đó|trước mắt"
    r"|cuối cùng|và|yêu cầu|đề nghị|cần(?=\s+(?:phải|tiếp|tập|tăng|chú|quan|làm"
    r"|có))|lưu ý|nhấn mạnh|như\s*:|rằng|là|phải(?=\s+[a-z]+ ))\s*[,:]?\s+"
)
_ANNOUNCES = re.compile(
    r"(?:[^,;:]{0,60}\s)?(?:\w+\s+)?(?:yêu cầu|nội dung|(?<!làm )việc|vấn đề|nhiệm vụ"
    r"|điểm|giải pháp|yêu cầu sau|nhóm việc)(?:\s+(?:cần|trọng|sau|chính|cụ|lớn"
    r"|quan|trong|làm)[^;:]{0,60})?"
)
_AT = re.compile(
    r"(?:tại|trong|ở) (?:hội nghị|buổi|cuộc|phiên|lớp)[^:;]*"
)  # no content
_PRAISED = re.compile(r"(?:ghi nhận|biểu dương|đánh giá cao|hoan nghênh)(?!\w)")
_FAULT = re.compile(r"(?<!\w)(?:thiếu|còn chậm|chưa|còn hạn chế|sơ sài)(?!\w)")
_MUST = re.compile(
    r"(?<!\w)(?:phải|cần|nên|không để|quan tâm|tiếp tục|tăng cường|tập trung"
    r"|rà soát|khắc phục|:)"
)
_ITEM = re.compile(
    r"(?:(?:^|\n)\s*[-+*•]\s*|(?<!\w)\(?(?:\d{1,2}|[a-zđ])[.)]\s*|(?:một|hai|ba|bốn|năm"
    r"|sáu) là\s*[,:]?\s*|thứ \w+\s*[,:]\s*)$"
)
_DUE = re.compile(
    r"(?:trước|chậm nhất|đến hết|hạn chót|hạn|trong|xong|đến)\s+(?:là\s+"
    r"|vào\s+)?(?:ngay\s+)?(?:hết\s+)?(?:ngày\s+)?$"
)


def find_directives(
    source: Source,
    speeches: Sequence[Speech],
    days: Sequence[Day],
    stretches: Sequence[Stretch],
    bodies: Sequence[Body],
) -> list[Directive]:
    """Return the directives of all speakers in the order of the text."""
    found: list[Directive] = []
    for speech in speeches:
        if speech.by == REPORT or (speech.by == HOUSE and speech.verb != "yêu cầu"):
            continue
        asked = False  # praise has gone over into a demand
        for number, part in enumerate(speech.parts):
            praised = _is_praise(speech.verb) and not _ITEM.search(
                source.low, max(part.start - 14, 0), part.start
            )
            plain = number > 0 and (not praised or asked)
            span = part if plain else _asked(source, speech, part)
            asked = asked or (praised and span is not None)
            if span is None or _AT.fullmatch(source.low, span.start, span.end):
                continue
            for one in _split(source, span, bodies, speech.verb if number == 0 else ""):
                if _PRAISED.match(source.low, one.start, one.end):
                    continue
                due = _due(source, one, days, stretches)
                found.append(Directive(one, speech.by, due))
    return found


def _is_praise(verb: str) -> bool:
    """Tell whether a verb judges, and does not announce tasks: "nêu rõ những việc cần làm"."""
    return verb.startswith(_PRAISES) and not TASK.search(verb)


def _asked(source: Source, speech: Speech, part: Span) -> Span | None:
    """Return the words of the first sentence that ask for something."""
    low = part.of(source.low)
    if (
        source.low[part.end : part.end + 1] == ":"
        and len(speech.parts) > 1
        and part == speech.parts[0]
    ):
        return None
    if speech.verb == "lưu ý" and _FAULT.search(low) and not _MUST.search(low):
        return None
    if _is_praise(speech.verb):
        match = _ASKS.search(low) or _TASKED.search(low)
        if match and low[: match.start()].endswith(" đã"):
            return None  # "... cho hay UBND xã đã yêu cầu ...": it is told, not asked
        if match is None:
            return None
        part = Span(part.start + match.end(), part.end)
        low = part.of(source.low)
    colon = low.find(":")
    if 0 <= colon <= 160 and ";" not in low[:colon]:
        if len(low) - colon < 3:
            return None
        part = Span(part.start + colon + 1, part.end)
        low = part.of(source.low)
    if _ANNOUNCES.fullmatch(low.strip()) and len(low) < 90:
        return None
    asked = _ASKS.search(low[:70])
    if asked is None and speech.verb == "kết luận":
        asked = _ASKS.search(low[:120])
    if asked and asked["verb"] in ("yêu cầu", "đề nghị"):
        part = Span(part.start + asked.end(), part.end)
    return part


def _split(source: Source, span: Span, bodies: Sequence[Body], verb: str) -> list[Span]:
    found: list[Span] = []
    start = span.start
    cuts = [
        (match.start(), match.end())
        for match in _SPLIT.finditer(source.low, span.start, span.end)
        if not _in_quotes(source.low, span.start, match.start())
    ]
    for cut, begin in [*cuts, (span.end, span.end)]:
        one = _trimmed(source, start, cut)
        marked = source.low[begin : begin + 1] == "(" and one is not None
        marked = marked and source.low[start : start + 1] != "("
        if marked and not found and one and one.end - one.start < 40:
            start = begin
            continue
        if one is not None:
            found.append(one)
        start = begin
    return [one for one in found if one.end - one.start > 7]


def _in_quotes(low: str, start: int, place: int) -> bool:
    return low.count('"', start, place) % 2 == 1


def _trimmed(source: Source, start: int, end: int) -> Span | None:
    while start < end and source.low[start] in " ,:;.-":
        start += 1
    while match := _LEADS.match(source.low, start, end):
        start = match.end()
    while end > start and source.low[end - 1] in " .,;:":
        end -= 1
    return Span(start, end) if end > start else None


def _due(
    source: Source, span: Span, days: Sequence[Day], stretches: Sequence[Stretch]
) -> dt.date | None:
    for day in days:
        if day.span in span or (
            day.span.overlaps(span) and day.span.start >= span.start
        ):
            lead = (
                source.low[max(span.start, day.span.start - 30) : day.span.start] + " "
            )
            inner = day.span.of(source.low)
            if _DUE.search(lead) or inner.startswith("trước"):
                return day.end or day.date
    for one in stretches:
        if one.span in span and one.period.end:
            lead = source.low[max(span.start, one.span.start - 24) : one.span.start]
            if re.search(
                r"(?:trong|trước|hết|xong|sinh hoạt)\s+(?:ngay\s+)?(?:trong\s+)?$", lead
            ):
                return one.period.end
    return None
