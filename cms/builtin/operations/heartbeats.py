"""Signs of life of web and job workers, as each writes them in a file of its own.

Only the workers of this machine are told.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cms.builtin.worker_files import WorkerFile, read_worker_files


FOLDER: Final = "workers"
WEB: Final = "web"
JOBS: Final = "jobs"
EVERY_SECONDS: Final = 5.0
# A worker that has shown no life for so long hangs, or its machine does.
SILENT_SECONDS: Final = 60.0


class Heartbeat:
    """The signs of life of one worker; ``kind`` is WEB or JOBS."""

    def __init__(self, instance: Path, kind: str) -> None:
        self._file = WorkerFile(instance / FOLDER, f"{kind}-{os.getpid()}")
        self._known = {"kind": kind, "since": time.monotonic()}
        self._shown = float("-inf")

    def show(self) -> None:
        """Write the file when the last time was a while ago."""
        now = time.monotonic()
        if now - self._shown >= EVERY_SECONDS:
            self._shown = now
            self._file.write({**self._known, "shown": now})


@dataclass(frozen=True)
class Worker:
    """A running worker: its process, for how many seconds it runs, and is silent."""

    kind: str
    process: int
    age: float
    silence: float

    @property
    def hangs(self) -> bool:
        """Whether it has been silent for too long."""
        return self.silence > SILENT_SECONDS


def read_workers(instance: Path) -> list[Worker]:
    """Return the workers of this machine.

    Times are those of the machine's monotonic clock, which nobody can set.
    """
    now = time.monotonic()
    return [
        Worker(one["kind"], one["process"], now - one["since"], now - one["shown"])
        for one in read_worker_files(instance / FOLDER, ("kind", "since", "shown"))
    ]
