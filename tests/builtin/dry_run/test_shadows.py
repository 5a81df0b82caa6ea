"""Writes that go to shadows look real to who makes them, and to nobody else."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DatabaseError

from cms.builtin.dry_run.shadows import shadowed


TABLES = """
CREATE TABLE items (
    id INTEGER NOT NULL PRIMARY KEY, title VARCHAR NOT NULL UNIQUE, v INTEGER DEFAULT 3
);
CREATE TABLE links (a INTEGER REFERENCES items (id), b INTEGER, PRIMARY KEY (a, b));
CREATE VIRTUAL TABLE words USING fts5 (folded);
INSERT INTO items (title) VALUES ('a'), ('b'), ('c');
INSERT INTO links VALUES (1, 2), (1, 3);
INSERT INTO words (rowid, folded) VALUES (1, 'x');
"""


@pytest.fixture
def connection(tmp_path):
    """A transaction that may only read, while somebody else is writing."""
    path = tmp_path / "site.db"
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "begin")
    def only_read(connection):
        connection.connection.driver_connection.isolation_level = None
        connection.exec_driver_sql("PRAGMA query_only=1")
        connection.exec_driver_sql("BEGIN")

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.executescript(TABLES)
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE items SET title = 'not committed' WHERE id = 3")
        with engine.connect() as connection:
            connection.begin()
            yield connection
    engine.dispose()


@pytest.fixture
def run(connection):
    """Return a function that runs a statement and returns its rows, if any."""

    def execute(statement, *values):
        done = connection.execute(text(statement), *values)
        return [tuple(row) for row in done] if done.returns_rows else done.rowcount

    return execute


def test_changes_are_seen_within_and_gone_afterwards(connection, run):
    with shadowed(connection):
        change = "UPDATE items SET title = :t WHERE items.id = :i AND items.v = 3"
        assert run(change, {"t": "new", "i": 1}) == 1
        assert run(change, {"t": "new", "i": 99}) == 0
        assert run("INSERT INTO items (title) VALUES ('d') RETURNING id, v") == [(4, 3)]
        assert run("DELETE FROM links WHERE links.a = 1") == 2
        run(
            "INSERT INTO links (a, b) VALUES (:a, :b)",
            [{"a": 1, "b": n} for n in (3, 9)],
        )
        joined = "SELECT title, b FROM items JOIN links ON a = id ORDER BY b"
        assert run(joined) == [("new", 3), ("new", 9)]
        known = "INSERT INTO items (title) VALUES ('b') ON CONFLICT (title) DO UPDATE SET v = 7"
        assert run(f"{known} RETURNING id") == [(2,)]
        assert run("SELECT count(*) FROM items") == [(4,)]
    connection.get_transaction().rollback()
    with connection.begin():
        rows = [(1, "a", 3), (2, "b", 3), (3, "c", 3)]
        assert run("SELECT * FROM items ORDER BY id") == rows
        assert run("SELECT count(*) FROM temp.sqlite_master") == [(0,)]


def test_a_savepoint_takes_shadows_back_that_were_made_within(connection, run):
    with shadowed(connection):
        with connection.begin_nested() as savepoint:
            run("DELETE FROM items WHERE items.id = 1")
            savepoint.rollback()
        assert run("SELECT count(*) FROM items") == [(3,)]
        assert run("DELETE FROM items WHERE items.id = 1") == 1
        assert run("SELECT count(*) FROM items") == [(2,)]


def test_an_index_of_words_stays_as_it_is(connection, run):
    with shadowed(connection):
        run("DELETE FROM words WHERE words.rowid = 1")
        run("INSERT INTO words (rowid, folded) VALUES (1, 'y')")
        assert run("SELECT rowid FROM words WHERE words MATCH 'x'") == [(1,)]


def test_what_is_written_in_another_form_is_refused(connection, run):
    with shadowed(connection), pytest.raises(DatabaseError, match="not authorized"):
        run("WITH one AS (SELECT 1) INSERT INTO links SELECT 5, 5 FROM one")


def test_nothing_is_committed(connection):
    with shadowed(connection), pytest.raises(RuntimeError, match="dry run"):
        connection.get_transaction().commit()
