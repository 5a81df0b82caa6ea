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
    values = {
        "method": request.method,
        "route": _route(),
        "status": status,
        "ms": milliseconds,
    }
    if options.log_requests:
        access.info("request", extra=values)
    if options.slow_request_ms and milliseconds >= options.slow_request_ms:
        slow.warning("slow request", extra=values)


def watch_queries(engine: Engine, options: Operations) -> None:
    """Write down statements that took long, without what was asked for."""
    limit = options.slow_query_ms / 1000
    if not limit:
        return

    def before(connection: Any, *_arguments: Any) -> None:
        connection.info["cms.query.began"] = time.perf_counter()

    def after(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        began = connection.info.pop("cms.query.began", None)
        if began is not None and time.perf_counter() - began >= limit:
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            text = " ".join(statement.split())[:_LONGEST_SQL]
            slow.warning("slow query", extra={"ms": milliseconds, "sql": text})

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
