"""Tables that arrive as text: CSV of any country and program, in any encoding of today."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from typing import Final

from cms.inputs import clean_text


MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 200
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS: Final = ",;\t|"
_LOOKED_AT: Final = 20  # lines by which the separator is told
# Excel's own first line: which sign stands between the cells.
_NAMED = re.compile(r"sep=([,;\t|])\n", re.IGNORECASE)


class UnreadableTable(ValueError):
    """The bytes are no table of text that could be read without guessing."""


def read_table(data: bytes) -> list[list[str]]:
    """Return the rows of a file of comma-separated values, blank lines left out.

    Between the cells may stand a comma, semicolon, tab or bar; lines may end as
    on any system; text is UTF-8, with or without its mark, UTF-16 or UTF-32.
    Cells are clean and without spaces at their ends. Raises UnreadableTable for
    another encoding, for what is no text, and for what is too large.
    """
    words = _LINE_ENDS.sub("\n", _decoded(data))
    named = _NAMED.match(words)
    if named:
        words = words[named.end() :]
    separator = named[1] if named else _separator(words)
    rows = []
    try:
        reader = csv.reader(io.StringIO(words, newline=""), delimiter=separator)
        for row in reader:
            cells = [clean_text(cell).strip() for cell in row]
            if any(cells):
                rows.append(cells)
            if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise UnreadableTable("The table is too large.")
    except (csv.Error, ValueError) as error:
        raise UnreadableTable(str(error)) from error
    return rows


_LINE_ENDS = re.compile("\r\n?")


def _decoded(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is None:
        encoding = _without_mark(data)
    try:
        words = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableTable("This is not UTF-8 or UTF-16.") from error
    if "\0" in words:
        raise UnreadableTable("This is not text.")
    return words


def _without_mark(data: bytes) -> str:
    """Tell UTF-16 without its mark by the zeros of its ASCII letters."""
    head = data[:2000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) // 8 and not odd else "utf-8"


def _separator(words: str) -> str:
    """Return the sign that parts the first lines into equally many cells, most of all.

    The heading counts more than what follows: titles have no commas, notes do.
    """
    best = (0, 0, 0)
    found = ","
    for place, sign in enumerate(_SEPARATORS):
        reader = csv.reader(io.StringIO(words[:100_000], newline=""), delimiter=sign)
        widths = []
        try:
            for row in reader:
                if any(row):
                    widths.append(len(row))
                if len(widths) == _LOOKED_AT:
                    break
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        alike = Counter(widths)[widths[0]] * 100 // len(widths)
        score = (alike, widths[0], -place)
        if score > best:
            best, found = score, sign
    return found
