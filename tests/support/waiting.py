"""Waiting for what other processes and threads do, as long as a slow machine takes."""

from __future__ import annotations

import time
from collections.abc import Callable


PATIENCE = 120.0


def wait_for(
    condition: Callable[[], object],
    seconds: float = PATIENCE,
    *,
    reason: Callable[[], str] = lambda: "waited too long",
) -> None:
    """Return once ``condition`` holds; after ``seconds`` fail with ``reason``."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, reason()
        time.sleep(0.05)
