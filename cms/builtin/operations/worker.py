"""The job worker: two threads that run jobs, one that looks after the table."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from huey.consumer import Consumer

from cms.builtin.operations import claims
from cms.builtin.operations.heartbeats import JOBS, Heartbeat
from cms.contributions import Job
from cms.errors import Busy
from cms.extensions import db
from cms.jobs.queue import messages, running


logger = logging.getLogger(__name__)

# A job that runs longer shows no more signs of life and is tried elsewhere.
LONGEST_RUN = 3600
LOOK_EVERY = 1.0
CLEAN_EVERY = 3600.0
# How long a message may lie in the queue file before it is sent again.
WAKE_AGAIN = 15.0

# Opens an application context of the newest build and yields its jobs.
Builds = Callable[[], Any]


class Worker:
    """Runs the jobs of one instance until it is stopped.

    ``builds`` is called before every job: it returns a context manager that
    holds the newest build's application context and yields its jobs by name.
    The worker shows life in the folder of ``path`` as long as it can read the table.
    """

    def __init__(self, builds: Builds, path: Path, lease_seconds: float = 30.0) -> None:
        self._heartbeat = Heartbeat(path.parent, JOBS)
        self._builds = builds
        self._lease = dt.timedelta(seconds=lease_seconds)
        self._send = messages(path, self.execute)
        self._held: dict[claims.Claim, float] = {}
        self._woken: dict[int, float] = {}
        self._slots: dict[str, int] = {}
        self._stop = threading.Event()

    def run(self, threads: int = 2) -> None:
        """Work until SIGTERM or SIGINT; running jobs may end first."""
        consumer = Consumer(
            self._send.huey,
            workers=threads,
            periodic=False,
            max_delay=LOOK_EVERY,
            graceful_signal="TERM",
            shutdown_timeout=30,
        )
        helpers = [
            threading.Thread(target=self._repeat, args=call, daemon=True)
            for call in (
                (self.poll, LOOK_EVERY),
                (self._show_life, self._lease.total_seconds() / 3),
                (self._clean, CLEAN_EVERY),
            )
        ]
        for helper in helpers:
            helper.start()
        try:
            consumer.run()
        finally:
            self._stop.set()

    def execute(self, identity: int) -> None:
        """Take one job and run it; what it raises is recorded and tried again."""
        with self._builds() as jobs:
            job = claims.claim(identity, list(jobs), self._lease)
            if job is None:
                return
            with self._holding(job):
                try:
                    jobs[job.name].run(**job.args)
                except Exception as error:
                    db.session.rollback()
                    logger.exception("Job %s (%s) failed", job.id, job.name)
                    claims.fail(job, f"{type(error).__name__}: {error}"[:2000])
                else:
                    claims.complete(job)

    def poll(self) -> None:
        """Enqueue what is due by the clock, and wake for what is due in the table."""
        with self._builds() as jobs:
            self._add_slots(jobs)
            claims.park_lost()
            ids = claims.due(list(jobs))
        now = time.monotonic()
        self._woken = {
            identity: then
            for identity, then in self._woken.items()
            if now - then < WAKE_AGAIN
        }
        for identity in ids:
            if identity not in self._woken:
                self._woken[identity] = now
                self._send(identity)
        self._heartbeat.show()

    def _add_slots(self, jobs: Mapping[str, Job]) -> None:
        """Add this slot's run of every periodic job, asking the database once a slot."""
        for name, job in jobs.items():
            if not job.every:
                continue
            slot = int(time.time()) // job.every
            if self._slots.get(name) != slot:
                claims.add_slot(name, job.every)
                self._slots[name] = slot

    @contextmanager
    def _holding(self, job: claims.Claim) -> Iterator[None]:
        """Renew the claim while the job runs; ``finish()`` finds it here."""
        self._held[job] = time.monotonic()
        token = running.set((job.id, job.attempt))
        try:
            yield
        finally:
            running.reset(token)
            self._held.pop(job, None)

    def _show_life(self) -> None:
        now = time.monotonic()
        alive = [
            job for job, since in list(self._held.items()) if now - since < LONGEST_RUN
        ]
        if alive:
            with self._builds():
                claims.extend(alive, self._lease)

    def _clean(self) -> None:
        with self._builds():
            claims.clean()

    def _repeat(self, call: Callable[[], None], seconds: float) -> None:
        """Make ``call`` every ``seconds``; errors are logged and do not end the worker."""
        while not self._stop.is_set():
            try:
                call()
            except Busy as error:
                logger.warning("%s Looking again soon.", error)
            except Exception:
                logger.exception("The worker will look again")
            self._stop.wait(seconds)
