"""Making a copy, or making it current: which runs are due, and what one does."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from cms.build_context import Build
from cms.builtin.page_cache.moments import next_change
from cms.database.changes import READ_STAMP
from cms.extensions import db
from cms.features.static_copy.addresses import Site
from cms.features.static_copy.crawl import Crawl
from cms.features.static_copy.hidden import leave_hidden, remove_hidden
from cms.features.static_copy.options import StaticCopy
from cms.features.static_copy.state import (
    CRAWL,
    LEFT,
    LINK,
    PLACE,
    REMOVE,
    State,
    opened,
)
from cms.features.static_copy.writing import (
    Links,
    place_files,
    remove_rest,
    write_links,
)


# When the site has changed while it was asked, it is asked again, so often at most.
MOST_TURNS: Final = 3
# A run of more pages goes on with what it has: the next one brings what is newer.
LARGE: Final = 10_000
FOREVER: Final = float("inf")


@dataclass(frozen=True)
class Moment:
    """The content as it is: its stamp, what makes its pages, when time changes it.

    ``now`` and ``until`` are Unix times by the database's clock.
    """

    stamp: int
    maker: str
    now: float
    until: float


@dataclass
class Done:
    """What a run has done; ``is_whole`` is false when it is to go on later."""

    is_whole: bool = True
    files: int = 0
    written: int = 0
    removed: int = 0
    left: int = 0

    def add(self, other: Done) -> None:
        """Count what another run has written and removed, too."""
        self.written += other.written
        self.removed += other.removed


def read_moment(build: Build, options: StaticCopy) -> Moment:
    """Return how the content is now."""
    session = db.session()
    stamp = session.execute(READ_STAMP).scalar_one_or_none() or 0
    types = tuple(build.registry.content_types)
    change, now = session.execute(next_change(types)).one()
    session.rollback()
    local = now.astimezone(ZoneInfo(build.config.timezone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = [midnight + dt.timedelta(days=1), *([change] if change else [])]
    return Moment(stamp, _maker(build, options), now.timestamp(), min(ends).timestamp())


def _maker(build: Build, options: StaticCopy) -> str:
    """Return a name for all but the content that pages follow from."""
    layers = [layer.address for layer in build.assets.layers]
    names = [version("sen-cms"), build.config.base_url, *layers, *build.enabled]
    names.append(str(options.relative))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def is_due(state: State, moment: Moment) -> bool:
    """Tell whether the copy says something else than the site, or is not finished."""
    return bool(
        state.get("phase")
        or state.get("stamp") != moment.stamp
        or state.get("maker") != moment.maker
        or moment.now >= (state.get("until") or 0)
    )


def make_current(
    build: Build, folder: Path, options: StaticCopy, *, seconds: float = FOREVER
) -> Done:
    """Write the public site into a folder, or go on with that, for at most ``seconds``.

    Raises CmsError when somebody else does, or when the site does not answer;
    the folder then holds what it held.
    """
    end = time.monotonic() + seconds
    with opened(folder) as state:
        run = _Run(build, state, options, end)
        done = run.work()
        if seconds == FOREVER and is_due(state, read_moment(build, options)):
            done.add(run.work())  # it has finished what was begun before
        if done.is_whole:
            found = state.db.execute("SELECT count(*) FROM files").fetchone()
            done.files, done.left = int(found[0]), state.count(LEFT)
        return done


class _Run:
    """One run in an opened folder, until a moment of the monotonic clock."""

    def __init__(
        self, build: Build, state: State, options: StaticCopy, end: float
    ) -> None:
        self._build, self._state, self._options = build, state, options
        self._end = end
        self._site = Site(build.config.base_url)

    def work(self) -> Done:
        """Do what is still to be done, and say how far that went."""
        state = self._state
        moment = read_moment(self._build, self._options)
        is_moved = state.get("stamp_begun") != moment.stamp and not self._is_large()
        asks = state.get("phase") in (CRAWL, LINK)
        if (
            state.get("maker_begun") != moment.maker
            or (asks and is_moved)
            or state.get("phase") is None
        ):
            self._begin(moment)
        done = Done(removed=remove_hidden(state))
        if state.get("phase") == CRAWL and not self._crawl():
            return Done(is_whole=False, removed=done.removed)
        if state.get("phase") == LINK:
            links = Links(state, self._site, relative=self._options.relative)
            if not write_links(state, links, self._end):
                return Done(is_whole=False, removed=done.removed)
        if state.get("phase") == PLACE:
            leave_hidden(state)
            done.written, failed = place_files(state)
            state.note(failed=failed, failed_before=state.get("failed", 0))
        if state.get("phase") == REMOVE:
            done.removed += remove_rest(state)
            self._end_run()
        return done

    def _begin(self, moment: Moment) -> None:
        self._state.begin(
            stamp_begun=moment.stamp,
            maker_begun=moment.maker,
            until_begun=moment.until,
            disallowed=None,
            page_until=None,
        )

    def _crawl(self) -> bool:
        """Go through the site, again when it has changed meanwhile; tell whether whole."""
        state, build = self._state, self._build
        for turn in range(MOST_TURNS):
            crawl = Crawl(
                state, build.app, build.config.base_url, self._options.most_files
            )
            if not crawl.run(self._end):
                return False
            moment = read_moment(build, self._options)
            same = moment.stamp == state.get("stamp_begun")
            if same or self._is_large() or turn == MOST_TURNS - 1:
                break
            self._begin(moment)
        return True

    def _is_large(self) -> bool:
        found = self._state.db.execute("SELECT max(id) FROM pages").fetchone()[0]
        return (found or 0) > LARGE

    def _end_run(self) -> None:
        """Note which content the files are of."""
        state = self._state
        again = state.get("failed") and not state.get("failed_before")
        ends = [state.get("until_begun"), state.get("page_until")]
        state.note(
            phase=None,
            stamp=None if again else state.get("stamp_begun"),
            maker=state.get("maker_begun"),
            until=min(one for one in ends if one is not None),
            made_at=time.time(),
            due_since=None,
        )
        state.empty_staging()
        state.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
