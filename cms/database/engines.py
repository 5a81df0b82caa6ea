"""Engines: how each database is opened so that no acknowledged write is lost.

SQLite's driver begins a transaction too late (before the first write, not the
first read), so we send BEGIN ourselves: IMMEDIATE where a write may follow,
because a transaction that is upgraded later fails at once instead of waiting.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext

from cms.database import changes
from cms.errors import Busy, Full, TooLate
from cms.extensions import bounded_call


if TYPE_CHECKING:
    from flask import Flask

    from cms.config import Config

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Execution option of a connection that is opened in order to write.
WRITES = "cms_writes"
BUSY_SECONDS = 10

# synchronous=FULL is what keeps acknowledged commits over a power cut;
# mmap_size is never set (it widens SQLite's WAL-reset bug).
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_SECONDS * 1000}",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "journal_size_limit=67108864",
)
_SQLITE_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
# lock_not_available, deadlock_detected, serialization_failure
# disk_full, out_of_memory
_POSTGRESQL_FULL = frozenset({"53100", "53200"})
_POSTGRESQL_BUSY = frozenset({"55P03", "40P01", "40001"})
# admin_shutdown, crash_shutdown, cannot_connect_now
_POSTGRESQL_AWAY = frozenset({"57P01", "57P02", "57P03"})


def engine_options(url: str | URL) -> dict[str, Any]:
    """Return what ``create_engine`` needs for this database."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_SECONDS}}
    limits = f"-c lock_timeout={BUSY_SECONDS}s -c timezone=UTC"
    return {
        "pool_pre_ping": True,
        "pool_size": 5,
        "max_overflow": 10,
        "isolation_level": "READ COMMITTED",
        "connect_args": {"connect_timeout": 5, "options": limits},
    }


def wire(engine: Engine) -> Engine:
    """Attach our listeners to an engine and return it."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
        _forgive_rollbacks(engine.dialect)
    event.listen(engine, "before_cursor_execute", _watch_bounded_call)
    changes.watch(engine)
    event.listen(engine, "handle_error", _translate)
    return engine


def make_engine(url: str | URL) -> Engine:
    """Return an engine outside any application (command line, worker, tests)."""
    return wire(create_engine(url, **engine_options(url)))


def bind(app: Flask, config: Config) -> None:
    """Give an application its database; called once, by the build."""
    from cms.extensions import db

    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(config.database_url)
    db.init_app(app)
    with app.app_context():
        wire(db.engine)


def read_only(connection: Connection) -> bool:
    """Tell whether what begins now may only read: a safe request without the write flag."""
    if connection.get_execution_options().get(WRITES):
        return False
    return has_request_context() and request.method in SAFE_METHODS


def _prepare_sqlite(dbapi: sqlite3.Connection, _record: Any) -> None:
    """Take transactions over from the driver and set the pragmas."""
    dbapi.isolation_level = None
    cursor = dbapi.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin: only reading in safe requests, with the write lock in unsafe ones.

    Outside a request (worker, command line, tests) a plain read takes no lock;
    ``transaction()`` asks for it.
    """
    reads = read_only(connection)
    writes = connection.get_execution_options().get(WRITES) or (
        has_request_context() and not reads
    )
    set_query_only(connection, reads)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def set_query_only(connection: Connection, value: bool) -> None:
    """Let SQLite refuse writes, or not; only when that changes.

    The pragma makes SQLite compile every statement of the connection anew.
    """
    if connection.info.get("query_only") is not value:
        connection.exec_driver_sql(f"PRAGMA query_only={int(value)}")
        connection.info["query_only"] = value


def _begin_postgresql(connection: Connection) -> None:
    """Refuse writes in safe requests, as on SQLite."""
    if read_only(connection):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _forgive_rollbacks(dialect: Any) -> None:
    """Let a rollback over a connection that has gone succeed: its server has done it.

    A session that is closed behind an answer would fail the answer.
    """
    roll_back = dialect.do_rollback

    def do_rollback(connection: Any) -> None:
        try:
            roll_back(connection)
        except dialect.loaded_dbapi.Error:
            if not connection.closed:
                raise

    dialect.do_rollback = do_rollback


def _watch_bounded_call(
    _connection: Connection, cursor: Any, statement: str, *_rest: Any
) -> None:
    """Note which connection a call with a deadline uses; stop one that is late.

    What it has begun within its transaction it may still take back.
    """
    call = bounded_call.get()
    if call is None:
        return
    if call.abandoned or (call.overdue and not statement.startswith("ROLLBACK")):
        raise TooLate("The call took too long: nobody waits for its queries.")
    call.connection = cursor.connection


def _translate(context: ExceptionContext) -> None:
    """Turn "locked", "deadlock" and "gone" into Busy, which is answered with 503."""
    error = context.original_exception
    if isinstance(error, TooLate) or context.is_pre_ping:
        return  # of a connection that has gone, the pool makes a new one
    if bounded_call.get() is not None and isinstance(error, SystemExit):
        # A call was interrupted, the connection is whole: it is not to be closed.
        context.is_disconnect = context.dialect.name != "sqlite"
        return
    name = getattr(error, "sqlite_errorname", None) or ""
    state = getattr(error, "sqlstate", None)
    if name.startswith("SQLITE_FULL") or state in _POSTGRESQL_FULL:
        raise Full("The disk is full; nothing was changed.") from error
    if name.startswith(_SQLITE_BUSY) or state in _POSTGRESQL_BUSY:
        raise Busy("The database is busy; nothing was changed.") from error
    # Without a connection it was one that nobody takes: no server, or a standby alone.
    away = context.connection is None and context.dialect.name != "sqlite"
    if context.is_disconnect or away or state in _POSTGRESQL_AWAY:
        raise Busy("The database does not answer; nothing was changed.") from error
