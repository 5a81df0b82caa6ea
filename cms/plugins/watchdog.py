"""Ends a process that a plugin has frozen, and reports why at the next start.

A hook that computes outside Python and keeps the interpreter's lock (a regular
expression that never ends) stops every thread of its process, the one that
would give it up as well. Only ``faulthandler``, whose clock needs no lock, can
end that. Whoever started the process starts another one, which reads what was
being called, suspends it, and goes on without it.
"""

from __future__ import annotations

import faulthandler
import fcntl
import mmap
import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cms.config import Config
from cms.plugins import timeouts
from cms.plugins.failures import FailureLog, Seen, describe


SLOTS, SLOT_BYTES = 256, 256
# A frozen process ends after so many budgets of a hook, at least a few seconds.
BUDGETS, LEAST_SECONDS = 5, 2.0
_PREFIX = "frozen-"


class Frozen(TimeoutError):
    """A call stopped its whole process; ``stack`` are the lines of its traceback."""

    def __init__(self, stack: list[str]) -> None:
        super().__init__("stopped its whole process, which had to be ended")
        self.stack = stack


@dataclass(frozen=True)
class Call:
    """A call that was being made when its process ended."""

    plugin: str
    hook: str
    thread: int


class CallTable:
    """The calls that are being made, in a file that outlives the process."""

    def __init__(self, path: Path) -> None:
        with path.open("w+b") as file:
            file.truncate(SLOTS * SLOT_BYTES)
            self._bytes = mmap.mmap(file.fileno(), SLOTS * SLOT_BYTES)
        self._free = list(range(SLOTS))

    @contextmanager
    def calling(self, label: tuple[str, str]) -> Iterator[None]:
        """Have the call of (plugin, hook) in the table while the block runs."""
        try:
            slot = self._free.pop()
        except IndexError:  # so many calls at once are not made
            yield
            return
        start = slot * SLOT_BYTES
        row = f"{threading.get_ident():x}\n{label[0]}\n{label[1]}".encode()
        self._bytes[start : start + SLOT_BYTES] = row[:SLOT_BYTES].ljust(SLOT_BYTES)
        try:
            yield
        finally:
            self._bytes[start : start + SLOT_BYTES] = bytes(SLOT_BYTES)
            self._free.append(slot)


def read_calls(path: Path) -> list[Call]:
    """Return the calls that a table was left with."""
    content = path.read_bytes()
    found = []
    for start in range(0, len(content), SLOT_BYTES):
        row = content[start : start + SLOT_BYTES].strip(b"\0 ")
        thread, _line, rest = row.decode(errors="replace").partition("\n")
        plugin, _line, hook = rest.partition("\n")
        if hook:
            found.append(Call(plugin, hook, int(thread, 16)))
    return found


class Watchdog:
    """Ends this process when no Python runs in it for ``seconds``."""

    def __init__(self, config: Config) -> None:
        self.folder = config.instance
        self.seconds = max(LEAST_SECONDS, BUDGETS * config.hook_seconds)

    def start(self) -> None:
        """Watch from now on, until the process ends."""
        name = f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
        timeouts.calls = CallTable(self.folder / f"{name}.calls")
        self._trace = (self.folder / f"{name}.trace").open("w")
        _lock(self._trace)
        self._arm()
        threading.Thread(target=self._beat, name="watchdog", daemon=True).start()

    def _beat(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(self.seconds / 4)
            self._arm()

    def _arm(self) -> None:
        faulthandler.dump_traceback_later(self.seconds, exit=True, file=self._trace)

    def report(self, failures: FailureLog) -> list[Seen]:
        """Suspend what froze processes that have ended; return the failures.

        Needs an application context.
        """
        found = []
        for calls, trace in self._left_behind():
            if trace:
                found += [
                    describe(one.plugin, one.hook, Frozen(_lines_of(trace, one.thread)))
                    for one in calls
                ]
        for seen in found:
            failures.add_final(seen)
        failures.flush()
        return found

    def _left_behind(self) -> Iterator[tuple[list[Call], str]]:
        """Yield the calls and the traceback of each process that has ended.

        A process holds the lock of its trace as long as it lives; of those
        that look at the same time, one gets it.
        """
        for path in sorted(self.folder.glob(f"{_PREFIX}*.trace")):
            with suppress(FileNotFoundError), path.open(errors="replace") as file:
                if not _lock(file):
                    continue
                calls = path.with_suffix(".calls")
                yield read_calls(calls), file.read()
                calls.unlink()
                path.unlink()


def _lock(file: IO[str]) -> bool:
    """Lock a file until it is closed, unless another process has locked it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _lines_of(trace: str, thread: int) -> list[str]:
    """Return the lines of one thread in what faulthandler has written."""
    blocks = re.split(r"(?m)^(?=(?:Thread|Current thread) 0x)", trace)
    for block in blocks:
        match = re.match(r"(?:Thread|Current thread) 0x([0-9a-f]+)", block)
        if match and int(match[1], 16) == thread:
            return block.strip().splitlines(keepends=True)[::-1]
    return trace.splitlines(keepends=True)
