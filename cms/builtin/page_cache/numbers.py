"""How often pages came from memory: each worker writes its own file, anybody adds them up."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cms.builtin.worker_files import WorkerFile, read_worker_files


if TYPE_CHECKING:
    from cms.builtin.page_cache.cache import PageCache

EVERY_SECONDS = 10.0
FOLDER = "page_cache"
FIELDS = ("hits", "misses", "passed", "pages", "bytes", "limit")


class Numbers:
    """Counts for one worker, and now and then writes them into the instance's folder."""

    def __init__(self, instance: Path) -> None:
        self.hits = self.misses = self.passed = 0
        self._file = WorkerFile(instance / FOLDER, f"{os.getpid()}-{id(self):x}")
        self._written = time.monotonic()

    def count(self, cache: PageCache, *, hit: bool | None) -> None:
        """Count an answer: from memory, made and kept, or (None) not to be kept."""
        if hit:
            self.hits += 1
        elif hit is None:
            self.passed += 1
        else:
            self.misses += 1
        now = time.monotonic()
        if now - self._written >= EVERY_SECONDS:
            self._written = now
            self.write(cache)

    def write(self, cache: PageCache) -> None:
        """Write the file; an instance that cannot be written to keeps no numbers."""
        store = cache.store
        values = (self.hits, self.misses, self.passed, len(store))
        self._file.write(
            dict(zip(FIELDS, (*values, store.weight, store.limit), strict=True))
        )

    def close(self) -> None:
        """Take the file away."""
        self._file.remove()


class State(NamedTuple):
    """The numbers of all workers of this machine together; sizes in bytes."""

    workers: int = 0
    hits: int = 0
    misses: int = 0
    passed: int = 0
    pages: int = 0
    bytes: int = 0
    limit: int = 0

    def gauges(self) -> Iterator[tuple[str, str, float]]:
        """Yield name, words and value of each, for monitors."""
        yield "page_cache_hits", "Pages that came from memory.", self.hits
        yield "page_cache_misses", "Pages that were made and kept.", self.misses
        yield "page_cache_bytes", "Size of the kept pages at most.", self.bytes

    @property
    def rate(self) -> float | None:
        """Which part of the pages that may be kept came from memory; None before any."""
        asked = self.hits + self.misses
        return self.hits / asked if asked else None


def read_state(instance: Path) -> State:
    """Return what the workers of this machine wrote last."""
    state = State()
    for said in read_worker_files(instance / FOLDER, FIELDS):
        values = {name: getattr(state, name) + said[name] for name in FIELDS}
        state = State(workers=state.workers + 1, **values)
    return state
