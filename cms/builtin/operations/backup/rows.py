"""Rows from PostgreSQL into an SQLite file and back, as plain text values.

The tables are those that both sides have after the same migrations, so every
value keeps its meaning: only its spelling differs, and it is the one that the
application itself would have written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cms.builtin.operations.backup.identifiers import quoted
from cms.errors import CmsError


if TYPE_CHECKING:
    from psycopg import Connection as Postgres

BATCH: Final = 2000
# The search index has another form on each database; it is made anew.
DERIVED: Final = ("item_fts",)
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL)
FROM pg_attribute a WHERE a.attrelid = to_regclass(%s)
AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum
"""
_FOREIGN_KEYS = """
SELECT t.relname, c.conname, pg_get_constraintdef(c.oid)
FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND n.nspname = current_schema()
"""
_SEQUENCES = """
SELECT t.relname, a.attname, pg_get_serial_sequence(quote_ident(t.relname), a.attname)
FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE t.relkind = 'r' AND n.nspname = current_schema()
AND pg_get_serial_sequence(quote_ident(t.relname), a.attname) IS NOT NULL
"""
# How SQLAlchemy spells these types in SQLite, so that they sort and compare there.
_SPELLED: Final = {
    "boolean": "{0}::int",
    "timestamp without time zone": "to_char({0}, 'YYYY-MM-DD HH24:MI:SS.US')",
    "time without time zone": "to_char({0}, 'HH24:MI:SS.US')",
}


@dataclass(frozen=True)
class Copied:
    """How many rows went over, by table, and tables of the source that did not."""

    rows: dict[str, int]
    left_out: list[str]


def tables_of(database: sqlite3.Connection) -> list[str]:
    """Return the tables of an SQLite file whose rows travel, in alphabetical order."""
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return sorted(name for (name,) in names if not _is_derived(name))


def to_sqlite(source: Postgres[Any], target: sqlite3.Connection) -> Copied:
    """Fill the empty tables of ``target``; the source's transaction is one snapshot.

    Tables that ``target`` does not have are left out and named.
    """
    there = set(tables_of(target))
    found = [
        name
        for (name,) in source.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            " ORDER BY tablename"
        )
        if not _is_derived(name)
    ]
    rows = {}
    for table in found:
        if table in there:
            rows[table] = _table_to_sqlite(source, target, table)
    target.commit()
    broken = target.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise CmsError(f"A row of '{broken[0]}' refers to one that is not there.")
    return Copied(rows, [name for name in found if name not in there])


def _table_to_sqlite(
    source: Postgres[Any], target: sqlite3.Connection, table: str
) -> int:
    columns = _columns(source, table)
    spelled = ", ".join(
        _SPELLED.get(kind, "{0}").format(quoted(name)) for name, kind in columns
    )
    names = ", ".join(quoted(name) for name, _kind in columns)
    marks = ", ".join("?" for _ in columns)
    insert = f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})"  # noqa: S608 - of the schema
    if _has_rows(target, table):
        target.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608 - of the schema
    count = 0
    with source.cursor().copy(
        f"COPY (SELECT {spelled} FROM {quoted(table)}) TO STDOUT"  # noqa: S608 - of the schema
    ) as copy:
        for batch in _batches(copy.rows()):
            target.executemany(insert, batch)
            count += len(batch)
    return count


def from_sqlite(source: sqlite3.Connection, target: Postgres[Any]) -> Copied:
    """Fill the tables of ``target`` in its transaction; what migrations put there goes.

    Foreign keys are taken away for the time being and checked when they come
    back; sequences go on behind the highest number.
    """
    rows: dict[str, int] = {}
    left_out: list[str] = []
    with _without_foreign_keys(target):
        for table in tables_of(source):
            columns = [name for name, _kind in _columns(target, table)]
            if not columns:
                left_out.append(table)
                continue
            rows[table] = _table_from_sqlite(source, target, table, columns)
    for table, column, sequence in target.execute(_SEQUENCES).fetchall():
        target.execute(
            f"SELECT setval(%s, GREATEST((SELECT max({quoted(column)})"  # noqa: S608
            f" FROM {quoted(table)}), 1),"
            f" EXISTS (SELECT FROM {quoted(table)}))",
            (sequence,),
        )
    return Copied(rows, left_out)


def _table_from_sqlite(
    source: sqlite3.Connection, target: Postgres[Any], table: str, columns: list[str]
) -> int:
    names = ", ".join(quoted(name) for name in columns)
    there = target.execute(f"SELECT EXISTS (SELECT FROM {quoted(table)})")  # noqa: S608
    if (there.fetchone() or (False,))[0]:
        target.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608 - of the schema
    count = 0
    with target.cursor().copy(f"COPY {quoted(table)} ({names}) FROM STDIN") as copy:
        for row in source.execute(f"SELECT {names} FROM {quoted(table)}"):  # noqa: S608
            copy.write_row(row)
            count += 1
    return count


@contextmanager
def _without_foreign_keys(target: Postgres[Any]) -> Iterator[None]:
    keys = target.execute(_FOREIGN_KEYS).fetchall()
    for table, name, _definition in keys:
        target.execute(f"ALTER TABLE {quoted(table)} DROP CONSTRAINT {quoted(name)}")
    yield
    for table, name, definition in keys:
        target.execute(
            f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {quoted(name)} {definition}"
        )


def _columns(connection: Postgres[Any], table: str) -> list[tuple[str, str]]:
    return connection.execute(_COLUMNS, (quoted(table),)).fetchall()


def _batches(rows: Any) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _has_rows(database: sqlite3.Connection, table: str) -> bool:
    query = f"SELECT EXISTS (SELECT 1 FROM {quoted(table)})"  # noqa: S608 - of the schema
    return bool(database.execute(query).fetchone()[0])


def _is_derived(table: str) -> bool:
    return any(table == one or table.startswith(f"{one}_") for one in DERIVED)
