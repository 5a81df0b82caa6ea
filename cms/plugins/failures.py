"""Failures of plugins: collected during a request, stored after it."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import traceback as tracebacks
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import cast

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from cms.actors import Identity
from cms.database.base import utcnow
from cms.database.transaction import write_transaction
from cms.errors import Busy, one_line
from cms.extensions import db
from cms.plugins.breaker import CircuitBreaker
from cms.plugins.models import Failure, SuspendedHook
from cms.plugins.suspensions import suspend


log = logging.getLogger(__name__)
KEEP_DAYS = 30
SHOW_HOURS = 24


@dataclass(frozen=True)
class Seen:
    """A failure that has happened and is not written yet."""

    plugin: str
    hook: str
    message: str
    traceback: str
    digest: str
    suspends: int = 0  # after how many failures in a row, or 0

    @property
    def reference(self) -> str:
        """The short code that a reader may quote."""
        return self.digest[:6]


def describe(plugin: str, hook: str, error: BaseException) -> Seen:
    """Return an exception as a failure; the same place and kind give the same code.

    Of a call that took too long, the traceback says where it was then.
    """
    message = one_line(error)
    lines = "".join([*getattr(error, "stack", ()), *_lines(error)])
    last = tracebacks.extract_tb(error.__traceback__)[-1:]
    place = f"{last[0].filename}:{last[0].lineno}" if last else message
    key = f"{plugin} {hook} {type(error).__name__} {place}"
    digest = hashlib.sha256(key.encode()).hexdigest()
    return Seen(plugin, hook, message[:500], lines[-8000:], digest)


def _lines(error: BaseException) -> list[str]:
    """Return a traceback without the frames of who was waiting for a late call."""
    if hasattr(error, "stack"):
        return tracebacks.format_exception_only(error)
    return tracebacks.format_exception(error)


@dataclass
class FailureLog:
    """The failures of one build that still have to be written.

    A failing check runs inside a transaction that is about to be rolled back,
    so nothing is written on the spot: the application calls :meth:`flush`
    when a request, job or command is over. ``on_suspended`` is called with
    each failure that has suspended a hook, once that is written in the name
    of ``actor``. While it is ``held`` nothing is written.
    """

    actor: Identity | None = None
    on_suspended: Callable[[Seen], None] | None = None
    held: bool = False
    _waiting: list[Seen] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def add(self, plugin: str, hook: str, error: BaseException) -> str:
        """Remember a failure; return its code."""
        seen = describe(plugin, hook, error)
        self._remember(seen)
        return seen.reference

    def add_final(self, seen: Seen) -> None:
        """Remember a failure that suspends its hook, the first time it happens."""
        self._remember(replace(seen, suspends=1))

    def _remember(self, seen: Seen) -> None:
        with self._lock:
            self._waiting.append(seen)

    def add_counted(
        self, plugin: str, hook: str, error: BaseException, breaker: CircuitBreaker
    ) -> str:
        """Remember a failure that counts towards a suspension; return its code."""
        seen = describe(plugin, hook, error)
        if breaker.count_failure((plugin, hook), seen.reference, error):
            seen = replace(seen, suspends=breaker.limit)
        self._remember(seen)
        return seen.reference

    def waiting(self) -> list[Seen]:
        """Return what is not written yet."""
        with self._lock:
            return list(self._waiting)

    def flush(self) -> None:
        """Write what waits, in a transaction of its own.

        A database that cannot take it costs the record, never the answer; the
        log has it already.
        """
        if self.held:
            return
        with self._lock:
            waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        db.session.rollback()  # whatever it held is over
        try:
            with write_transaction() as connection:
                for seen in waiting:
                    _write(connection, seen)
            self._suspend([seen for seen in waiting if seen.suspends])
        except (SQLAlchemyError, Busy):
            log.exception("%d failures of plugins were not recorded", len(waiting))

    def _suspend(self, waiting: Iterable[Seen]) -> None:
        for seen in waiting:
            log.error("%s of plugin %s is suspended", seen.hook, seen.plugin)
            row = SuspendedHook(
                plugin=seen.plugin,
                hook=seen.hook,
                reference=seen.reference,
                failures=seen.suspends,
            )
            if suspend(self.actor, row):
                self._tell(seen)

    def _tell(self, seen: Seen) -> None:
        if self.on_suspended is None:
            return
        try:
            self.on_suspended(seen)
        except Exception:  # the answer that this follows is on its way already
            log.exception("nobody was notified that %s is suspended", seen.plugin)


def _write(connection: Connection, seen: Seen) -> None:
    table = cast(Table, Failure.__table__)
    now = utcnow()
    changed = connection.execute(
        update(table)
        .where(
            table.c.plugin == seen.plugin,
            table.c.hook == seen.hook,
            table.c.digest == seen.digest,
        )
        .values(
            count=table.c.count + 1,
            last_at=now,
            message=seen.message,
            traceback=seen.traceback,
        )
    )
    if not changed.rowcount:
        connection.execute(
            insert(table).values(
                plugin=seen.plugin,
                hook=seen.hook,
                digest=seen.digest,
                reference=seen.reference,
                message=seen.message,
                traceback=seen.traceback,
                count=1,
                first_at=now,
                last_at=now,
            )
        )
    connection.execute(
        delete(table).where(table.c.last_at < now - dt.timedelta(days=KEEP_DAYS))
    )


def recent(plugin: str | None = None, limit: int = 50) -> Sequence[Failure]:
    """Return failures, the latest first; of one plugin when named."""
    query = select(Failure).order_by(Failure.last_at.desc()).limit(limit)
    if plugin is not None:
        query = query.where(Failure.plugin == plugin)
    else:
        query = query.where(Failure.last_at > utcnow() - dt.timedelta(hours=SHOW_HOURS))
    return db.session.scalars(query).all()


def forget(plugin: str) -> None:
    """Remove a plugin's failures once somebody has dealt with them."""
    table = cast(Table, Failure.__table__)
    with write_transaction() as connection:
        connection.execute(delete(table).where(table.c.plugin == plugin))
