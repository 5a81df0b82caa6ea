"""Bodies as the text names them, one after the other, and which of them mean many."""

from __future__ import annotations

import re
from dataclasses import replace

from cms import text
from cms_extraction.bodies import Body, parse_body
from cms_extraction.organisations import PLACE_OF, SMALL
from cms_extraction.source import Source
from cms_extraction.spans import Span


def find_bodies(source: Source) -> list[Body]:
    """Return every body that the text names, in order, as written."""
    found: list[Body] = []
    number = 0
    while number < len(source.words) and len(found) < MOST:
        word = source.words[number]
        line = source.line_of(word.start)
        if line.capitals and line == source.lines[0]:
            number = max(source.at(line.end), number + 1)
            continue
        if word.low == "thường" and number and _ends_title(source, number):
            number += 1  # "Phó Bí thư Thường trực Huyện ủy" names no Thường trực
            continue
        glued = (
            word.start and source.low[word.start - 1] in "/-" and word.text.isupper()
        )
        read = None if glued else parse_body(source, number)
        if read:
            body = read[1]
            if line == source.lines[0]:
                body = _as_below(source, body, line.end)
            found.append(_marked(source, number, body))
            number = max(read[0], number + 1)
        else:
            number += 1
    return found


def _ends_title(source: Source, number: int) -> bool:
    """Tell whether the words in front of a word are those of a title."""
    before = source.low[
        max(source.words[number].start - 14, 0) : source.words[number].start
    ]
    return before.endswith(
        ("bí thư ", "chủ nhiệm ", "chủ tịch ", "trưởng ban ", "giám đốc ")
    )


def _as_below(source: Source, body: Body, end: int) -> Body:
    """Return a body of the title without the words that its name has nowhere below.

    "Chi bộ Khối Dự phòng họp kiểm điểm": only "Khối Dự phòng" stands in the text.
    """
    inner = body.of or body
    whole = inner.name or (inner.head if inner.kind == "khac" else "")
    words = whole.split()
    while (
        len(words) > 2
        and not words[-1][0].isupper()
        and not words[-1].isdigit()
        and text.lower(" ".join(words)) not in source.low[end:]
    ):
        words.pop()
    kept = " ".join(words)
    if kept == whole or text.lower(kept) not in source.low[end:]:
        return body
    stop = source.low.find(text.lower(kept), body.span.start)
    span = Span(body.span.start, stop + len(kept)) if stop >= 0 else body.span
    if body.of is not None:
        return replace(body, span=span, of=replace(inner, name=kept, span=span))
    if inner.name:
        return replace(body, span=span, name=kept)
    return replace(body, span=span, head=kept)


MOST = 400  # bodies and people of one article; a list of more is a directory
_MANY = frozenset(("các", "những", "mỗi", "từng", "toàn", "mọi", "nhiều"))


def _counts(source: Source, number: int) -> bool:
    """Tell whether a word is a number of things, and no part of a date or a year."""
    word = source.words[number]
    before = source.gap(number)
    return (
        word.text.isdigit()
        and len(word.text) < 4
        and not before.strip().endswith(("/", "-", "."))
        and not (
            number and source.words[number - 1].low in ("ngày", "tháng", "số", "quý")
        )
    )


def _marked(source: Source, number: int, body: Body) -> Body:
    """Mark a body as a group where words for many stand around its name."""
    before = source.words[number - 1] if number else None
    behind = source.low[body.span.end : body.span.end + 12]
    many = (
        before is not None
        and source.joined(number)
        and (
            before.low in _MANY
            or (_counts(source, number - 1) and body.head not in PLACE_OF)
        )
    )
    lead = source.low[max(body.span.start - 40, 0) : body.span.start]
    plural = re.search(
        r"(?<!\w)(?:các|những|bí thư|chủ nhiệm) (?:đ/c |đồng chí )?(?:[^\W\d]+ ){0,4}$",
        lead,
    )
    inner = body.of or body
    small = (
        source.low[body.span.start : body.span.end].endswith(tuple(SMALL))
        and not body.name[:1].isupper()
    )
    if (
        plural
        and small
        and re.match(r"\s*(?:,|và|$|\.|;)\s*(?:phường|xã|thị trấn|các)?", behind)
        and inner.name in SMALL
    ):
        return replace(body, group=True)
    if many or re.match(
        r"\s+(các cấp|cơ sở|trực thuộc|xã,|phường,|các xã|các phường)", behind
    ):
        return replace(body, group=True)
    return body
