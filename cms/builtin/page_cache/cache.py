"""The page cache of a worker: answers from memory, else has the page made and keeps it."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Event, Lock
from typing import Any

from sqlalchemy import Engine
from werkzeug.datastructures import Headers

from cms.build_context import Build
from cms.builtin.page_cache.keys import Place, place_of
from cms.builtin.page_cache.moments import Moment, Moments
from cms.builtin.page_cache.numbers import Numbers
from cms.builtin.page_cache.representations import Page, is_for_everybody
from cms.builtin.page_cache.shared import SharedPages
from cms.builtin.page_cache.store import Store
from cms.builtin.valkey import valkey_of
from cms.config import Config


StartResponse = Callable[..., Any]
MEGABYTE = 1024 * 1024
# In the environment of a request whose page may be kept: what was noted in its making.
NOTED = "cms.page_cache"
# Whoever asks for what is being made waits for it at most this long.
WAIT_SECONDS = 10.0
MOST_PASSED = 4096


class PageCache:
    """Stands before the application; ``config.page_cache_mb`` is its size, 0 none."""

    def __init__(
        self,
        config: Config,
        engine: Engine,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.on = bool(config.page_cache_mb) and not config.debug
        self.store = Store(config.page_cache_mb * MEGABYTE)
        self.numbers = Numbers(config.instance)
        valkey = valkey_of(config) if self.on else None
        self._shared = SharedPages(valkey) if valkey else None
        self._proxies, self._secure = config.trusted_proxies, config.secure_cookies
        self._moments = Moments(engine, config.timezone, clock=clock)
        self._clock = clock
        self._moment: Moment | None = None
        self._lock = Lock()
        self._making: dict[Any, Event] = {}
        self._passed: OrderedDict[Place, None] = OrderedDict()

    def answer(
        self,
        build: Build,
        environ: dict[str, Any],
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Answer a request: from memory when that may be, else by the application."""
        place = self._place(build, environ)
        moment = self._current(build) if place else None
        if place is None or moment is None:
            return build.app(environ, start_response)
        page = self.store.find(place, environ.get("QUERY_STRING", ""), self._clock())
        if page is not None:
            self.numbers.count(self, hit=True)
            return page.answer(environ, start_response)
        if environ["REQUEST_METHOD"] != "GET":
            return build.app(environ, start_response)
        return self._make(build, place, moment, environ, start_response)

    def close(self) -> None:
        """Forget everything and give the connection back."""
        self.store.clear()
        self._moments.close()
        self.numbers.close()

    def _place(self, build: Build, environ: dict[str, Any]) -> Place | None:
        if not self.on:
            return None
        generation, proxies = build.generation, self._proxies
        return place_of(environ, generation, proxies=proxies, secure=self._secure)

    def _current(self, build: Build) -> Moment | None:
        """Return the moment of now, after forgetting what was kept of another."""
        moment = self._moments.now(tuple(build.registry.content_types))
        if moment != self._moment:
            with self._lock:
                self._moment = moment
                self.store.clear()
        return moment

    def _make(
        self,
        build: Build,
        place: Place,
        moment: Moment,
        environ: dict[str, Any],
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Have a page made; whoever asks for the same meanwhile waits for it."""
        query = environ.get("QUERY_STRING", "")
        key = (place, query, moment)
        with self._lock:
            other = self._making.get(key)
            first = other is None and place not in self._passed
            if first:
                self._making[key] = made = Event()
        if other is not None:
            other.wait(WAIT_SECONDS)
            if self._current(build) == moment:
                page = self.store.find(place, query, self._clock())
                if page is not None:
                    self.numbers.count(self, hit=True)
                    return page.answer(environ, start_response)
        try:
            page = self._of_other_nodes(place, query, moment)
            if page is not None:
                return page.answer(environ, start_response)
            return self._made(build, place, moment, environ, start_response)
        finally:
            if first:
                with self._lock:
                    self._making.pop(key, None)
                made.set()

    def _of_other_nodes(self, place: Place, query: str, moment: Moment) -> Page | None:
        """Return what another node has made, and keep it here as well."""
        if self._shared is None or query:
            return None
        found = self._shared.find(place, moment)
        if found is None:
            return None
        page, names = found
        with self._lock:
            if self._moment == moment and page.until > self._clock():
                self.store.keep(place, query, names, page)
        self.numbers.count(self, hit=True)
        return page

    def _made(
        self,
        build: Build,
        place: Place,
        moment: Moment,
        environ: dict[str, Any],
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Answer by the application; keep the page if its making allows that."""
        begun: list[Any] = []

        def begin(status: str, headers: Any, exc_info: Any = None) -> Any:
            begun[:] = [status, headers, exc_info]
            return _refuse_to_write

        noted: dict[str, Any] = {}
        result = build.app({**environ, NOTED: noted}, begin)
        status, given, exc_info = begun
        headers = Headers(given)
        if not noted.get("shows") or not is_for_everybody(status, headers):
            self._pass(place)
            start_response(status, given, *([exc_info] if exc_info else []))
            return result
        body = b"".join(result)
        close = getattr(result, "close", None)
        if close is not None:
            close()
        until = moment.until
        if "until" in noted:
            until = min(until, moment.zero + noted["until"])
        page = Page(headers, body, until)
        names = None if noted["whole"] else frozenset(noted["names"])
        if self._shared is not None and not environ.get("QUERY_STRING"):
            self._shared.keep(place, moment, headers, page, names, self._clock())
        with self._lock:
            self._passed.pop(place, None)
            if self._moment == moment and until > self._clock():
                self.store.keep(place, environ.get("QUERY_STRING", ""), names, page)
        self.numbers.count(self, hit=False)
        return page.answer(environ, start_response)

    def _pass(self, place: Place) -> None:
        """Remember that nobody needs to wait for what is made here."""
        with self._lock:
            self._passed[place] = None
            self._passed.move_to_end(place)
            if len(self._passed) > MOST_PASSED:
                self._passed.popitem(last=False)
        self.numbers.count(self, hit=None)


def _refuse_to_write(_data: bytes) -> None:
    raise NotImplementedError("a page is returned, not written")
