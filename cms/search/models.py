"""The text of items as results show it, and the index beside it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    Table,
    Text,
    column,
    table,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from cms.database.base import BigId
from cms.extensions import Base


item_search = Table(
    "item_search",
    Base.metadata,
    Column(
        "item_id",
        BigId,
        ForeignKey("items.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    # The row's number in the index of words: see ``place_of``.
    Column("place", BigInteger, nullable=False, server_default="0"),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False),
)

# Made by ``cms.search.ddl``: an FTS5 table on SQLite, a table of tsvectors on
# PostgreSQL, both with these columns. ``folded`` holds everything without
# accents and decides what is found, ``exact`` everything with accents in one
# tone style and decides what stands first.
_Words = Text().with_variant(TSVECTOR(), "postgresql")
item_fts = table(
    "item_fts",
    column("rowid", BigInteger),
    column("folded", _Words),
    column("exact", _Words),
    column("item_fts", Text()),  # FTS5's name for "any column" in a MATCH
)

_ID_BITS: Final = 31  # as many as MAX_ID has
_BEGIN: Final = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


def place_of(item_id: int, moment: dt.datetime) -> int:
    """Return the row number of an item in the index: its date to the minute, its id.

    So the index is in the order of dates, whenever something came in: the newest of
    many hits are those that it yields first, read from its end.
    """
    minutes = max(0, int((moment - _BEGIN).total_seconds()) // 60)
    return minutes << _ID_BITS | item_id


def item_at(place: ColumnElement[int]) -> ColumnElement[int]:
    """Return the id of the item at a place."""
    return place.op("&")((1 << _ID_BITS) - 1)
