"""What is written and measured of each request: its id, its duration, slow queries."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import Any, Final

from flask import Flask, Response, g, request
from sqlalchemy import Engine, event

from cms.builtin.operations import metrics
from cms.builtin.operations.options import Operations


HEADER: Final = "X-Request-ID"
_SANE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_LONGEST_SQL: Final = 500
access = logging.getLogger("cms.access")
slow = logging.getLogger("cms.slow")


def watch_requests(app: Flask, options: Operations) -> None:
    """Let an application name, time and write down its requests."""

    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _SANE.fullmatch(given) else secrets.token_hex(8)
        g.request_began = time.perf_counter()

    def end(response: Response) -> Response:
        response.headers[HEADER] = g.get("request_id", "") or secrets.token_hex(8)
        began = g.get("request_began")
        seconds = 0.0 if began is None else time.perf_counter() - began
        _write(options, response.status_code, seconds)
        if options.has_metrics:
            metrics.observe(request.method, _route(), response.status_code, seconds)
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request(end)


def _route() -> str:
    """Return the rule that answered; what an address says of somebody is not in it."""
    return request.url_rule.rule if request.url_rule else "-"


def _write(options: Operations, status: int, seconds: float) -> None:
    milliseconds = round(seconds * 1000, 1)
    is_slow = 0 < options.slow_request_ms <= milliseconds
    if not is_slow and not options.log_requests:
        return
    values = {
        "method": request.method,
        "route": _route(),
        "status": status,
        "ms": milliseconds,
    }
    if options.log_requests:
        access.info("request", extra=values)
    if is_slow:
        slow.warning("slow request", extra=values)


def watch_queries(engine: Engine, options: Operations) -> None:
    """Write down statements that took long, without what was asked for."""
    limit = options.slow_query_ms / 1000
    if not limit:
        return

    # The context of a statement is its own: nothing is looked up, nothing left behind.
    def before(*given: Any) -> None:
        context = given[4]
        if context is not None:
            context.cms_began = time.perf_counter()

    def after(*given: Any) -> None:
        began = getattr(given[4], "cms_began", None)
        if began is None:
            return
        seconds = time.perf_counter() - began
        if seconds >= limit:
            text = " ".join(given[2].split())[:_LONGEST_SQL]
            values = {"ms": round(seconds * 1000, 1), "sql": text}
            slow.warning("slow query", extra=values)

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
