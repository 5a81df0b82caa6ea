"""Small files in the instance's folder by which the workers of a machine tell of themselves.

They need no database, so they are read while it is away. A worker that hangs leaves
its file behind; the file of one that has gone is taken away by whoever reads next.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any


class WorkerFile:
    """The file ``name`` in ``folder`` that this process alone writes."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.json"
        process = os.getpid()
        self._owner = {
            "machine": socket.gethostname(),
            "process": process,
            "begun": process_begun(process),
        }

    def write(self, values: Mapping[str, Any]) -> None:
        """Write values for JSON, whole or not at all; a full disk stops nobody."""
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps({**values, **self._owner}), "utf-8")
            fresh.replace(self._path)

    def remove(self) -> None:
        """Take the file away."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def read_worker_files(folder: Path, names: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield what each running process of this machine wrote last, with its ``process``.

    ``names`` are those of the values that must be there. Files of processes that have
    gone are removed, what is no such file is left alone.
    """
    machine = socket.gethostname()
    for path in sorted(folder.glob("*.json")):
        try:
            said = json.loads(path.read_text("utf-8"))
            if said["machine"] != machine or not said.keys() >= set(names):
                continue
            begun = process_begun(int(said["process"]))
            if begun is None or begun != said["begun"]:
                path.unlink(missing_ok=True)
                continue
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # being replaced, or not ours
        yield said


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
