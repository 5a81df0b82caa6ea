"""Enqueueing jobs: a row in the caller's transaction, a wake-up after the commit."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cms.database.clock import database_now, read_clock
from cms.database.transaction import after_commit
from cms.errors import Conflict
from cms.extensions import db
from cms.jobs.models import DONE, QUEUED, RUNNING, JobRow


if TYPE_CHECKING:
    from huey.api import TaskWrapper
    from huey.registry import Message


logger = logging.getLogger(__name__)

# What huey calls the task of messages().
TASK = f"{__name__}.cms_job"
# The job that this thread runs: its id and which attempt it is.
running: ContextVar[tuple[int, int] | None] = ContextVar("running", default=None)


def enqueue(
    name: str,
    /,
    *,
    run_at: dt.datetime | None = None,
    dedupe: str | None = None,
    **args: Any,
) -> int | None:
    """Add a job to the current transaction: it exists if the transaction commits.

    ``args`` are JSON values. With ``dedupe``, nothing is added while a job with
    the same key still waits. Returns the job's id, or None when it was a double.
    """
    session = db.session()
    now = read_clock(session)
    due = run_at or now
    identity = insert_job(session, name, args, due, dedupe)
    if identity is not None and due <= now:
        after_commit(lambda: wake(identity))
    return identity


def insert_job(
    session: Session,
    name: str,
    args: dict[str, Any],
    run_at: dt.datetime,
    dedupe: str | None,
) -> int | None:
    """Write the row unless a job with this key is there; return its id or None."""
    dialect = session.get_bind().dialect.name
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(JobRow).values(
        name=name,
        args=args,
        state=QUEUED,
        attempts=0,
        run_at=run_at,
        dedupe=dedupe,
        created_at=database_now(),
    )
    statement = statement.on_conflict_do_nothing(index_elements=["dedupe"])
    return session.execute(statement.returning(JobRow.id)).scalar()


def finish() -> None:
    """Mark the running job as done in the caller's own transaction.

    A job that calls this inside ``transaction()`` together with its effect has
    both or neither, even if its process is killed. Raises Conflict when another
    worker has taken the job over in the meantime. Outside a worker it does nothing.
    """
    job = running.get()
    if job is None:
        return
    identity, attempt = job
    mine = update(JobRow).where(
        JobRow.id == identity, JobRow.attempts == attempt, JobRow.state == RUNNING
    )
    done = mine.values(state=DONE, finished_at=database_now(), lease_until=None)
    if db.session().execute(done.returning(JobRow.id)).scalar() is None:
        raise Conflict("Another worker has taken this job over.")


def enqueued_at() -> dt.datetime:
    """Return when the running job was enqueued, by the database's clock.

    What it has done since, in a run that was killed, need not be done again.
    Outside a worker that is now.
    """
    job, session = running.get(), db.session()
    if job is None:
        return read_clock(session)
    return session.scalars(select(JobRow.created_at).where(JobRow.id == job[0])).one()


def wake(identity: int) -> None:
    """Tell the worker of this machine that a job is due, so that it need not look.

    A lost message costs a second: the worker also looks by itself.
    """
    build = current_app.extensions.get("cms")
    if build is None:
        return
    try:
        _sender(build.config.instance / "queue.db")(identity)
    except Exception:
        logger.exception("The worker could not be woken for job %s", identity)


class JobIds:
    """huey's messages as we write them: each is a job's id in digits.

    huey would pickle them, and whoever may write into its file could then run
    anything; signed pickles end with the key of the site. An id needs neither:
    the row says what is to be done.
    """

    def serialize(self, message: Message) -> bytes:
        """Return the id that the message is about."""
        (identity,) = message.args
        return b"%d" % identity

    def deserialize(self, data: bytes) -> Message:
        """Return a message for the id; ValueError for anything else."""
        from huey.registry import Message

        return Message(name=TASK, args=(int(data),), kwargs={})


def messages(path: Path, run: Callable[[int], None]) -> TaskWrapper:
    """Open a queue file; the returned huey task carries a job's id to ``run``."""
    from huey import SqliteHuey  # it loads psycopg: only who sends or runs needs it

    huey = SqliteHuey("cms", filename=str(path), serializer=JobIds(), results=False)

    def cms_job(identity: int) -> None:
        run(identity)

    return huey.task(name="cms_job")(cms_job)


@lru_cache(maxsize=8)
def _sender(path: Path) -> TaskWrapper:
    """Return the sending end, opened once for each instance of this process."""
    return messages(path, _only_workers_run)


def _only_workers_run(identity: int) -> None:
    """Refuse: this process sends messages and runs none."""
    raise RuntimeError(f"Job {identity} came to a process that is no worker.")
