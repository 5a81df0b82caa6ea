"""Phrases that are looked up word by word, the longest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from cms_extraction.source import Source, Word


Value = TypeVar("Value")


class Lexicon(Generic[Value]):
    """Phrases with a value each, found at a word of a source.

    A phrase in capitals (``UBKT``) is an abbreviation and is found only in
    capitals; every other phrase is found in any case.
    """

    def __init__(self, phrases: Mapping[str, Value]) -> None:
        self._first: dict[str, _Node[Value]] = {}
        for phrase, value in phrases.items():
            children = self._first
            node: _Node[Value] | None = None
            for word in phrase.lower().split():
                node = children.setdefault(word, _Node())
                children = node.children
            if node is not None:
                short = tuple(map(_is_short, phrase.split()))
                node.ends.append((short if any(short) else (), value))

    def match(self, source: Source, number: int) -> tuple[int, Value] | None:
        """Return (number of the word behind, value) of the phrase at a word, or None."""
        words = source.words
        if number >= len(words):
            return None
        node = self._first.get(words[number].low)
        found, end = None, number
        while node is not None:
            end += 1
            for short, value in node.ends:
                if _has_capitals(words[number:end], short):
                    found = end, value
                    break
            if end >= len(words) or not node.children:
                break
            node = node.children.get(words[end].low)
            if node is not None and not source.joined(end):
                break
        return found


class _Node(Generic[Value]):
    """The phrases that begin with the same words: what may follow, what ends here."""

    def __init__(self) -> None:
        self.children: dict[str, _Node[Value]] = {}
        self.ends: list[tuple[tuple[bool, ...], Value]] = []


def _is_short(word: str) -> bool:
    return (len(word) > 1 and word[:2].isupper()) or word == "Q"


def _has_capitals(words: Sequence[Word], short: tuple[bool, ...]) -> bool:
    """Tell whether the words that are abbreviations are written in capitals."""
    return not short or all(
        word.text[:2].isupper()
        for word, capital in zip(words, short, strict=True)
        if capital
    )
