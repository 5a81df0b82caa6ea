"""The bare WSGI application: sends the bytes of a file, whatever is asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


BODY = Path(os.environ["BENCH_BODY"]).read_bytes()
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", str(len(BODY))),
]


def application(
    _environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Answer 200 with the file."""
    start_response("200 OK", HEADERS)
    return [BODY]
