"""Signs of life of web and job workers: a small file each in the instance's folder.

They need no database, so they can be read while it is away. A worker that hangs
leaves its file behind and renews it no more; the file of one that has gone is
taken away by whoever reads next. Only the workers of this machine are told.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final


FOLDER: Final = "workers"
WEB: Final = "web"
JOBS: Final = "jobs"
EVERY_SECONDS: Final = 5.0
# A worker that has shown no life for so long hangs, or its machine does.
SILENT_SECONDS: Final = 60.0


class Heartbeat:
    """The signs of life of one worker; ``kind`` is WEB or JOBS."""

    def __init__(self, instance: Path, kind: str) -> None:
        self._file = instance / FOLDER / f"{kind}-{os.getpid()}.json"
        self._known = {
            "kind": kind,
            "machine": socket.gethostname(),
            "process": os.getpid(),
            "begun": process_begun(os.getpid()),
            "since": time.monotonic(),
        }
        self._shown = float("-inf")

    def show(self) -> None:
        """Write the file when the last time was a while ago; a full disk stops nobody."""
        now = time.monotonic()
        if now - self._shown < EVERY_SECONDS:
            return
        self._shown = now
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(mode=0o700, exist_ok=True)
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps({**self._known, "shown": now}), "utf-8")
            fresh.replace(self._file)


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
    """Return the workers of this machine; files of those that have gone are removed.

    Times are those of the machine's monotonic clock, which nobody can set.
    """
    found, now, machine = [], time.monotonic(), socket.gethostname()
    for path in sorted((instance / FOLDER).glob("*.json")):
        try:
            said = json.loads(path.read_text("utf-8"))
            if said["machine"] != machine:
                continue
            process = int(said["process"])
            begun = process_begun(process)
            if begun is None or begun != said["begun"]:
                path.unlink(missing_ok=True)
                continue
            age, silence = now - float(said["since"]), now - float(said["shown"])
            found.append(Worker(str(said["kind"]), process, age, silence))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # not ours
    return found


def process_begun(process: int) -> str | None:
    """Return when a process began, as the system counts it; None when there is none.

    An empty text where the system does not tell: then any process of that number
    is taken for it.
    """
    with contextlib.suppress(OSError, IndexError):
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(") ")[2]
        values = state.split()
        return None if values[0] == "Z" else values[19]
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return ""
    return ""
