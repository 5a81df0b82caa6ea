"""The job table: what is to be done, what is being done, what could not be."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cms.database.base import BigId, UTCDateTime, utcnow
from cms.database.changes import UNSEEN
from cms.extensions import Model


QUEUED = "queued"
RUNNING = "running"
DONE = "done"
FAILED = "failed"


class JobRow(Model):
    """One piece of work. ``lease_until`` is how long the worker that has it may be silent.

    ``attempts`` also tells two workers apart that hold the same job after a
    lease has run out: only the last one's number fits. ``dedupe`` is a key
    that one waiting job at most has; it is given up when the job starts,
    except by the runs of a periodic job, whose key names their time slot.
    """

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    args: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default=QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    lease_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    dedupe: Mapped[str | None] = mapped_column(String(300), unique=True)
    error: Mapped[str | None]
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (Index("ix_jobs_due", state, run_at), {"info": UNSEEN})
