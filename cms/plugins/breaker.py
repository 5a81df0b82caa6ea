"""The circuit breaker: hooks that hang or keep failing are paused or suspended."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from cms.plugins.timeouts import Overdue


log = logging.getLogger(__name__)

# Seconds that a hook may take; the configuration decides (``hook_seconds``).
BUDGET_SECONDS = 2.0
# Failures in a row; the site's settings decide (``hook_failures``).
FAILURE_LIMIT = 5
# What hangs is left alone for so long, however few its failures are.
PAUSE_SECONDS = 60.0
# A call this slow is logged.
SLOW_SECONDS = 0.2

Place = tuple[str, str]  # a plugin and one of its hooks or panels


@dataclass
class _Record:
    """Recent failures and pauses of one hook of one plugin."""

    failures: int = 0
    reference: str = ""
    paused_until: float = 0.0
    overdue: list[Overdue] = field(default_factory=list)
    suspended: bool = False

    def hangs(self) -> bool:
        """Tell whether a call of it still runs; forget those that have ended."""
        self.overdue = [call for call in self.overdue if call.hangs]
        return bool(self.overdue)


@dataclass
class CircuitBreaker:
    """The records of one build, by plugin and hook.

    A place that hangs is not called for a minute, nor while a call of it still
    runs. One that has failed ``limit`` times in a row is suspended: it is not
    called until an administrator resumes it. ``clock`` returns seconds.
    """

    clock: Callable[[], float] = time.monotonic
    budget: float = BUDGET_SECONDS
    limit: int = FAILURE_LIMIT
    _records: dict[Place, _Record] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def suspend(self, places: Mapping[Place, str]) -> None:
        """Take over what is suspended in the database: places with their codes."""
        for place, reference in places.items():
            self._records[place] = _Record(reference=reference, suspended=True)

    def reference(self, plugin: str, hook: str) -> str | None:
        """Return the code of the failure for which a place is not called, or None."""
        with self._lock:
            record = self._records.get((plugin, hook))
            return record.reference if record and self._rests(record) else None

    def resting(self) -> list[Place]:
        """Return the places that are not called now, the suspended ones included."""
        with self._lock:
            return [
                place for place, record in self._records.items() if self._rests(record)
            ]

    def _rests(self, record: _Record) -> bool:
        now = self.clock()
        return record.suspended or now < record.paused_until or record.hangs()

    def count_failure(self, place: Place, reference: str, error: BaseException) -> bool:
        """Count a failure; tell whether it is the one that suspends the place."""
        with self._lock:
            record = self._records.setdefault(place, _Record())
            record.failures += 1
            record.reference = reference
            if isinstance(error, Overdue):
                record.paused_until = self.clock() + PAUSE_SECONDS
                record.overdue.append(error)
            if record.suspended or record.failures < self.limit:
                return False
            record.suspended = True
            return True

    def count_success(self, place: Place, seconds: float) -> None:
        """Forget the failures of a place, unless it is suspended meanwhile."""
        if seconds > SLOW_SECONDS:
            log.warning("%s of plugin %s took %.1f s", place[1], place[0], seconds)
        with self._lock:
            record = self._records.get(place)
            if record is not None and not self._rests(record):
                del self._records[place]
