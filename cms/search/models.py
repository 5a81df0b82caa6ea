"""The text of items as results show it, and the index beside it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text, column, table
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
    column("rowid"),
    column("folded", _Words),
    column("exact", _Words),
    column("item_fts", Text()),  # FTS5's name for "any column" in a MATCH
)
