"""The frame of an article: title, counters and bylines around it, paragraphs."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from cms_extraction.dates import Day
from cms_extraction.source import Line, Source
from cms_extraction.spans import Span


@dataclass(frozen=True)
class Frame:
    """What an article consists of: the line of its title, stray lines, the rest."""

    title: Span
    stray: tuple[Span, ...]
    paragraphs: tuple[Span, ...]
    author: str | None = None
    published: dt.date | None = None


_STRAY = re.compile(
    r"\d{1,7}|(?:lượt (?:xem|đọc|truy cập)|số lượt xem|đã xem|xem"
    r"|views?)\s*:?\s*[\d.]+|[\d.]+\s*lượt (?:xem|đọc)"
    r"|(?:(?:tin|bài|ảnh)\s*(?:,|và|-|/)?\s*){1,3}(?:và ảnh)?\s*:.{0,60}"
    r"|tác giả\s*:.{0,60}|(?:ngày đăng|cập nhật|ngày cập nhật|đăng ngày"
    r"|ngày viết|đăng lúc)\b.{0,60}"
    r"|(?:thứ \w+|chủ nhật)\s*,.{0,40}|in trang.{0,30}|chia sẻ.{0,20}"
    r"|nguồn\s*:.{0,60}|(?:quang cảnh|toàn cảnh"
    r"|các đại biểu)[^.]{0,60}hội nghị\.?"
    r"|ảnh\s*[:.].{0,80}|lần cập nhật cuối.{0,40}|\W{1,5}"
    r"|\d{1,2}[/-]\d{1,2}[/-]\d{4}(?:\s*[-,|]?\s*\d{1,2}[:hg]\d{2})?"
)
_BYLINE = re.compile(
    r"(?:(?:tin|bài|ảnh)\s*(?:,|và|-|/)?\s*){1,3}(?:và ảnh)?\s*:\s*|tác giả\s*:\s*"
)


def find_frame(source: Source, days: list[Day]) -> Frame:
    """Return the frame of the article; the first line is its title."""
    lines = list(source.lines)
    stray, rest = [], []
    author, published = None, None
    for line in lines[1:]:
        span = Span(line.start, line.end)
        low = span.of(source.low)
        if (len(low) < 130 and _STRAY.fullmatch(low.strip())) or _is_pen_name(
            source, line, lines
        ):
            stray.append(span)
            author = author or _author(source, span, line, lines)
            published = published or _published(low, span, days)
        else:
            rest.append(span)
    first = lines[0]
    return Frame(
        Span(first.start, first.end), tuple(stray), tuple(rest), author, published
    )


def _is_pen_name(source: Source, line: Line, lines: list[Line]) -> bool:
    """Tell whether a short last line is the name of who wrote the article."""
    written = source.text[line.start : line.end]
    words = written.split()
    last = line in lines[-2:] and len(lines) > 2
    plain = all(word[:1].isupper() for word in words) and not re.search(
        r"[.,:;\d\t|]", written
    )
    return last and plain and 1 < len(words) <= 4


def _author(source: Source, span: Span, line: Line, lines: list[Line]) -> str | None:
    match = _BYLINE.match(source.low, span.start, span.end)
    if match:
        name = source.quote(Span(match.end(), span.end))
    elif _is_pen_name(source, line, lines):
        name = source.quote(span)
    else:
        return None
    return name.title() if name.isupper() else name or None


def _published(low: str, span: Span, days: list[Day]) -> dt.date | None:
    if not re.search(r"đăng|cập nhật|thứ |chủ nhật|^\d", low):
        return None
    return next((day.date for day in days if day.span.overlaps(span)), None)
