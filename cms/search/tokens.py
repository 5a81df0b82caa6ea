"""Tokens of a text for the index: with and without accents."""

from __future__ import annotations

from collections.abc import Iterable

from cms import text


# A document of more words, some 150 pages, is searched by its beginning.
MAX_WORDS = 60_000
_MAX_WORD = 60
# PostgreSQL keeps no higher position and no more positions of one word.
_MAX_POSITION = 16_383
_MAX_POSITIONS = 255


def exact_words(value: str) -> list[str]:
    """Return the words of ``value`` in small letters, tones placed the old way."""
    return [
        "".join(filter(str.isalnum, word))[:_MAX_WORD]
        for word in text.words(text.lower(text.tone_style(value)))
    ]


def folded(word: str) -> str:
    """Return one word without accents, letters and digits only."""
    return "".join(filter(str.isalnum, text.fold(word)))


def indexed(parts: Iterable[str], dialect: str) -> tuple[str, str]:
    """Return the folded and the exact words of a document as ``dialect`` stores them."""
    exact = [word for part in parts for word in exact_words(part)][:MAX_WORDS]
    # Folding letter by letter makes the folded words, in the same places.
    plain = text.fold(" ".join(exact)).split(" ") if exact else []
    plain = [word if word.isalnum() else folded(word) for word in plain]
    if dialect == "postgresql":
        return _vector(plain), _vector(exact)
    return " ".join(plain), " ".join(exact)


def _vector(words: list[str]) -> str:
    """Return words as PostgreSQL's notation of a tsvector: ``'hoi':1,5 'nghi':2``."""
    positions: dict[str, list[str]] = {}
    for place, word in enumerate(words, 1):
        places = positions.setdefault(word, [])
        if word and len(places) < _MAX_POSITIONS:
            places.append(str(min(place, _MAX_POSITION)))
    positions.pop("", None)
    return " ".join(f"'{word}':{','.join(at)}" for word, at in positions.items())
