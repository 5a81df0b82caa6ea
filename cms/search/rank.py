"""Ranking of hits: exact accents, then the title, then adjacent words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cms import text
from cms.search.query import Query


Row = tuple[int, str, bool, bool]  # id, title, exact, together


def _finder(spellings: Sequence[str], prefix: bool) -> re.Pattern[str]:
    ways = "|".join(map(re.escape, dict.fromkeys(spellings)))
    return re.compile(rf"(?<![^\W_])(?:{ways})" + ("" if prefix else r"(?![^\W_])"))


class _Title:
    """Tells how well titles fit; both tone styles are looked for, none is converted."""

    def __init__(self, words: Sequence[str], prefix: bool) -> None:
        last = len(words) - 1
        styles = [(word, text.tone_style(word, "new")) for word in words]
        self._words = [
            _finder(style, prefix and place == last)
            for place, style in enumerate(styles)
        ]
        self._whole = _finder(
            [" ".join(way) for way in zip(*styles, strict=True)], prefix
        )

    def score(self, title: str) -> int:
        """Return 0, 4 for all words in the title, 6 when one stands behind the other."""
        if not all(word.search(title) for word in self._words):
            return 0
        return 6 if self._whole.search(title) else 4


def best_first(query: Query, rows: Sequence[Row]) -> list[int]:
    """Return ids in order of fitness; rows that fit alike keep their order.

    The rules are the same on every database, because they are applied here.
    """
    exact_title = _Title(query.words, query.prefix)
    plain_title = _Title(query.whole().plain, query.prefix)

    def score(row: Row) -> int:
        _id, title, exact, together = row
        if exact:
            fits = exact_title.score(text.lower(title))
        else:
            fits = plain_title.score(text.fold(title))
        return 8 * bool(exact) + fits + bool(together)

    return [row[0] for row in sorted(rows, key=score, reverse=True)]
