"""Cut text where a line of print may end, and keep document numbers in one piece."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cms import text


#: Where a line may end within a word: a space without width, printed as nothing.
MAY_BREAK = "\u200b"
#: A number in one piece is not longer than this, and a text has not more of them:
#: each is set by itself, which takes its time.
_LONGEST_WHOLE = 30
_MOST_WHOLE = 200
_MOST_CHANCES = 50_000
_WORD = re.compile(r"[^\s\u00a0]+")


def pieces(words: str, letters: int, *, whole: bool = True) -> list[str | list[str]]:
    """Return a text as strings, and as ``[number]`` what must not break.

    A word of more than ``letters`` would not fit a line and is given chances
    to break; ``whole`` keeps document numbers from breaking at their signs.
    """
    found: list[str | list[str]] = []
    place = 0
    for start, end in _numbers(words, letters) if whole else ():
        found += [_breakable(words[place:start], letters), [words[start:end]]]
        place = end
    return [*found, _breakable(words[place:], letters)]


def _numbers(words: str, letters: int) -> list[tuple[int, int]]:
    if "/" not in words and "-" not in words:
        return []
    longest = min(_LONGEST_WHOLE, letters)
    found = (
        (start, end)
        for start, end, _number in text.find_document_numbers(words)
        if end - start <= longest
    )
    return [place for place, _count in zip(found, range(_MOST_WHOLE), strict=False)]


def _breakable(words: str, letters: int) -> str:
    """Return a text with chances to break in words that are too long."""
    return _WORD.sub(lambda match: "".join(_cut(match[0], letters)), words)


def _cut(word: str, letters: int) -> Iterator[str]:
    if len(word) <= letters:
        yield word
        return
    step = max(letters // 4, len(word) // _MOST_CHANCES, 1)
    for place in range(0, len(word), step):
        part = word[place : place + step]
        if place and not unicodedata.combining(part[0]):
            yield MAY_BREAK
        yield part
