"""Cut text where a line of print may end, and keep document numbers in one piece."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from cms.documents.document_numbers import find_document_numbers
from cms.documents.metrics import MM_PER_POINT, width_mm


#: Where a line may end within a word: a space without width, printed as nothing.
MAY_BREAK = "\u200b"
#: A number in one piece is not longer than this, and a text has not more of them:
#: each is set by itself, which takes its time.
_LONGEST_WHOLE = 30
_MOST_WHOLE = 200
_MOST_CHANCES = 50_000
_TOGETHER = 8
_WORD = re.compile(r"[^ \n]+")
_NBSP = "\u00a0"


@dataclass(frozen=True)
class Room:
    """What a line has room for: its width in millimetres, its letters in points."""

    width: float
    size: float
    bold: bool = False

    def holds(self, words: str) -> bool:
        """Tell whether words fit on one line."""
        # No letter is wider than it is high, so that few words need measuring.
        if len(words) * self.size * MM_PER_POINT <= self.width:
            return True
        return width_mm(words, self.size, bold=self.bold) <= self.width


def pieces(words: str, room: Room, *, whole: bool = True) -> list[str | list[str]]:
    """Return a text as strings, and as ``[number]`` what must not break.

    A word that would not fit a line is given chances to break; ``whole`` keeps
    document numbers from breaking at their signs.
    """
    found: list[str | list[str]] = []
    place = 0
    for start, end in _numbers(words, room) if whole else ():
        found += [_breakable(words[place:start], room), [words[start:end]]]
        place = end
    return [*found, _breakable(words[place:], room)]


def _numbers(words: str, room: Room) -> list[tuple[int, int]]:
    if "/" not in words and "-" not in words:
        return []
    found = (
        (start, end)
        for start, end, _number in find_document_numbers(words)
        if end - start <= _LONGEST_WHOLE and room.holds(words[start:end])
    )
    return [place for place, _count in zip(found, range(_MOST_WHOLE), strict=False)]


def _breakable(words: str, room: Room) -> str:
    """Return a text with chances to break in words that are too long."""
    return _WORD.sub(lambda match: _cut(match[0], room), words)


def _cut(word: str, room: Room) -> str:
    """Return a word with chances to break: at its no-break spaces, then anywhere."""
    if room.holds(word):
        return word
    parts = word.split(_NBSP)
    if len(parts) > 1:
        return f"{_NBSP}{MAY_BREAK}".join(_cut(part, room) for part in parts)
    # A few letters stay together, as many as surely fit.
    sure = int(room.width / room.size / MM_PER_POINT)
    step = max(min(sure, _TOGETHER), len(word) // _MOST_CHANCES, 1)
    cut = [word[:step]]
    for place in range(step, len(word), step):
        part = word[place : place + step]
        cut.append(part if unicodedata.combining(part[0]) else MAY_BREAK + part)
    return "".join(cut)
