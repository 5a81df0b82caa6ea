"""What charts and diagrams of Word say: figures as a table, words as paragraphs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.etree.ElementTree import Element

from cms import text
from cms.features.intake.markup import child_of
from cms.features.intake.model import Block, Cell, Paragraph, Span, Table


MOST_POINTS: Final = 500
MOST_SERIES: Final = 30
# Days are counted from here in sheets (ISO/IEC 29500-1, 18.17.4.1).
_FIRST_DAY: Final = dt.date(1899, 12, 30)
_DATE = re.compile(r"[dy]|m+[/.-]", re.IGNORECASE)
_NOT_SIGNS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def chart_blocks(tree: Element) -> list[Block]:
    """Return a chart's title and the table of its figures; nothing without figures."""
    chart = child_of(tree, "?:chart")
    if chart is None:
        return []
    series = list(chart.iter("?:ser"))[:MOST_SERIES]
    found: list[Block] = []
    if title := _words(child_of(chart, "?:title")):
        found.append(_line(title))
    names = [" ".join(_values(child_of(one, "?:tx")).values()) for one in series]
    figures = [_values(_first(one, ("?:val", "?:yVal"))) for one in series]
    heads: dict[int, str] = {}
    for one in series:
        heads = {**_values(_first(one, ("?:cat", "?:xVal"))), **heads}
    places = sorted({*heads, *(place for one in figures for place in one)})
    if not any(figures):
        return found
    first = [_cell("", header=True), *(_cell(name, header=True) for name in names)]
    rows = [
        [_cell(heads.get(place, "")), *(_cell(one.get(place, "")) for one in figures)]
        for place in places[:MOST_POINTS]
    ]
    return [*found, Table([first, *rows])]


def diagram_blocks(tree: Element) -> list[Block]:
    """Return the words of a diagram (SmartArt), a paragraph for each of its shapes."""
    shapes = tree.iter("?:pt")
    words = [
        _words(one) for one in shapes if one.get("type", "node") in ("node", "asst")
    ]
    return [_line(one) for one in words if one]


def _line(words: str) -> Paragraph:
    return Paragraph([Span(words)])


def _cell(words: str, *, header: bool = False) -> Cell:
    return Cell([_line(words)] if words else [], header=header)


def _first(element: Element, names: Iterable[str]) -> Element | None:
    found = (child_of(element, name) for name in names)
    return next((one for one in found if one is not None), None)


def _words(element: Element | None) -> str:
    """Return the text of a title or shape."""
    if element is None:
        return ""
    lines = [
        "".join(one.text or "" for one in line.iter("a:t"))
        for line in element.iter("a:p")
    ]
    return " ".join(" ".join(lines).split()) or " ".join(_values(element).values())


def _values(element: Element | None) -> dict[int, str]:
    """Return the cached values of a reference to a sheet, by their places."""
    if element is None:
        return {}
    code = next((one.text or "" for one in element.iter("?:formatCode")), "")
    numeric = next(element.iter("?:numCache"), next(element.iter("?:numLit"), None))
    levels = list(element.iter("?:lvl")) or [element]
    found: dict[int, str] = {}
    for level in reversed(levels):
        for place, point in enumerate(level.iter("?:pt")):
            value = child_of(point, "?:v")
            words = " ".join((value.text or "").split()) if value is not None else ""
            given = point.get("idx", "")
            at = int(given) if given.isdecimal() and len(given) < 6 else place
            shown = (
                _number(words, point.get("formatCode", code))
                if numeric is not None
                else words
            )
            found[at] = f"{found[at]} {shown}" if at in found else shown
    if not found:
        alone = next(element.iter("?:v"), None)
        return {0: " ".join((alone.text or "").split())} if alone is not None else {}
    return found


def _number(words: str, code: str) -> str:
    """Return a figure as the sheet shows it, with a decimal comma."""
    signs = _NOT_SIGNS.sub("", code)
    try:
        number = Decimal(words[:40])
    except InvalidOperation:
        return words
    if not number.is_finite() or abs(number.adjusted()) > 15:
        return words
    if _DATE.search(signs) and 0 < number < 2_000_000:
        return text.format_date_short(_FIRST_DAY + dt.timedelta(days=int(number)))
    if "%" in signs:
        return f"{text.format_number(round(number * 100, 6))}%"
    return text.format_number(round(number, 10))
