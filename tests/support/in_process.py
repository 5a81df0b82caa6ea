"""Serve a WSGI application from a thread of the tests, for a browser to visit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import make_server


@contextmanager
def serving(
    application: Callable[..., Iterable[bytes]], *, port: int = 0
) -> Iterator[str]:
    """Serve ``application`` on loopback until the block ends; yield its address."""
    server = make_server("127.0.0.1", port, _sent_whole(application), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _sent_whole(application: Callable[..., Iterable[bytes]]) -> Callable[..., Any]:
    # Werkzeug's server leaves a file open when the browser hangs up during it.
    def read_then_close(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = application(environ, start_response)
        try:
            return [b"".join(body)]
        finally:
            if close := getattr(body, "close", None):
                close()

    return read_then_close
