"""Abbreviations of party and state bodies, and what they stand for, both ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from cms.text.folding import fold
from cms.text.normalise import lower, words
from cms.text.syllable import is_syllable
from cms.text.tone import tone_style


@dataclass(frozen=True)
class Term:
    """Words of a query that belong together, and the other ways to write them."""

    text: str
    alternatives: tuple[str, ...] = ()


Key = tuple[str, ...]


def _key(text: str) -> Key:
    """Return the words by which two spellings count as the same."""
    return tuple(words(lower(tone_style(text))))


@cache
def abbreviations() -> Mapping[str, tuple[str, ...]]:
    """Return each abbreviation of the glossary with everything it may stand for."""
    path = resources.files("cms.text").joinpath("data", "glossary.json")
    found: dict[str, tuple[str, ...]] = {}
    for entry in json.loads(path.read_text("utf-8")):
        for short in entry["abbreviations"]:
            known = found.get(short, ())
            found[short] = known + tuple(
                long for long in entry["expansions"] if long not in known
            )
    return MappingProxyType(found)


def _partly(key: Key, shorts: dict[Key, list[str]]) -> list[str]:
    """Return ``key`` with one part of it abbreviated, for every part that can be."""
    found = []
    for start in range(len(key)):
        for end in range(start + 2, len(key) + 1):
            if (start, end) != (0, len(key)):
                for short in shorts.get(key[start:end], ()):
                    found.append(" ".join((*key[:start], short, *key[end:])))
    return found


@cache
def _index() -> tuple[dict[Key, tuple[str, ...]], dict[Key, tuple[str, ...]], int]:
    """Return alternatives by accented key, by folded key, and the longest key."""
    shorts: dict[Key, list[str]] = {}
    exact: dict[Key, list[str]] = {}
    for short, longs in abbreviations().items():
        for long in longs:
            shorts.setdefault(_key(long), []).append(short)
            exact.setdefault(_key(short), []).append(long)
    for key, names in shorts.items():
        partly = _partly(key, shorts)
        exact.setdefault(key, []).extend([*names, *partly])
        for short in names:
            siblings = (other for other in names if other != short)
            exact[_key(short)].extend([*siblings, *partly])
        for mixed in partly:
            others = (other for other in partly if other != mixed)
            exact.setdefault(_key(mixed), []).extend([" ".join(key), *names, *others])
    folded: dict[Key, list[str]] = {}
    for key, names in exact.items():
        # "du" must stay the word it is; "ubktdu" can only mean UBKTĐU.
        if len(key) > 1 or len(key[0]) > 2:
            folded.setdefault(tuple(map(fold, key)), []).extend(names)
    longest = max(map(len, exact))
    return (
        {key: tuple(dict.fromkeys(names)) for key, names in exact.items()},
        {key: tuple(dict.fromkeys(names)) for key, names in folded.items()},
        longest,
    )


def _alternatives(typed: list[str]) -> tuple[str, ...]:
    """Return the other ways to write the words ``typed``, none when unknown."""
    exact, folded, _longest = _index()
    # "ca", "tu" and "cu" are words; only their capitals are abbreviations.
    if len(typed) == 1 and not typed[0].isupper() and is_syllable(typed[0]):
        return ()
    key = _key(" ".join(typed))
    bare = tuple(map(fold, key))
    return exact.get(key) or (folded.get(bare, ()) if key == bare else ())


def expand_query(query: str) -> tuple[Term, ...]:
    """Return ``query`` cut into terms, each with the glossary's other spellings.

    An abbreviation gets every phrase that it may stand for, a phrase its
    abbreviations; the longest match wins, tone style and case do not matter,
    and a query typed without accents is understood.
    """
    typed = words(query)
    longest = _index()[2]
    terms: list[Term] = []
    start = 0
    while start < len(typed):
        for size in range(min(longest, len(typed) - start), 0, -1):
            part = typed[start : start + size]
            if (found := _alternatives(part)) or size == 1:
                terms.append(Term(" ".join(part), found))
                start += size
                break
    return tuple(terms)
