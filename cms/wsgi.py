"""The entry of a WSGI server: ``granian --interface wsgi --factory cms.wsgi:site``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from cms.build import recording
from cms.config import Config
from cms.errors import Busy, SchemaError
from cms.plugins.watchdog import Watchdog
from cms.site import Site


# How often a worker without a site looks whether there can be one.
RETRY_SECONDS = 1.0
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def site() -> Application:
    """Return the site of the instance that ``CMS_INSTANCE`` names, or ``./instance``.

    While the database is away, or does not fit the installed code, requests are
    answered with 503 and, in plain text, the command that helps.
    """
    config = Config.load()
    try:
        return watched_site(config)
    except (SchemaError, Busy) as error:
        sys.stderr.write(f"{error}\n")
        return Later(config, str(error))


def watched_site(config: Config) -> Site:
    """Return the site of a process that ends when a plugin freezes it.

    Plugins that have frozen a process before take no part in it.
    """
    watchdog = Watchdog(config)
    with recording(config) as failures:
        frozen = watchdog.report(failures)
    watchdog.start()
    site = Site(config)
    if frozen:
        site.notify_suspended(frozen)
    return site


class Later:
    """An application that says why there is no site, and becomes it when there can be one.

    A worker that starts while the database is away needs no hand when it is back.
    """

    def __init__(self, config: Config, reason: str) -> None:
        self._config = config
        self._answer: Application = unavailable(reason)
        self._site: Site | None = None
        self._lock = Lock()
        self._tried = time.monotonic()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer by the site, once it is there; each try is one request's."""
        if self._site is None and self._lock.acquire(blocking=False):
            try:
                if time.monotonic() - self._tried >= RETRY_SECONDS:
                    self._try()
            finally:
                self._lock.release()
        return (self._site or self._answer)(environ, start_response)

    def _try(self) -> None:
        try:
            self._site = watched_site(self._config)
        except (SchemaError, Busy) as error:
            self._answer = unavailable(str(error))
        self._tried = time.monotonic()


def unavailable(reason: str) -> Application:
    """Return an application that says why there is no site, and changes nothing."""
    body = f"The site is not available.\n{reason}\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Retry-After", "60"),
    ]

    def answer(
        _environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        start_response("503 Service Unavailable", headers)
        return [body]

    return answer
