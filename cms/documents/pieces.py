"""Cut text where a line of print may end, and keep document numbers in one piece."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from cms import text


#: Signs between the strings of pieces, as the template reads them.
MAY_BREAK = 0
NEW_LINE = 1
#: A number in one piece is not longer than this.
_WHOLE = 30
_WORD = re.compile(r"[^\s\u00a0]+")


def pieces(words: str, letters: int, *, whole: bool = True) -> list[Any]:
    """Return a text as strings, breaks (1), chances to break (0) and ``[number]``.

    A word of more than ``letters`` would not fit a line and is given chances
    to break; ``whole`` keeps document numbers from breaking at their signs.
    """
    found: list[Any] = []
    for index, line in enumerate(words.split("\n")):
        if index:
            found.append(NEW_LINE)
        found += _line(line, letters, whole=whole)
    return found


def _line(line: str, letters: int, *, whole: bool) -> Iterator[Any]:
    place = 0
    numbers = text.find_document_numbers(line) if whole and "/" in line else []
    for start, end, _number in numbers:
        if end - start <= min(_WHOLE, letters):
            yield from _breakable(line[place:start], letters)
            yield [line[start:end]]
            place = end
    yield from _breakable(line[place:], letters)


def _breakable(words: str, letters: int) -> Iterator[Any]:
    """Yield a text with chances to break in words that are too long."""
    place = 0
    step = max(letters // 4, 1)
    for match in _WORD.finditer(words):
        if match.end() - match.start() <= letters:
            continue
        for cut in range(match.start() + step, match.end(), step):
            if unicodedata.combining(words[cut]):
                continue
            yield words[place:cut]
            yield MAY_BREAK
            place = cut
    if place < len(words):
        yield words[place:]
