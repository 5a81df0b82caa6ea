"""Starting granian on a WSGI application, and reading what it has used."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running server: its port and the process that was started."""

    port: int
    pid: int

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            body: bytes = answer.read()
        return body

    def seconds(self) -> float:
        """Return the processor time of the server and its children so far."""
        total = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = (folder / "stat").read_text().rpartition(") ")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
            if self.pid in (int(folder.name), int(stat[1])):
                total += int(stat[11]) + int(stat[12])
        return total / TICK


@contextmanager
def granian(
    target: str, workers: int, environment: Mapping[str, str], *, factory: bool = False
) -> Iterator[Server]:
    """Serve ``module:name`` until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", "4", "--log-level", "warning"]
    command += ["--factory"] if factory else []
    process = subprocess.Popen(
        [*command, target],
        env={**os.environ, **environment},
        cwd=Path(__file__).parent,
    )
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            raise SystemExit("the server did not start")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server does not answer")
