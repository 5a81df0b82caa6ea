"""The WSGI application: serves the newest build, replaces it while requests run."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from threading import Lock, Thread
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wsgi import ClosingIterator

from cms.build import Build, build
from cms.builtin.page_cache.cache import PageCache
from cms.config import Config
from cms.database.engines import make_engine
from cms.database.schema import require_schema
from cms.errors import Busy
from cms.plugins.discovery import Installed
from cms.plugins.failures import Seen
from cms.plugins.state import read_generation


log = logging.getLogger(__name__)

# An anonymous visitor makes a process look for changes at most this often.
LOOK_SECONDS = 1.0
# Nobody is answered by a build that was last known to be the newest longer ago.
STALE_SECONDS = 1.5
# A build that takes longer is not waited for: the old one serves meanwhile.
PATIENCE_SECONDS = 5.0


class Site:
    """A site as a WSGI object; make it after the server has forked.

    Raises SchemaError when the database does not fit the installed code.
    """

    def __init__(
        self,
        config: Config,
        *,
        extra_plugins: Sequence[Installed] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.config = config
        self.builds = 0
        self._extra_plugins = extra_plugins
        self._clock = clock
        self._renewing = Lock()
        self._thread: Thread | None = None
        self._patience = 0.0
        self._failed: int | None = None
        self._engine: Engine = make_engine(config.database_url)
        self.pages = PageCache(config, self._engine, clock=clock)
        try:
            require_schema(self._engine, plugins=False)
            self._looked = self._confirmed = clock()
            self._build = self._make(self._read())
        except BaseException:
            self._engine.dispose()
            raise

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer from the page cache or with the current build.

        The build stays alive until the answer is sent.
        """
        chosen = self.enter(wait="session" in environ.get("HTTP_COOKIE", ""))
        try:
            answer = self.pages.answer(chosen, environ, start_response)
            return ClosingIterator(answer, chosen.leave)
        except BaseException:
            chosen.leave()
            raise

    def enter(self, *, wait: bool = True) -> Build:
        """Return the current build, entered; the caller must ``leave()`` it.

        With ``wait`` (a request of somebody logged in, a job) the newest
        generation is waited for, for PATIENCE_SECONDS at most; without, one build
        behind is good enough, but not for longer than STALE_SECONDS.
        """
        chosen = self.current(wait=wait)
        while not chosen.enter():  # retired between choosing and entering
            chosen = self._build
        return chosen

    def current(self, *, wait: bool = True) -> Build:
        """Return the current build, after looking for a newer generation when due."""
        wait = wait or self._clock() - self._confirmed > STALE_SECONDS
        if wait or self._due():
            try:
                now = self._clock()
                if self._read() not in (self._build.generation, self._failed):
                    self._renew(wait=wait)
                else:
                    self._confirmed = now
            except (SQLAlchemyError, Busy):
                # The views will meet the same database and say so to the reader.
                log.warning("the generation could not be read", exc_info=True)
        return self._build

    def close(self) -> None:
        """Retire the current build and give all connections back."""
        self.pages.close()
        self._build.retire()
        self._engine.dispose()

    def notify_suspended(self, failures: Iterable[Seen]) -> None:
        """Notify the managers of plugins of hooks suspended before this site was built."""
        notify = self._build.manager.failures.on_suspended
        with self._build.app.app_context():
            for seen in failures:
                if notify is not None:
                    notify(seen)

    def _due(self) -> bool:
        """Tell whether this anonymous request is the one that looks."""
        now = self._clock()
        if now - self._looked < LOOK_SECONDS:
            return False
        self._looked = now
        return True

    def _read(self) -> int:
        with self._engine.connect() as connection:
            return read_generation(connection)

    def _renew(self, *, wait: bool) -> None:
        """Have the build replaced beside the requests, which go on with the old one.

        With ``wait`` the caller has the new one, unless that takes too long; so has
        the first who asks for it.
        """
        first, joined = self._renewal()
        if joined and not wait:
            return
        self._wait_for(first)
        if joined and not first.is_alive():
            # It may have read the generation before the caller did.
            self._wait_for(self._renewal()[0])

    def _renewal(self) -> tuple[Thread, bool]:
        """Return the thread that makes the next build, and whether it ran already."""
        with self._renewing:
            running = self._thread is not None and self._thread.is_alive()
            if not running:
                self._thread = Thread(target=self._replace, name="build", daemon=True)
                self._patience = time.monotonic() + PATIENCE_SECONDS
                self._thread.start()
            assert self._thread is not None  # noqa: S101 - for the type checker
            return self._thread, running

    def _wait_for(self, renewal: Thread) -> None:
        renewal.join(max(0.0, self._patience - time.monotonic()))

    def _replace(self) -> None:
        """Make a build of the newest generation and put it in the old one's place."""
        now = self._clock()
        try:
            # Again: what a request has read before may be old by now, and building
            # for it would go backwards.
            generation = self._read()
            if generation not in (self._build.generation, self._failed):
                new = self._make_or_remember(generation)
                if new is not None:
                    old, self._build = self._build, new
                    old.retire()
            self._confirmed = now
        except (SQLAlchemyError, Busy):
            log.warning("the generation could not be read", exc_info=True)

    def _make_or_remember(self, generation: int) -> Build | None:
        try:
            return self._make(generation)
        except Exception:  # whatever it is, the old build goes on
            self._failed = generation
            log.exception("generation %d does not build", generation)
            return None

    def _make(self, generation: int) -> Build:
        self.builds += 1
        self.config = self.config.with_current_keys()
        return build(
            self.config, generation=generation, extra_plugins=self._extra_plugins
        )
