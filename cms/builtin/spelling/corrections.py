"""Proposing a query that finds something in place of one that finds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, product
from string import ascii_lowercase
from typing import Final

from sqlalchemy import ColumnElement, func, select

from cms.builtin.spelling.keys import read_keys
from cms.builtin.spelling.models import SearchWord
from cms.content.spine.models import Item
from cms.extensions import db
from cms.search.find import newest_hits
from cms.search.tokens import folded


MOST_WORDS: Final = 8
MOST_LETTERS: Final = 20
# For each word, and for the whole query: each is asked whether it finds something.
MOST_CANDIDATES: Final = 8
MOST_TRIES: Final = 24
COUNTED: Final = 50
_WORD: Final = re.compile(r"[^\W_]+")


def propose_query(words: str, criterion: ColumnElement[bool]) -> str | None:
    """Return a query like ``words`` that finds something; None when there is none.

    Words that no document has are replaced: by what their keys stand for, or by a word
    that differs in one letter. Only what ``criterion`` lets through is found, so no
    proposal tells of what its reader may not know.
    """
    typed = list(_WORD.finditer(words))
    if not typed or len(typed) > MOST_WORDS:
        return None
    known = _known({folded(one[0]) for one in typed})
    ways = [list(_ways(one[0], known)) for one in typed]
    best, most = None, 0
    for choice in islice(product(*ways), 1, MOST_TRIES + 1):
        query = _replaced(words, typed, choice)
        count = _found(query, choice, criterion)
        if count > most:
            best, most = query, count
    return best


def _ways(word: str, known: set[str]) -> Iterator[str]:
    """Yield a word as it was typed, and then what it may stand for."""
    yield word
    plain = folded(word)
    if plain in known:
        return
    meant = read_keys(word)
    if meant is not None:
        yield meant
    if word.isalpha() and len(plain) <= MOST_LETTERS:
        yield from _nearest(plain)


def _known(words: set[str]) -> set[str]:
    query = select(SearchWord.folded).where(SearchWord.folded.in_(words)).distinct()
    return set(db.session.scalars(query))


def _nearest(word: str) -> Iterable[str]:
    """Return the words that differ in one letter, the most frequent first.

    Of those with the same letters the one with the most frequent accents.
    """
    total = func.max(SearchWord.documents)
    query = (
        select(SearchWord.folded)
        .where(SearchWord.folded.in_(edits(word)))
        .group_by(SearchWord.folded)
        .order_by(total.desc(), SearchWord.folded)
        .limit(MOST_CANDIDATES)
    )
    plain = list(db.session.scalars(query))
    rows = db.session.execute(
        select(SearchWord.folded, SearchWord.word)
        .where(SearchWord.folded.in_(plain))
        .order_by(SearchWord.documents)
    )
    accented = {row.folded: row.word for row in rows}
    return [accented[one] for one in plain]


def edits(word: str) -> set[str]:
    """Return all strings that differ from a word of ASCII letters in one slip of a key."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {left + right[1:] for left, right in cuts if right}
    found |= {
        left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1
    }
    for letter in ascii_lowercase:
        found |= {left + letter + right[1:] for left, right in cuts if right}
        found |= {left + letter + right for left, right in cuts}
    return found - {word, ""}


def _replaced(words: str, typed: list[re.Match[str]], choice: tuple[str, ...]) -> str:
    """Return what was typed with other words in their places."""
    parts, end = [], 0
    for one, word in zip(typed, choice, strict=True):
        parts += [words[end : one.start()], word]
        end = one.end()
    return "".join([*parts, words[end:]])


def _found(query: str, choice: tuple[str, ...], criterion: ColumnElement[bool]) -> int:
    """Return how well a query fits: words that stand together count more than all else."""
    count = _count(query, criterion)
    if count and len(choice) > 1:
        together = _count('"' + " ".join(choice) + '"', criterion)
        count += together * (COUNTED + 1)
    return count


def _count(query: str, criterion: ColumnElement[bool]) -> int:
    some = newest_hits(query, criterion, Item.id, limit=COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0
