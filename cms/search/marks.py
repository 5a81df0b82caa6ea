"""Finding the words of a query in a text, and the snippet that a result shows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from cms import text
from cms.search.query import Phrase, Query
from cms.search.tokens import exact_words


WINDOW = 220
_MAX_HITS = 100
Span = tuple[int, int]


def _pattern(words: tuple[str, ...], prefix: bool) -> str:
    """Return the expression that finds folded words one behind the other."""
    body = r"[\W_]+".join(map(re.escape, words))
    return rf"(?<![^\W_]){body}" + (r"[^\W_]*" if prefix else r"(?![^\W_])")


class Marker:
    """Finds a query's words in texts; made once for a page of results."""

    def __init__(self, query: Query) -> None:
        self._finders = [
            (re.compile(_pattern(words, prefix)), typed, prefix)
            for words, typed, prefix in _targets(query)
        ]

    def spans(self, folded: str, shown: str) -> list[Span]:
        """Return the places of hits in ``shown``, of which ``folded`` is the folding."""
        found: list[Span] = []
        for finder, typed, prefix in self._finders:
            places = []
            for match in finder.finditer(folded):
                places.append(match.span())
                if len(places) == _MAX_HITS:
                    break
            right = [
                span for span in places if _same(shown[slice(*span)], typed, prefix)
            ]
            # Other accents are marked only where the typed ones do not occur.
            found += right or places
        return _apart(found)

    def title(self, shown: str) -> Markup:
        """Return a title, escaped, with its hits marked."""
        shown = text.nfc(shown)
        return _marked(shown, self.spans(text.fold(shown), shown))

    def snippet(self, sources: Iterable[str]) -> Markup:
        """Return the part of the first source with hits that holds most of them.

        Without hits anywhere, the beginning of the first source with text.
        """
        fallback = ""
        for source in sources:
            shown = " ".join(text.nfc(source).split())
            fallback = fallback or shown
            spans = self.spans(text.fold(shown), shown)
            if spans:
                return _window(shown, spans)
        return _window(fallback, [])


def _targets(query: Query) -> list[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """Return (folded words, typed words, prefix) of everything worth marking."""
    targets = []
    for group in query.groups:
        for phrase in (*group.others, *_pieces(group.typed)):
            targets.append((phrase.plain, phrase.words, phrase.prefix))
    return targets


def _pieces(typed: Phrase) -> list[Phrase]:
    """Return a phrase whole, or words that may stand apart one by one."""
    if typed.adjacent:
        return [typed]
    last = len(typed.words) - 1
    return [
        Phrase((word,), prefix=typed.prefix and place == last)
        for place, word in enumerate(typed.words)
    ]


def _same(shown: str, typed: tuple[str, ...], prefix: bool) -> bool:
    words = exact_words(shown)
    if len(words) != len(typed):
        return False
    *most, last = words
    ends = last.startswith(typed[-1]) if prefix else last == typed[-1]
    return ends and tuple(most) == typed[:-1]


def _apart(spans: list[Span]) -> list[Span]:
    """Return spans in order without those that lie in another one."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _marked(shown: str, spans: list[Span]) -> Markup:
    parts: list[Markup] = []
    place = 0
    for start, end in spans:
        parts.append(escape(shown[place:start]))
        parts.append(Markup("<mark>{}</mark>").format(shown[start:end]))
        place = end
    parts.append(escape(shown[place:]))
    return Markup("").join(parts)


def _window(shown: str, spans: list[Span]) -> Markup:
    """Return a cut of about ``WINDOW`` characters around the densest hits."""
    if len(shown) <= WINDOW:
        return _marked(shown, spans)
    start = 0
    if spans:
        hits = [span[0] for span in spans]
        best = max(hits, key=lambda at: (_kinds(shown, spans, at), -at))
        start = max(0, best - WINDOW // 4)
    if start:
        start = shown.rfind(" ", 0, start) + 1
    end = min(len(shown), start + WINDOW)
    if end < len(shown):
        end = max(shown.rfind(" ", start, end), start + WINDOW // 2)
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    marked = _marked(shown[start:end], inside)
    before = "… " if start else ""
    return Markup("{}{}{}").format(before, marked, " …" if end < len(shown) else "")


def _kinds(shown: str, spans: list[Span], at: int) -> int:
    """Return how many different hits a window that begins at ``at`` holds."""
    inside = [span for span in spans if at <= span[0] and span[1] <= at + WINDOW]
    return len({text.fold(shown[start:end]) for start, end in inside})
