"""Queries as each database writes them: FTS5's MATCH, PostgreSQL's tsquery.

Only letters and digits of a query get here, each word in quotation marks:
nothing that a person typed can be an operator.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, cast, false
from sqlalchemy.dialects.postgresql import TSQUERY

from cms.search.models import item_fts
from cms.search.query import Phrase, Query


FOLDED, EXACT = "folded", "exact"


def _fts5(phrase: Phrase, words: tuple[str, ...]) -> str:
    star = "*" if phrase.prefix else ""
    if phrase.adjacent:
        return f'"{" ".join(words)}"{star}'
    return "(" + " AND ".join(f'"{word}"' for word in words) + f"{star})"


def _tsquery(phrase: Phrase, words: tuple[str, ...]) -> str:
    star = ":*" if phrase.prefix else ""
    between = " <-> " if phrase.adjacent else " & "
    return "(" + between.join(f"'{word}'" for word in words) + f"{star})"


def _written(query: Query, where: str, dialect: str) -> str:
    """Return the whole query in the language of ``dialect`` for one column."""
    sqlite = dialect == "sqlite"
    write = _fts5 if sqlite else _tsquery
    parts = []
    for group in query.groups:
        if where == EXACT:
            parts.append(write(group.typed, group.typed.words))
        else:
            phrases = (group.typed, *group.others)
            ways = dict.fromkeys(write(phrase, phrase.plain) for phrase in phrases)
            parts.append("(" + (" OR " if sqlite else " | ").join(ways) + ")")
    joined = (" AND " if sqlite else " & ").join(parts)
    return f"{where} : ({joined})" if sqlite else joined


def _phrase(phrase: Phrase, dialect: str) -> str:
    if dialect == "sqlite":
        return f"{FOLDED} : {_fts5(phrase, phrase.plain)}"
    return _tsquery(phrase, phrase.plain)


def _matches(where: str, written: str, dialect: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        return item_fts.c.item_fts.op("MATCH", is_comparison=True)(written)
    return item_fts.c[where].op("@@", is_comparison=True)(cast(written, TSQUERY))


def found(query: Query, dialect: str) -> ColumnElement[bool]:
    """Return whether the query finds a row of the index."""
    return _matches(FOLDED, _written(query, FOLDED, dialect), dialect)


def exactly(query: Query, dialect: str) -> ColumnElement[bool]:
    """Return whether a row holds every word with the accents that were typed."""
    if not query.accented:
        return false()
    return _matches(EXACT, _written(query, EXACT, dialect), dialect)


def together(query: Query, dialect: str) -> ColumnElement[bool]:
    """Return whether a row holds the words one behind the other."""
    if len(query.words) < 2:
        return false()
    return _matches(FOLDED, _phrase(query.whole(), dialect), dialect)
