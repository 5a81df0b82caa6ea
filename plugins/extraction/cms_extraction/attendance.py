"""Groups that attended, in the words of the text, and how many came in all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms_extraction.acts import ATTENDING, CHAIRING, Act
from cms_extraction.people import Mention
from cms_extraction.source import Source
from cms_extraction.spans import Span


@dataclass(frozen=True)
class Group:
    """People who attended without being named; ``count`` is None when not stated."""

    span: Span
    count: int | None = None


_WHO = (
    r"(?:đại diện|lãnh đạo|các|những|toàn thể|tập thể|bí thư|phó bí thư|chủ nhiệm|phó chủ nhiệm|thành viên|cán bộ"
    r"|ủy viên|cấp ủy|chủ tịch|trưởng|thủ trưởng|đại biểu|đảng viên|hơn \d|gần \d|trên \d|cùng \d|\d)"
)
_START = re.compile(rf"[\s,;:-]*(?:(?:và|cùng(?: với)?|có|gồm|về phía [^,;:.]{{0,60}} có|còn có|sự tham dự của|sự có mặt của|trong đó có|tham dự có|dự có)\s+)*(?={_WHO})")
_SPLIT = re.compile(
    rf"\s*;\s*(?:và\s+|cùng\s+)?|\s*,?\s*(?:và|cùng(?: với)?|cùng có)\s+(?=(?:bí thư|những|đại diện|các|lãnh đạo|cán bộ|toàn thể|\d+\s+(?:đại biểu|đồng chí|đ/c)))"
    r"|\s*,\s*(?:cùng\s+)?(?=(?:đại diện|các đ/c|các đồng chí|lãnh đạo|toàn thể|\d+ đại biểu|\d+ đồng chí)(?!\w))"
)
_END = re.compile(r"\s*(?:,?\s*(?:đã\s+|đến\s+|về\s+|tới\s+|cùng\s+)?(?:tham dự|dự|chủ trì)(?:\s+hội nghị)?\s*$|[.,;:]\s*$)")
_COUNT = re.compile(r"(?:(?:cùng|đại diện|bí thư|chủ tịch|chủ nhiệm|lãnh đạo|có)\s+){0,2}(?:của\s+)?(\d{1,3}(?:\.\d{3})+|\d+)(?=\s)")
_TOTAL = re.compile(
    r"(?<![\d.,])(?P<about>(?:hơn|gần|trên|khoảng)\s+)?(?P<n>\d{1,3}(?:\.\d{3})+|\d{1,5})\s+(?:đồng chí\s+)?(?P<who>đại biểu|đảng viên|cán bộ, đảng viên|người)(?P<behind>\s+là\s|[^.;\n]{0,40})"
)
_PRESENT = re.compile(r"(?:dự|có mặt|tham gia|sự tham dự|triệu tập|hội nghị có|với)(?!\w)")


def find_groups(
    source: Source, acts: Sequence[Act], mentions: Sequence[Mention]
) -> list[Group]:
    """Return the groups that attended, in order, none twice."""
    found: list[Group] = []
    done: set[int] = set()
    for act in acts:
        if act.kind not in (ATTENDING, CHAIRING) or act.sentence.start in done:
            continue
        cues = [a for a in acts if a.sentence == act.sentence and a.kind == ATTENDING]
        if not cues:
            continue
        done.add(act.sentence.start)
        found += groups_in(source, act.sentence, mentions, cues[0].span.start)
    return found


def groups_in(
    source: Source, sentence: Span, mentions: Sequence[Mention], begin: int
) -> list[Group]:
    """Return the groups that one sentence about attendance names."""
    spans = [one.span for one in mentions if one.span in sentence]
    edges = [sentence.start, *(edge for span in spans for edge in (span.start, span.end)), sentence.end]
    found: list[Group] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end <= begin and spans and start < spans[0].start:
            continue
        start = max(start, begin) if begin < end else start
        found += _chunk(source, start, end)
    return found


_CUE = re.compile(
    r"[^,;.]{0,50}?(?:(?:về|đến|tham|cùng|tới|có)?\s?dự|tham gia|có mặt|khách mời|về phía [^,;.]{0,50}?)(?:\s+(?:hội nghị|họp|buổi họp|cuộc họp))?\s*(?:có|gồm|là|:)*\s*(?:có|sự)?\s*"
)


def _chunk(source: Source, start: int, end: int) -> list[Group]:
    cue = _CUE.match(source.low, start, end)
    if cue:
        start = cue.end()
    opening = _START.match(source.low, start, end)
    if opening is None:
        return []
    start = opening.end()
    tail = _END.search(source.low, start, end)
    end = tail.start() if tail else end
    stop = re.compile(r",?\s+(?:trong đó|đồng chí|đ/c)(?=\s*$)|,?\s+(?:trong đó có\s*|do)(?=$)").search(source.low, start, end)
    if stop:
        end = stop.start()
    if re.match(r"(?:cùng\s+)?(?:hơn\s+|gần\s+|trên\s+)?\d[\d.]*\s+\S+(?:\s+\S+)?\s+(?:là|đại diện)\s", source.low[start:end]):
        pieces = [(start, end)]
    else:
        pieces = []
        for match in _SPLIT.finditer(source.low, start, end):
            pieces.append((start, match.start()))
            start = match.end()
        pieces.append((start, end))
    return [one for piece in pieces if (one := _group(source, *piece))]


def _group(source: Source, start: int, end: int) -> Group | None:
    while start < end and source.low[start] in " ,;:-":
        start += 1
    lead = re.match(r"(?:cùng|và|có|trong đó có)\s+", source.low[start:end])
    if lead:
        start += lead.end()
    end = len(source.low[:end].rstrip(" ,.;:"))
    words = source.low[start:end].split()
    if not 2 <= len(words) <= 60 or not re.match(_WHO, source.low[start:end]):
        return None
    count = _COUNT.match(source.low[start:end])
    number = int(count[1].replace(".", "")) if count else None
    return Group(Span(start, end), number)


def attendee_total(source: Source, sentences: Sequence[Span]) -> tuple[int, Span] | None:
    """Return how many attended in all, where the text says so exactly."""
    for sentence in sentences:
        for match in _TOTAL.finditer(source.low, sentence.start, sentence.end):
            if match["about"] or re.match(r"\s+(?:là|đại diện)\s", match["behind"]):
                continue
            near = source.low[sentence.start : match.start()] + match["behind"]
            if match["who"] != "đại biểu" and not re.search(r"có mặt", near):
                continue
            if _PRESENT.search(near):
                return int(match["n"].replace(".", "")), Span(match.start(), match.end("who"))
    return None
