"""The entry of a WSGI server: ``granian --interface wsgi --factory cms.wsgi:site``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from cms.build import recording
from cms.config import Config
from cms.errors import SchemaError
from cms.plugins.watchdog import Watchdog
from cms.site import Site


Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def site() -> Application:
    """Return the site of the instance that ``CMS_INSTANCE`` names, or ``./instance``.

    When the database does not fit the installed code, every request is
    answered with 503 and, in plain text, the command that helps.
    """
    config = Config.load()
    try:
        return watched_site(config)
    except SchemaError as error:
        sys.stderr.write(f"{error}\n")
        return unavailable(str(error))


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
