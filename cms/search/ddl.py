"""The search index itself: a table of FTS5 on SQLite, of tsvectors on PostgreSQL.

It is written by ``index_item`` and not by triggers: SQLite runs with
``trusted_schema`` off, where a trigger may not touch a virtual table.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, Connection, Table, event

from cms.search.models import item_search


# The words come parted by single spaces, so the plain tokenizer cuts them exactly
# as Python did. Nothing ranks by bm25, so the lengths of columns are not kept.
_SQLITE = (
    """CREATE VIRTUAL TABLE item_fts USING fts5(
         folded, exact, tokenize='ascii', prefix='2 3', columnsize=0)""",
)
_POSTGRESQL = (
    """CREATE TABLE item_fts (
         rowid bigint PRIMARY KEY,
         folded tsvector NOT NULL,
         exact tsvector NOT NULL)""",
    "CREATE INDEX ix_item_fts_folded ON item_fts USING gin (folded)",
    "CREATE INDEX ix_item_fts_exact ON item_fts USING gin (exact)",
)


def create(bind: Any, dialect: str | None = None) -> None:
    """Create the index beside ``item_search``; the table of items must exist.

    ``bind`` is a connection or Alembic's ``op``: a migration calls this after
    creating the tables.
    """
    connection = _connection(bind)
    name = dialect or connection.dialect.name
    for statement in _SQLITE if name == "sqlite" else _POSTGRESQL:
        connection.execute(DDL(statement))


def drop(bind: Any) -> None:
    """Drop the index, if it is there; ``item_search`` stays."""
    _connection(bind).execute(DDL("DROP TABLE IF EXISTS item_fts"))


def _connection(bind: Any) -> Connection:
    connection: Connection = bind.get_bind() if hasattr(bind, "get_bind") else bind
    return connection


@event.listens_for(item_search, "after_create")
def _created(_table: Table, connection: Connection, **_options: Any) -> None:
    """Give the table its index when ``create_all`` makes it."""
    create(connection)


@event.listens_for(item_search, "before_drop")
def _dropped(_table: Table, connection: Connection, **_options: Any) -> None:
    drop(connection)
