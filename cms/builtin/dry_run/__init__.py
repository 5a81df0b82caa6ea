"""A block that writes, to look at the outcome: nothing of it stays, nobody waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from cms.builtin.dry_run.shadows import shadowed
from cms.database.engines import WRITES
from cms.extensions import db


@contextmanager
def dry_run() -> Iterator[Session]:
    """Run a block that writes, look at the outcome, and leave nothing behind.

    For previews: inside the block everything is as if it had been saved. What is
    to be called after a commit is forgotten. On SQLite the write lock is neither
    taken nor waited for.
    """
    session = db.session()
    session.rollback()
    waiting = dict(session.info)
    try:
        if db.engine.dialect.name == "sqlite":
            with shadowed(session.connection()):
                yield session
        else:
            session.connection(execution_options={WRITES: True})
            yield session
    finally:
        session.rollback()
        session.info.clear()
        session.info.update(waiting)
