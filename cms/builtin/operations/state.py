"""How the site is, in numbers: jobs, worker, disk, time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from cms.build_context import current_build
from cms.config import Config
from cms.database.base import utcnow
from cms.database.clock import read_clock
from cms.extensions import db
from cms.jobs.models import DONE, FAILED, QUEUED, JobRow


@dataclass(frozen=True)
class State:
    """Values at one moment; None where there is nothing to tell.

    ``oldest_due`` and ``worker_silence`` are seconds: since when the oldest
    job waits, and since when no worker has ended one. ``clock_ahead`` is how
    many seconds this process's clock is ahead of the database's.
    """

    jobs_waiting: int
    jobs_failed: int
    oldest_due: float | None
    worker_silence: float | None
    clock_ahead: float
    disk_free: int
    disk_total: int
    plugins_left_out: int

    def gauges(self) -> Iterator[tuple[str, str, float | None]]:
        """Yield name, words and value of each."""
        yield "jobs_waiting", "Jobs that wait.", self.jobs_waiting
        yield "jobs_failed", "Jobs that failed at every attempt.", self.jobs_failed
        yield "oldest_due_job_seconds", "Age of the oldest due job.", self.oldest_due
        yield "worker_silence_seconds", "Since the last job's end.", self.worker_silence
        yield "clock_ahead_seconds", "Ahead of the database.", self.clock_ahead
        yield "disk_free_bytes", "Free space of the instance.", self.disk_free
        yield "disk_bytes", "Whole space of the instance.", self.disk_total
        yield "plugins_left_out", "Plugins that fail.", self.plugins_left_out


def read_state(config: Config) -> State:
    """Return the state of the current build's site."""
    session = db.session()
    now = read_clock(session)
    states = select(JobRow.state, func.count()).group_by(JobRow.state)
    counts = {state: count for state, count in session.execute(states)}  # noqa: C416
    due = session.scalar(
        select(func.min(JobRow.run_at)).where(
            JobRow.state == QUEUED, JobRow.run_at <= now
        )
    )
    ended = session.scalar(
        select(func.max(JobRow.finished_at)).where(JobRow.state == DONE)
    )
    disk = shutil.disk_usage(config.instance)
    return State(
        jobs_waiting=counts.get(QUEUED, 0),
        jobs_failed=counts.get(FAILED, 0),
        oldest_due=(now - due).total_seconds() if due else None,
        worker_silence=(now - ended).total_seconds() if ended else None,
        clock_ahead=(utcnow() - now).total_seconds(),
        disk_free=disk.free,
        disk_total=disk.total,
        plugins_left_out=len(current_build().left_out),
    )
