"""When a feed last changed: never earlier than it has said before.

The newest of its entries does not tell: what is withdrawn takes its date along.
So a feed is compared with what it held last, and a difference counts from when
it is first seen, unless an entry is newer.
"""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import closing
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from cms.database.clock import read_clock
from cms.database.engines import BUSY_SECONDS, WRITES
from cms.errors import Busy
from cms.extensions import db
from cms.features.syndication.models import FeedState


log = logging.getLogger(__name__)
# A reader waits no longer than this for a note about a feed.
_PATIENCE_MS: Final = 100
# Instants of HTTP are whole seconds: another one begins with each change.
_SECOND: Final = dt.timedelta(seconds=1)


def changed_at(feed: str, digest: str, newest: dt.datetime) -> dt.datetime:
    """Return since when a feed holds what it holds, and note it when that is new.

    ``digest`` is a hash of all that it says, ``newest`` when the newest of its
    entries changed. Where the note cannot be written, the next one writes it.
    """
    query = select(FeedState.digest, FeedState.changed).where(FeedState.feed == feed)
    known = db.session.execute(query).first()
    before: dt.datetime | None = known.changed if known else None
    if known and before and known.digest == digest:
        return before
    moment = newest.replace(microsecond=0)
    if before is not None:
        after = before.replace(microsecond=0) + _SECOND
        now = read_clock(db.session()).replace(microsecond=0)
        moment = moment if moment >= after else max(after, now)
    _note(feed, digest, moment)
    return moment


def _note(feed: str, digest: str, moment: dt.datetime) -> None:
    """Write what a feed holds; nobody's later note is written over."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    insert: Any = sqlite.insert if is_sqlite else postgresql.insert
    values = {"digest": digest, "changed": moment}
    statement = insert(FeedState).values(feed=feed, **values)
    statement = statement.on_conflict_do_update(
        index_elements=["feed"],
        set_=values,
        where=FeedState.changed < statement.excluded.changed,
    )
    try:
        with closing(db.engine.connect()) as connection:
            connection = connection.execution_options(**{WRITES: True})
            if is_sqlite:
                _write_soon(connection, statement)
            else:
                connection.execute(text(f"SET LOCAL lock_timeout = {_PATIENCE_MS}"))
                connection.execute(statement)
                connection.commit()
    except (SQLAlchemyError, Busy):
        log.info("the state of the feed %s was not noted", feed, exc_info=True)


def _write_soon(connection: Any, statement: Any) -> None:
    """Execute and commit on SQLite, if the lock for that is free."""
    raw = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
    try:
        connection.execute(statement)
        connection.commit()
    finally:
        connection.rollback()
        raw.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
