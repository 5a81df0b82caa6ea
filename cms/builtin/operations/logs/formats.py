"""Lines of the log, for people or for programs.

Who somebody is stands there as a number only, and addresses, search words and
what was typed never do: a route is written as its rule (``/tin-tuc/<slug>``).
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Any, Final

from flask import g, has_request_context
from sqlalchemy import inspect

from cms.builtin.operations.options import Operations
from cms.jobs.queue import running


_encode: Final = json.JSONEncoder(ensure_ascii=False, default=str).encode
# Further values of a record that a line shows, in this order.
FIELDS: Final = ("request_id", "user", "job", "method", "route", "status", "ms", "sql")


def configure(options: Operations) -> None:
    """Let this process write its log to standard error as the options say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if options.log_format == "json" else TextLines())
    handler.addFilter(add_context)
    logging.basicConfig(level=options.log_level.upper(), handlers=[handler], force=True)
    if options.log_level != "debug":
        for noisy in ("huey", "alembic", "PIL", "fontTools"):
            logging.getLogger(noisy).setLevel(logging.WARNING)


def add_context(record: logging.LogRecord) -> bool:
    """Give a record the request or job that it was written in."""
    if has_request_context():
        record.request_id = g.get("request_id", "")
        record.user = _user_id()
    job = running.get()
    if job is not None:
        record.job = job[0]
    return True


def _user_id() -> int | None:
    """Return who is logged in without asking the database: a line may tell of it."""
    state = inspect(g.get("_login_user"), raiseerr=False)
    identity = state.identity if state is not None else None
    return identity[0] if identity else None


def values_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return the further values that a record has."""
    found = {name: getattr(record, name, None) for name in FIELDS}
    return {name: value for name, value in found.items() if value not in (None, "")}


def _time_of(record: logging.LogRecord) -> str:
    moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class JsonLines(logging.Formatter):
    """One object of JSON a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, a traceback within it."""
        line = {
            "time": _time_of(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **values_of(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return _encode(line)


class TextLines(logging.Formatter):
    """Time, level, logger, message, then name=value; line ends are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback follows it on lines of its own."""
        message = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        more = "".join(f" {name}={value}" for name, value in values_of(record).items())
        line = f"{_time_of(record)} {record.levelname:7} {record.name}: {message}{more}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line
