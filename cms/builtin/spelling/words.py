"""Counting the words of the index, as a job of each day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import delete, insert, text

from cms.builtin.spelling.models import LONGEST, SearchWord
from cms.database.transaction import transaction
from cms.extensions import db
from cms.search.tokens import folded


BATCH: Final = 2_000
# A site of a million words has names and numbers among them; the rarest are left out.
MOST_WORDS: Final = 200_000
_SQLITE: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed_words"
    " USING fts5vocab('main', 'item_fts', 'col')"
)
_ASK_SQLITE: Final = (
    "SELECT term, doc FROM temp.indexed_words WHERE col = 'exact' ORDER BY doc DESC"
)
_ASK_POSTGRESQL: Final = (
    "SELECT word, ndoc FROM ts_stat('SELECT exact FROM item_fts') ORDER BY ndoc DESC"
)


def refresh_words() -> int:
    """Write the table of words anew from the index; return how many it has."""
    with transaction() as session:
        rows = list(_rows())
        session.execute(delete(SearchWord))
        for start in range(0, len(rows), BATCH):
            session.execute(insert(SearchWord), rows[start : start + BATCH])
    return len(rows)


def _rows() -> Iterator[dict[str, object]]:
    sqlite = db.session.get_bind().dialect.name == "sqlite"
    if sqlite:
        db.session.execute(text(_SQLITE))
    asked = _ASK_SQLITE if sqlite else _ASK_POSTGRESQL
    number = 0
    for word, documents in db.session.execute(text(asked)):
        if not word.isalpha() or not 1 < len(word) <= LONGEST:
            continue
        plain = folded(word)
        if plain and len(plain) <= LONGEST:
            yield {"word": word, "folded": plain, "documents": documents}
            number += 1
        if number == MOST_WORDS:
            return
