"""Queries as each database writes them: FTS5's MATCH, PostgreSQL's tsquery.

Only letters and digits of a query get here, each word in quotation marks:
nothing that a person typed can be an operator.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, cast, false, select
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


def _ids(where: str, written: str, dialect: str) -> Select[Any]:
    if dialect == "sqlite":
        matches = item_fts.c.item_fts.op("MATCH")(written)
    else:
        matches = item_fts.c[where].op("@@")(cast(written, TSQUERY))
    return select(item_fts.c.rowid).where(matches)


def found(query: Query, dialect: str) -> Select[Any]:
    """Return the select of the ids of all items that the query finds."""
    return _ids(FOLDED, _written(query, FOLDED, dialect), dialect)


def exactly(query: Query, ids: ColumnElement[int], dialect: str) -> ColumnElement[bool]:
    """Return whether an item holds every word with the accents that were typed."""
    if not query.accented:
        return false()
    return ids.in_(_ids(EXACT, _written(query, EXACT, dialect), dialect))


def together(
    query: Query, ids: ColumnElement[int], dialect: str
) -> ColumnElement[bool]:
    """Return whether an item holds the words one behind the other."""
    if len(query.words) < 2:
        return false()
    return ids.in_(_ids(FOLDED, _phrase(query.whole(), dialect), dialect))
