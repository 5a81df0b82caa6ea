"""Background jobs: rows of the job table, run by huey."""

from __future__ import annotations

from cms.jobs.queue import enqueue, enqueued_at, finish


__all__ = ["enqueue", "enqueued_at", "finish"]
