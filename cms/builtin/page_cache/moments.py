"""Whether what was kept still holds: the stamp of the content, and when time changes it."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select, union_all
from sqlalchemy.exc import SQLAlchemyError

from cms.content.spine.models import Item
from cms.content.spine.workflow import ARCHIVED, PUBLISHED
from cms.database.changes import READ_STAMP, Commits
from cms.database.clock import database_now
from cms.errors import Busy


log = logging.getLogger(__name__)

# On PostgreSQL a reader may be this late; where SQLite is, nobody is.
LATE_SECONDS = 0.5
# So long after a change of this process's own each request asks the database.
OWN_SECONDS = 5.0
LONGEST = dt.timedelta(hours=1)


class Moment(NamedTuple):
    """A state of the content: pages made in it hold until the stamp moves, or ``until``.

    ``until`` is by this machine's monotonic clock, which nobody sets; ``zero`` is
    what that clock showed when the database's began to count, in 1970.
    """

    stamp: int
    until: float
    zero: float


class Moments:
    """Tells which moment it is, for what a lookup in memory may cost."""

    def __init__(
        self,
        engine: Engine,
        zone: str,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._zone = engine, ZoneInfo(zone)
        self._clock = clock
        self._lock = Lock()
        self._file: Any = None  # a connection of our own to SQLite
        self._version: object = None
        self._looked = float("-inf")
        self._moment: Moment | None = None

    def now(self, types: tuple[str, ...]) -> Moment | None:
        """Return the moment of now; None when the database does not say.

        ``types`` are the names of the content types whose items readers see.
        """
        with self._lock:
            try:
                return self._now(types)
            except (SQLAlchemyError, Busy, self._engine.dialect.loaded_dbapi.Error):
                log.warning("the stamp of the content could not be read", exc_info=True)
                self._close()
                return None

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        self._moment = None
        if self._file is not None:
            self._file.close()
            self._file = None

    def _now(self, types: tuple[str, ...]) -> Moment:
        kept, moved = self._moment, self._has_moved()
        clock = self._clock()
        if kept is not None and not moved and clock < kept.until:
            return kept
        with self._engine.connect() as connection:
            stamp = connection.execute(READ_STAMP).scalar_one_or_none() or 0
            if kept is not None and stamp == kept.stamp and clock < kept.until:
                return kept
            change, began = connection.execute(next_change(types)).one()
        midnight = began.astimezone(self._zone).replace(
            hour=0, minute=0, second=0, microsecond=0
        ) + dt.timedelta(days=1)
        ends = [midnight, began + LONGEST, *([change] if change else [])]
        zero = clock - began.timestamp()
        self._moment = Moment(stamp, zero + min(ends).timestamp(), zero)
        return self._moment

    def _has_moved(self) -> bool:
        """Tell whether the stamp may be another one than the last time."""
        if self._engine.dialect.name != "sqlite":
            now = self._clock()
            own = time.monotonic() - Commits.last < OWN_SECONDS
            if now - self._looked < LATE_SECONDS and not own:
                return False
            self._looked = now
            return True
        if self._file is None:
            record = self._engine.raw_connection()
            record.detach()
            self._file = record.dbapi_connection
            self._version = None
        # Moves with every commit of another connection, and costs no query.
        version = self._file.execute("PRAGMA data_version").fetchone()
        moved = bool(version != self._version)
        self._version = version
        return moved


def next_change(types: tuple[str, ...]) -> Any:
    """Return the statement for when an item next goes live or expires, and what time it is.

    It is the database's clock by which readers see an item.
    """
    now = database_now()
    moments = [
        select(func.min(Item.expires_at).label("at")).where(Item.expires_at > now)
    ]
    moments += [
        select(func.min(Item.published_at)).where(
            Item.type == name, Item.status == status, Item.published_at > now
        )
        for name in types
        for status in (PUBLISHED, ARCHIVED)
    ]
    found = union_all(*moments).subquery()
    return select(func.min(found.c.at), now)
