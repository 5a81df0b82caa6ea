"""The engines: reads take no lock, writes wait, safe requests cannot write."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import nullcontext

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from cms.database.engines import WRITES, engine_options, make_engine, wire
from cms.database.transaction import transaction, write_transaction
from cms.errors import Busy
from cms.extensions import db


counters = sa.table("counters", sa.column("id"), sa.column("n"))


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'site.db'}"


@pytest.fixture
def engine(url):
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE counters (id INTEGER, n INTEGER)")
        connection.execute(counters.insert().values(id=1, n=0))
    yield engine
    engine.dispose()


@pytest.fixture
def app(url, engine):
    app = Flask("t")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        wire(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def increment():
    db.session.execute(sa.update(counters).values(n=counters.c.n + 1))


def number(engine):
    with engine.connect() as connection:
        return connection.scalar(sa.select(counters.c.n))


def test_pragmas_make_acknowledged_commits_durable(engine):
    with engine.connect() as connection:
        read = connection.exec_driver_sql
        assert read("PRAGMA journal_mode").scalar() == "wal"
        assert read("PRAGMA synchronous").scalar() == 2
        assert read("PRAGMA foreign_keys").scalar() == 1
        assert read("PRAGMA mmap_size").scalar() in (0, None)


def test_a_safe_request_cannot_write(app):
    with app.test_request_context("/", method="GET"):
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            increment()
        db.session.rollback()


def test_sqlite_refuses_writes_by_a_pragma_only_when_that_changes(app):
    # Set at each request, it would make SQLite compile every statement of a page anew.
    values = []

    def note(_connection, _cursor, statement, *_rest):
        if "query_only" in statement:
            values.append(statement[-1])

    event.listen(db.engine, "before_cursor_execute", note)
    for method in ("GET", "GET", "POST", "GET"):
        with app.test_request_context("/", method=method):
            refused = pytest.raises(sa.exc.OperationalError, match="readonly")
            with refused if method == "GET" else nullcontext():
                increment()
            db.session.rollback()
    assert values == ["1", "0", "1"]


def test_an_unsafe_request_holds_the_lock_from_its_first_read(app, tmp_path):
    other = sqlite3.connect(tmp_path / "site.db", timeout=0, isolation_level=None)
    with app.test_request_context("/", method="POST"):
        db.session.execute(sa.select(counters.c.n))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.close()


def test_read_modify_write_loses_nothing(url, engine):
    def work():
        mine = make_engine(url)
        for _ in range(25):
            with mine.connect() as connection:
                writer = connection.execution_options(**{WRITES: True})
                with writer.begin():
                    n = writer.scalar(sa.select(counters.c.n))
                    writer.execute(sa.update(counters).values(n=n + 1))
        mine.dispose()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert number(engine) == 100


def test_reading_does_not_wait_for_a_writer(engine):
    with engine.connect() as connection:
        writer = connection.execution_options(**{WRITES: True})
        with writer.begin():
            writer.execute(sa.update(counters).values(n=5))
            started = time.monotonic()
            assert number(engine) == 0
            assert time.monotonic() - started < 1


def test_waiting_too_long_for_the_lock_is_busy(url, engine):
    impatient = make_engine(url)
    with engine.connect() as connection:
        writer = connection.execution_options(**{WRITES: True})
        with writer.begin(), impatient.connect() as late:
            late.exec_driver_sql("PRAGMA busy_timeout=10")
            late.rollback()
            with pytest.raises(Busy) as raised:
                late.execution_options(**{WRITES: True}).exec_driver_sql("SELECT 1")
    impatient.dispose()
    assert raised.value.retry_after > 0


def test_write_transaction_works_while_a_get_is_answered(app, engine):
    with app.test_request_context("/", method="GET"):
        db.session.execute(sa.select(counters.c.n))
        with write_transaction() as connection:
            connection.execute(sa.update(counters).values(n=7))
        db.session.rollback()
    assert number(engine) == 7


def test_write_transaction_works_in_a_post_that_has_read(app, engine):
    with app.test_request_context("/", method="POST"):
        db.session.execute(sa.select(counters.c.n))
        with write_transaction() as connection:
            connection.execute(sa.update(counters).values(n=8))
    assert number(engine) == 8


def test_write_transaction_refuses_to_wait_for_its_own_caller(app):
    refused = pytest.raises(RuntimeError, match="inside")
    with transaction(), refused, write_transaction():
        pass


def test_a_transaction_after_a_read_sees_what_others_wrote(app, engine):
    db.session.execute(sa.select(counters.c.n))
    with engine.connect() as connection:
        connection.execute(sa.update(counters).values(n=41))
        connection.commit()
    with transaction():
        increment()
    assert number(engine) == 42


def test_a_failing_block_changes_nothing(app, engine):
    def act():
        with transaction():
            increment()
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        act()
    assert number(engine) == 0


def test_a_transaction_begins_once(app):
    begun = []

    def note(*arguments):
        if arguments[2].startswith(("BEGIN", "ROLLBACK", "COMMIT")):
            begun.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    with transaction():
        increment()
    with app.test_request_context("/", method="POST"), transaction():
        increment()
    assert begun == ["BEGIN IMMEDIATE", "BEGIN IMMEDIATE"]


def test_a_transaction_after_reading_ends_what_was_only_read(app):
    db.session.execute(sa.select(counters.c.n)).all()
    begun = []
    event.listen(
        db.engine, "before_cursor_execute", lambda *said: begun.append(said[2])
    )
    with transaction():
        increment()
    assert [one for one in begun if one.startswith("BEGIN")] == ["BEGIN IMMEDIATE"]
