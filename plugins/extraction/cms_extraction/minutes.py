"""The head of minutes: day, place, who came and who chaired, before the meeting is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cms_extraction.bodies import Body
from cms_extraction.dates import Clock, Day
from cms_extraction.source import Source
from cms_extraction.spans import Span


_LABELLED = re.compile(
    r"[\s\d.)*+•-]*(?:[ivx]+[.)]\s*)?(?:thời gian|địa điểm|thành phần|có mặt|vắng(?: mặt)?|chủ trì"
    r"|chủ tọa|thư ký|người chủ trì|hôm nay)(?:\s[^:;.\n]{0,40})?\s*[:,]"
)
_PLACE = re.compile(r"(?:địa điểm|tại)\s*:\s*(?:tại\s+)?([^.;\n]{3,120})")


def head_of(
    source: Source, sentence: Span, sentences: Sequence[Span]
) -> tuple[Span, ...]:
    """Return the sentences of the labelled lines that stand directly before ``sentence``.

    "Thời gian: ...", "Chủ trì: ...": the head of minutes. Empty where there is none.
    """
    found: list[Span] = []
    for one in sentences[: sentences.index(sentence)][::-1]:
        line = source.line_of(one.start)
        if not _LABELLED.match(source.low, line.start, line.end):
            break
        found.insert(0, one)
    return tuple(found)


def _inside(span: Span, head: Sequence[Span]) -> bool:
    return any(span in one for one in head)


def day_in(head: Sequence[Span], days: Sequence[Day]) -> Day | None:
    """Return the first day that the head names."""
    return next((one for one in days if _inside(one.span, head)), None)


def clock_in(head: Sequence[Span], clocks: Sequence[Clock]) -> Clock | None:
    """Return the first clock time that the head names."""
    return next((one for one in clocks if _inside(one.span, head)), None)


def place_in(source: Source, head: Sequence[Span]) -> Span | None:
    """Return the place behind its label."""
    for one in head:
        if match := _PLACE.search(source.low, one.start, one.end):
            return Span(match.start(1), match.end(1))
    return None


def body_in(head: Sequence[Span], bodies: Sequence[Body]) -> Body | None:
    """Return the first cell or committee that the head names: whose meeting it is."""
    return next(
        (
            one
            for one in bodies
            if _inside(one.span, head)
            and not one.group
            and one.name
            and one.kind.startswith(("chi_bo", "cap_uy", "uy_ban", "dang_bo"))
        ),
        None,
    )
