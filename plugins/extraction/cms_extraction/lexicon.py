"""Phrases that are looked up word by word, the longest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from cms_extraction.source import Source


Value = TypeVar("Value")


class Lexicon(Generic[Value]):
    """Phrases with a value each, found at a word of a source.

    A phrase in capitals (``UBKT``) is an abbreviation and is found only in
    capitals; every other phrase is found in any case.
    """

    def __init__(self, phrases: Mapping[str, Value]) -> None:
        self._by_first: dict[
            str, list[tuple[tuple[str, ...], tuple[bool, ...], Value]]
        ] = {}
        for phrase, value in phrases.items():
            words = tuple(phrase.lower().split())
            short = tuple(
                (len(one) > 1 and one[:2].isupper()) or one == "Q"
                for one in phrase.split()
            )
            self._by_first.setdefault(words[0], []).append((words, short, value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def match(self, source: Source, number: int) -> tuple[int, Value] | None:
        """Return (number of the word behind, value) of the phrase at a word, or None."""
        words = source.words
        if number >= len(words):
            return None
        for phrase, short, value in self._by_first.get(words[number].low, ()):
            end = number + len(phrase)
            if end > len(words) or any(
                words[number + n].low != one or (n and not source.joined(number + n))
                for n, one in enumerate(phrase)
            ):
                continue
            if not all(
                word.text[:2].isupper()
                for word, capital in zip(words[number:end], short, strict=True)
                if capital
            ):
                continue
            return end, value
        return None
