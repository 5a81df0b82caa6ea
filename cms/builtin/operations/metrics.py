"""Measures for Prometheus: counters of all worker processes, and the state of the site.

With several workers each writes its own files into ``PROMETHEUS_MULTIPROC_DIR``
(``cms serve`` sets it), and whichever is asked adds them up.
"""

from __future__ import annotations

import hmac
import ipaddress
import logging
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flask import Response, request

from cms.build_context import current_build
from cms.builtin.operations.options import Operations, operations
from cms.builtin.operations.state import State, read_state
from cms.builtin.page_cache.numbers import State as KeptPages, read_state as read_pages
from cms.errors import NotFound


if TYPE_CHECKING:
    from prometheus_client.core import Metric

log = logging.getLogger(__name__)
FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def prepare_folder(instance: Path) -> None:
    """Give the workers that will be started an empty folder for their counters."""
    folder = instance / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[FOLDER] = str(folder)


@cache
def _counters() -> tuple[Any, Any]:
    # Imported late: the library looks for the folder when it is imported.
    from prometheus_client import Counter, Histogram

    names = ("method", "route", "status")
    return (
        Counter("cms_requests", "Requests that were answered.", names),
        Histogram("cms_request_seconds", "How long.", ("route",), buckets=_SECONDS),
    )


@cache
def _measures_of(method: str, route: str, status: int) -> tuple[Any, Any]:
    """Return what counts a request and what times it; looked up once for each kind."""
    requests, durations = _counters()
    counter = requests.labels(method, route, str(status))
    return counter.inc, durations.labels(route).observe


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request; a measure that cannot be kept fails no page.

    What a visitor makes up has no measure of its own: there would be no end.
    """
    known = method if method in METHODS else "-"
    try:
        count, time = _measures_of(known, route, status)
        count()
        time(seconds)
    except (OSError, ValueError):
        log.warning("a request was not measured", exc_info=True)


def may_read(options: Operations) -> bool:
    """Tell whether the request has the token or comes from a known network."""
    token = options.metrics_token.get_secret_value()
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(address in network for network in options.metrics_networks)


def answer() -> Response:
    """Return everything in the text format of Prometheus."""
    from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry
    from prometheus_client.exposition import generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    config = current_build().config
    if not may_read(operations(config)):
        raise NotFound("No measures for this address.")
    _counters()
    registry = CollectorRegistry()
    registry.register(_Site(read_state(config), read_pages(config.instance)))
    counted = REGISTRY
    if os.environ.get(FOLDER):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    text = generate_latest(counted) + generate_latest(registry)
    return Response(text, content_type=CONTENT_TYPE_LATEST)


class _Site:
    """Hands the state of the site to the library when it asks."""

    def __init__(self, state: State, pages: KeptPages) -> None:
        self._state, self._pages = state, pages

    def collect(self) -> Iterator[Metric]:
        """Yield each value as a gauge; what is not known is not there."""
        from prometheus_client.core import GaugeMetricFamily

        for name, words, value in (*self._state.gauges(), *self._pages.gauges()):
            if value is not None:
                yield GaugeMetricFamily(f"cms_{name}", words, value=float(value))
