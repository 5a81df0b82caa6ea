"""How the site is, in numbers: workers, jobs, disk, time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, func, or_, select

from cms.build_context import current_build
from cms.builtin.operations.heartbeats import JOBS, WEB, read_workers
from cms.config import Config
from cms.database.base import utcnow
from cms.database.clock import read_clock
from cms.extensions import db
from cms.jobs.models import DONE, FAILED, QUEUED, RUNNING, JobRow


MOST_SECONDS_APART: Final = 2.0
LONGEST_WAIT: Final = 300.0
LEAST_FREE: Final = 0.05


@dataclass(frozen=True)
class Machine:
    """What can be told without the database: running workers, and the disk.

    The silences are seconds since the worker that has been silent for longest
    has shown life; None where no worker runs.
    """

    web_workers: int
    web_silence: float | None
    job_workers: int
    job_silence: float | None
    disk_free: int
    disk_total: int

    @property
    def is_full(self) -> bool:
        """Whether little of the disk is left."""
        return self.disk_free < LEAST_FREE * self.disk_total

    def gauges(self) -> Iterator[tuple[str, str, float | None]]:
        """Yield name, words and value of each."""
        yield "web_workers", "Web workers that run here.", self.web_workers
        yield "web_worker_heartbeat_seconds", "The oldest heartbeat.", self.web_silence
        yield "job_workers", "Job workers that run here.", self.job_workers
        yield "job_worker_heartbeat_seconds", "The oldest heartbeat.", self.job_silence
        yield "disk_free_bytes", "Free space of the instance.", self.disk_free
        yield "disk_bytes", "Whole space of the instance.", self.disk_total


@dataclass(frozen=True)
class State:
    """Values at one moment; None where there is nothing to tell.

    ``oldest_due`` and ``worker_silence`` are seconds: since when the oldest
    job waits, and since when no worker has ended one. ``clock_ahead`` is how
    many seconds this process's clock is ahead of the database's.
    """

    machine: Machine
    jobs_waiting: int
    jobs_failed: int
    oldest_due: float | None
    worker_silence: float | None
    clock_ahead: float
    plugins_left_out: int

    @property
    def is_late(self) -> bool:
        """Whether a job has waited for too long."""
        return (self.oldest_due or 0) > LONGEST_WAIT

    @property
    def is_apart(self) -> bool:
        """Whether the clocks of this process and of the database differ."""
        return abs(self.clock_ahead) > MOST_SECONDS_APART

    def gauges(self) -> Iterator[tuple[str, str, float | None]]:
        """Yield name, words and value of each, those of the machine first."""
        yield from self.machine.gauges()
        yield "jobs_waiting", "Jobs that wait.", self.jobs_waiting
        yield "jobs_failed", "Jobs that failed at every attempt.", self.jobs_failed
        yield "oldest_due_job_seconds", "Age of the oldest due job.", self.oldest_due
        yield "worker_silence_seconds", "Since the last job's end.", self.worker_silence
        yield "clock_ahead_seconds", "Ahead of the database.", self.clock_ahead
        yield "plugins_left_out", "Plugins that fail.", self.plugins_left_out


def read_machine(config: Config) -> Machine:
    """Return what this machine tells of an instance, without its database."""
    silences: dict[str, list[float]] = {WEB: [], JOBS: []}
    for worker in read_workers(config.instance):
        silences.setdefault(worker.kind, []).append(worker.silence)
    disk = shutil.disk_usage(config.instance)
    return Machine(
        web_workers=len(silences[WEB]),
        web_silence=max(silences[WEB], default=None),
        job_workers=len(silences[JOBS]),
        job_silence=max(silences[JOBS], default=None),
        disk_free=disk.free,
        disk_total=disk.total,
    )


def read_state(config: Config) -> State:
    """Return the state of the current build's site."""
    session = db.session()
    now = read_clock(session)
    states = select(JobRow.state, func.count()).group_by(JobRow.state)
    counts = {state: count for state, count in session.execute(states)}  # noqa: C416
    # Also what was being done when its worker died waits for somebody.
    waiting = and_(JobRow.state == QUEUED, JobRow.run_at <= now)
    left = and_(JobRow.state == RUNNING, JobRow.lease_until < now)
    due = session.scalar(select(func.min(JobRow.run_at)).where(or_(waiting, left)))
    ended = session.scalar(
        select(func.max(JobRow.finished_at)).where(JobRow.state == DONE)
    )
    return State(
        machine=read_machine(config),
        jobs_waiting=counts.get(QUEUED, 0),
        jobs_failed=counts.get(FAILED, 0),
        oldest_due=(now - due).total_seconds() if due else None,
        worker_silence=(now - ended).total_seconds() if ended else None,
        clock_ahead=(utcnow() - now).total_seconds(),
        plugins_left_out=len(current_build().left_out),
    )
