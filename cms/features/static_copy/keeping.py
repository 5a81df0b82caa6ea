"""Keeping the copy current by a job, and telling when it is not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cms.build_context import Build, current_build
from cms.database.transaction import transaction
from cms.errors import CmsError
from cms.features.static_copy.options import (
    STATE_FOLDER,
    StaticCopy,
    checked_folder,
    static_copy,
)
from cms.features.static_copy.refreshing import is_due, make_current, read_moment
from cms.features.static_copy.state import LEFT, WAITING, Held, State, opened
from cms.jobs import enqueue


JOB: Final = "static_copy.keep"
# A run that takes longer goes on in the next job: a worker does other things, too.
MOST_SECONDS: Final = 600.0
#: How long a copy may be behind before somebody should know.
LATE_SECONDS: Final = 900.0


@dataclass(frozen=True)
class Standing:
    """How a copy stands: what it holds, whether it is current, since when it is not.

    ``left`` are addresses that the application answers, by why.
    """

    files: int
    size: int
    made_at: float | None
    is_current: bool
    waiting: int
    behind: float
    left: dict[str, int]


def keep_current(seconds: float = MOST_SECONDS) -> None:
    """Make the configured copy current when it is not; the job.

    Asks the database for one number when nothing has changed.
    """
    build = current_build()
    options = static_copy(build.config)
    if options.folder is None:
        return
    folder = checked_folder(options.folder, build.config)
    moment = read_moment(build, options)
    try:
        with opened(folder) as state:
            due = is_due(state, moment)
            begun = state.get("phase") is not None
            if due and state.get("due_since") is None:
                state.note(due_since=time.time())
            wait = (state.get("made_at") or 0) + 60 * options.every_minutes
            if not due or (not begun and time.time() < wait):
                return
    except Held:
        return
    try:
        done = make_current(build, folder, options, seconds=seconds)
    except Held:
        return
    if not done.is_whole:
        with transaction():
            enqueue(JOB, dedupe=JOB)


def standing(build: Build, options: StaticCopy, folder: Path) -> Standing | None:
    """Return how the copy in a folder stands; None where there is none."""
    if not (folder / STATE_FOLDER / "state.db").is_file():
        return None
    moment = read_moment(build, options)
    state = State(folder)
    try:
        query = "SELECT count(*), coalesce(sum(size), 0) FROM files"
        files, size = state.db.execute(query).fetchone()
        left = state.db.execute(
            "SELECT reason, count(*) FROM pages WHERE state = ? GROUP BY reason",
            (LEFT,),
        )
        made_at, due = state.get("made_at"), is_due(state, moment)
        since = state.get("due_since") or made_at
        return Standing(
            files=files,
            size=size,
            made_at=made_at,
            is_current=not due,
            waiting=state.count(WAITING),
            behind=max(0.0, time.time() - since) if due and since else 0.0,
            left=dict(left.fetchall()),
        )
    finally:
        state.close()


def late() -> Iterator[str]:
    """Yield what is wrong with the configured copy, for ``cms doctor``."""
    build = current_build()
    try:
        options = static_copy(build.config)
        if options.folder is None:
            return
        found = standing(build, options, checked_folder(options.folder, build.config))
    except CmsError as error:
        yield str(error)
        return
    if found is None or found.made_at is None:
        yield (
            f"There is no static copy in {options.folder} yet: the job worker makes it"
            " (`cms worker`), or `cms static export`."
        )
    elif found.behind > LATE_SECONDS + 60 * options.every_minutes:
        yield (
            f"The static copy in {options.folder} has been behind the site for"
            f" {found.behind / 60:.0f} minutes: is the job worker running"
            " (`cms worker`)? `cms static status` says more."
        )
