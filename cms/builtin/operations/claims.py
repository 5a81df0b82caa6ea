"""Claiming, renewing and completing jobs: each step is one statement.

Whoever changes the row from "queued" to "running" has the job; a worker that
falls silent loses it when its lease runs out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, delete, or_, select, update

from cms.database.clock import database_now, read_clock
from cms.database.transaction import transaction, write_transaction
from cms.extensions import db
from cms.jobs.models import DONE, FAILED, QUEUED, RUNNING, JobRow
from cms.jobs.queue import insert_job


MAX_ATTEMPTS = 5
FIRST_PAUSE = 10  # seconds before the second attempt; then 40, 160, 640
KEEP_DONE = dt.timedelta(days=1)
SLOT = "slot:"


@dataclass(frozen=True)
class Claim:
    """A job that this worker has: what to call with what, and which attempt it is."""

    id: int
    name: str
    args: dict[str, Any] = field(compare=False)
    attempt: int


def claim(identity: int, names: Collection[str], lease: dt.timedelta) -> Claim | None:
    """Take a due job whose code is here, or return None: somebody else has it."""
    keeps_key = JobRow.dedupe.startswith(SLOT)
    taken = (
        update(JobRow)
        .where(JobRow.id == identity, JobRow.name.in_(names), _due())
        .where(JobRow.attempts < MAX_ATTEMPTS)
        .values(state=RUNNING, attempts=JobRow.attempts + 1)
        .returning(JobRow.name, JobRow.args, JobRow.attempts)
    )
    release = update(JobRow).where(JobRow.id == identity, ~keeps_key)
    with write_transaction() as connection:
        until = read_clock(connection) + lease
        row = connection.execute(taken.values(lease_until=until)).one_or_none()
        if row is None:
            return None
        connection.execute(release.values(dedupe=None))
    return Claim(identity, row.name, row.args, row.attempts)


def extend(claims: Collection[Claim], lease: dt.timedelta) -> None:
    """Show a sign of life for jobs that still run."""
    with write_transaction() as connection:
        until = read_clock(connection) + lease
        for job in claims:
            connection.execute(_mine(job).values(lease_until=until))


def complete(job: Claim) -> None:
    """Mark a job as done, unless it was taken over or has done so itself."""
    with write_transaction() as connection:
        connection.execute(
            _mine(job).values(state=DONE, finished_at=database_now(), lease_until=None)
        )


def fail(job: Claim, error: str) -> None:
    """Schedule a failed job's next attempt, or park it after the last one."""
    pause = dt.timedelta(seconds=FIRST_PAUSE * 4 ** (job.attempt - 1))
    with write_transaction() as connection:
        now = read_clock(connection)
        values: dict[str, Any] = {"state": QUEUED, "run_at": now + pause}
        if job.attempt >= MAX_ATTEMPTS:
            values = {"state": FAILED, "finished_at": now}
        connection.execute(_mine(job).values(error=error, lease_until=None, **values))


def due(names: Collection[str], limit: int = 100) -> list[int]:
    """Return jobs that could run now: waiting ones and those of silent workers."""
    ids = select(JobRow.id).where(JobRow.name.in_(names), _due())
    found = db.session.scalars(ids.order_by(JobRow.run_at).limit(limit)).all()
    db.session.rollback()
    return list(found)


def park_lost() -> None:
    """Give up on jobs whose worker died at every attempt."""
    lost = (
        JobRow.state == RUNNING,
        JobRow.lease_until < database_now(),
        JobRow.attempts >= MAX_ATTEMPTS,
    )
    found = db.session.scalar(select(JobRow.id).where(*lost).limit(1))
    db.session.rollback()
    if found is None:
        return
    error = f"The worker died {MAX_ATTEMPTS} times while running this."
    parked = update(JobRow).where(*lost)
    with write_transaction() as connection:
        connection.execute(
            parked.values(state=FAILED, finished_at=database_now(), error=error)
        )


def add_slot(name: str, every: int) -> int | None:
    """Enqueue a periodic job's run for the current slot of time, once for all workers.

    Nothing is added while an earlier run of the same job waits or runs.
    """
    open_runs = select(JobRow.id).where(
        JobRow.name == name,
        JobRow.dedupe.startswith(SLOT),
        JobRow.state.in_((QUEUED, RUNNING)),
    )
    with transaction() as session:
        if session.scalar(open_runs.limit(1)) is not None:
            return None
        now = read_clock(session)
        slot = int(now.timestamp()) // every
        return insert_job(session, name, {}, now, f"{SLOT}{name}:{slot}")


def clean() -> None:
    """Remove the rows of jobs that were done a while ago; failed ones stay."""
    done = delete(JobRow).where(JobRow.state == DONE)
    with write_transaction() as connection:
        before = read_clock(connection) - KEEP_DONE
        connection.execute(done.where(JobRow.finished_at < before))


def _mine(job: Claim) -> Update:
    """Return an update of the row that holds only while this claim does."""
    return update(JobRow).where(
        JobRow.id == job.id,
        JobRow.attempts == job.attempt,
        JobRow.state == RUNNING,
    )


def _due() -> ColumnElement[bool]:
    """Return what makes a job ready to be taken."""
    now = database_now()
    waiting = and_(JobRow.state == QUEUED, JobRow.run_at <= now)
    silent = and_(JobRow.state == RUNNING, JobRow.lease_until < now)
    return or_(waiting, silent)
