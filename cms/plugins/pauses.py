"""Contributions that keep failing or hanging rest for a minute; people see that."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock


log = logging.getLogger(__name__)

FAILURES_BEFORE_PAUSE = 3
PAUSE_SECONDS = 60.0
# A call this slow is logged; one over the budget counts as a failure.
SLOW_SECONDS = 0.2
BUDGET_SECONDS = 2.0


@dataclass
class _Record:
    """How a place of a plugin has been doing lately."""

    failures: int = 0
    paused_until: float = 0.0
    reference: str = ""


@dataclass
class Pauses:
    """The records of one build; a new build starts with a clean sheet."""

    clock: Callable[[], float] = time.monotonic
    budget: float = BUDGET_SECONDS
    _records: dict[tuple[str, str], _Record] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def reason(self, plugin: str, place: str) -> str | None:
        """Return the code of the failure that a place rests for, or None."""
        with self._lock:
            record = self._records.get((plugin, place))
            if record is None or self.clock() >= record.paused_until:
                return None
            return record.reference

    def paused(self) -> list[tuple[str, str]]:
        """Return the (plugin, place) that rest now."""
        now = self.clock()
        with self._lock:
            return [
                key
                for key, record in self._records.items()
                if now < record.paused_until
            ]

    def watch(self, plugin: str, place: str) -> Watch:
        """Start watching one call."""
        return Watch(self, (plugin, place), self.clock())

    def note_failure(self, key: tuple[str, str], reference: str) -> None:
        """Count a failure; the third in a row starts the rest."""
        with self._lock:
            record = self._records.setdefault(key, _Record())
            record.failures += 1
            record.reference = reference
            if record.failures >= FAILURES_BEFORE_PAUSE:
                record.paused_until = self.clock() + PAUSE_SECONDS
                record.failures = FAILURES_BEFORE_PAUSE - 1  # one more chance after it

    def note_success(self, key: tuple[str, str]) -> None:
        """Forget earlier failures."""
        with self._lock:
            self._records.pop(key, None)


@dataclass
class Watch:
    """One call that is being timed."""

    pauses: Pauses
    key: tuple[str, str]
    started: float

    def failed(self, reference: str) -> None:
        """Say that the call raised or took too long."""
        self.pauses.note_failure(self.key, reference)

    def passed(self) -> float | None:
        """Say that the call returned; give its seconds when over the budget."""
        seconds = self.pauses.clock() - self.started
        if seconds > SLOW_SECONDS:
            plugin, place = self.key
            log.warning("%s of plugin %s took %.1f s", place, plugin, seconds)
        if seconds > self.pauses.budget:
            return seconds
        self.pauses.note_success(self.key)
        return None
