"""Killing a process at a step of its work: a statement, a commit, a change of a file.

What runs in a forked child is killed by SIGKILL at the step of a given number;
the same work without a number counts its steps.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import Engine, event

from cms.build import PARTS
from cms.features import FEATURES


CHANGES = ("rename", "replace", "link", "unlink", "rmdir", "mkdir", "fsync")


class Steps:
    """Counts the steps of this process from now on; dies at the ``last``, if one.

    ``commits`` are the numbers of those at which something became lasting.
    """

    def __init__(self, last: int = 0) -> None:
        self.count = 0
        self.commits: list[int] = []
        self._last = last
        event.listen(Engine, "before_cursor_execute", self.step)
        event.listen(Engine, "commit", self._commit)
        for name in CHANGES:
            setattr(os, name, self._counted(getattr(os, name)))

    def step(self, *_arguments: Any) -> None:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def _commit(self, *_arguments: Any) -> None:
        self.step()
        self.commits.append(self.count)

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            self.step()
            answer = call(*arguments, **options)
            self._commit()
            return answer

        return counted


@dataclass(frozen=True)
class Run:
    """A run to the end: how many steps it had, and which of them were commits."""

    count: int
    commits: list[int]

    def moments(self, chance: Random, most: int) -> list[int]:
        """Return at which steps to kill the next runs: behind a commit every other time."""
        return [
            min(chance.choice(self.commits) + chance.randint(0, 1), self.count)
            if self.commits and chance.random() < 0.5
            else chance.randint(1, self.count)
            for _ in range(chance.randint(1, most))
        ]


def in_child(work: Callable[[], None], last: int = 0) -> Run | None:
    """Do ``work`` in a child; return how it ran, or None when it was killed.

    The child's error is raised here as AssertionError. The caller has closed its
    connections to the database.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Threads of the tests' own services have no part in what the child does.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 1
        gc.disable()  # the child is short
        try:
            os.close(reading)
            steps = Steps(last)
            work()
            os.write(writing, json.dumps([steps.count, steps.commits]).encode())
            status = 0
        except BaseException:  # noqa: BLE001 - the child must not go on
            os.write(writing, traceback.format_exc()[-8000:].encode())
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return None
    assert status == 0, said.decode()
    return Run(*json.loads(said))


def import_parts() -> None:
    """Import the parts of the core, which every child would import again."""
    for module in PARTS.values():
        importlib.import_module(module)
    for name in FEATURES:
        importlib.import_module(f"cms.features.{name}.plugin")
