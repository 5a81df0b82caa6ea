"""Work outside requests: the job table is the truth, huey is the engine."""

from __future__ import annotations

from cms.jobs.queue import enqueue, finish


__all__ = ["enqueue", "finish"]
