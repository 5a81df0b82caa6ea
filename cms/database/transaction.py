"""Write transactions, and callbacks after their commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import has_request_context
from flask_babel import gettext as _
from sqlalchemy import Connection, Executable
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from cms.database.engines import WRITES, read_only
from cms.errors import Conflict
from cms.extensions import db


DEPTH = "cms.transaction.depth"  # in session.info: how many blocks are open
_AFTER = "cms.transaction.after"
_LATE = "cms.transaction.late"


@contextmanager
def transaction() -> Iterator[Session]:
    """Run a block as one transaction; an inner block joins the outer one.

    Raises Conflict when a row that the block changed was saved by somebody
    else since it was read. What :func:`after_commit` was given runs once the
    outermost block has committed, and is forgotten when it fails.
    """
    session = db.session()
    outermost = not session.info.get(DEPTH)
    session.info[DEPTH] = session.info.get(DEPTH, 0) + 1
    try:
        if outermost:
            _begin_to_write(session)
        yield session
        if outermost:
            session.commit()
    except StaleDataError as error:
        session.rollback()
        raise Conflict(_("Somebody else has saved this in the meantime.")) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[DEPTH] -= 1
        if outermost:
            waiting = session.info.pop(_AFTER, [])
    if outermost:
        for call in waiting:
            call()


def release() -> None:
    """Give back the lock that reading has taken, before something slow begins.

    An unsafe request holds the write lock from its first query on; while a
    picture is decoded nobody else could write. Inside ``transaction()`` this
    does nothing.
    """
    session = db.session()
    if session.in_transaction() and not session.info.get(DEPTH):
        session.commit()


def after_commit(call: Callable[[], Any]) -> None:
    """Call ``call`` once the current transaction has committed."""
    db.session().info.setdefault(_AFTER, []).append(call)


@contextmanager
def write_transaction() -> Iterator[Connection]:
    """Write something small and separate at once, even while a GET is answered.

    For what is about the visit and not about its outcome: a session's last
    use, a failed login, a plugin's failure. Yields a connection of its own,
    which commits when the block ends well, with what :func:`write_late` was given.
    Raises RuntimeError inside ``transaction()``, where it would wait for its own
    caller's lock.
    """
    session = db.session()
    if session.info.get(DEPTH):
        raise RuntimeError("write_transaction() inside transaction(): use its session.")
    if session.in_transaction() and not read_only(session.connection()):
        # Outside transaction() the session has only read; give the lock back.
        session.commit()
    with db.engine.connect() as connection:
        writer = connection.execution_options(**{WRITES: True})
        with writer.begin():
            for statement, values in session.info.pop(_LATE, ()):
                writer.execute(statement, values)
            yield writer


def write_late(statement: Executable, values: Mapping[str, Any]) -> None:
    """Write something small with the next ``write_transaction()`` of this request.

    A commit costs more than a statement. :func:`flush_late_writes` writes what no
    other has taken along.
    """
    db.session().info.setdefault(_LATE, []).append((statement, values))


def flush_late_writes() -> None:
    """Write what waits since :func:`write_late`, before an answer is sent."""
    session = db.session()
    if session.info.get(_LATE):
        session.rollback()
        with write_transaction():
            pass


def _begin_to_write(session: Session) -> None:
    """Take the write lock, so that what is read in the block stays true.

    In a request that has read already, its method has decided. Elsewhere a
    transaction that has only read until now is ended first: turning it into a
    writing one fails on SQLite as soon as anybody else has written.
    """
    if session.in_transaction():
        if has_request_context():
            return
        if session.connection().get_execution_options().get(WRITES):
            return
        session.commit()
    session.connection(execution_options={WRITES: True})
