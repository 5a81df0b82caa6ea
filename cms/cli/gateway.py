"""Between the web server and the site: a thread is taken when a request is whole.

Bodies arrive on the event loop, each within a deadline; whoever sends slowly
holds no thread. A body that is late is answered with 408, one too many with 503.
One thread is for readers alone: while the database is locked, changes wait for it
in all the others.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined] # no __all__

from cms.builtin.accounts.passwords import DEFAULT_THREADS, THREADS
from cms.database.engines import SAFE_METHODS
from cms.wsgi import Application


log = logging.getLogger(__name__)

BODY_SECONDS = "CMS_BODY_SECONDS"
# How long a body may take beside what its length allows.
DEFAULT_SECONDS = 20
# The slowest that somebody may send a large body, in bytes a second.
SLOWEST = 16 * 1024
# Bodies up to this stay in memory, answers up to this are sent in one piece.
IN_MEMORY = 1024 * 1024
MOST_BODIES = 200
# Requests that may wait for each thread before others are turned away.
MOST_WAITING = 50
SEND_SECONDS = 60.0
CHUNK = 64 * 1024

Headers = list[tuple[str, str]]


class TooSlow(Exception):
    """A body did not arrive within its time."""


class Gateway:
    """Answers the requests of granian's RSGI with a WSGI application."""

    def __init__(self, application: Application, limit: int) -> None:
        self._application = application
        self._limit = limit
        self._threads = int(os.environ.get(THREADS, DEFAULT_THREADS))
        self._seconds = float(os.environ.get(BODY_SECONDS, DEFAULT_SECONDS))
        self._pool = ThreadPoolExecutor(self._threads, "web")
        self._most_changes = max(1, self._threads - 1)
        self._turns = asyncio.Semaphore(self._most_changes)
        self._bodies = self._waiting = 0
        # The threads at work, and since when each is with its request; those
        # that change something once more.
        self._begun: dict[int, float] = {}
        self._changing: dict[int, float] = {}

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request; an error of ours is a plain page."""
        if scope.proto != "http":
            protocol.close(403)
            return
        try:
            await self._answer(scope, protocol)
        except TooSlow:
            _refuse(protocol, HTTPStatus.REQUEST_TIMEOUT, close=True)
        except (ProtocolClosed, ConnectionError):
            return  # whoever asked has gone
        except Exception:  # whatever it is, the others are still answered
            log.exception("a request was not answered")
            _refuse(protocol, HTTPStatus.INTERNAL_SERVER_ERROR)

    async def _answer(self, scope: Any, protocol: Any) -> None:
        body = await self._body(scope, protocol)
        if body is None or self._waiting >= MOST_WAITING * self._threads:
            _refuse(protocol, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        environ = environ_of(scope, body)
        loop = asyncio.get_running_loop()
        is_safe = scope.method in SAFE_METHODS
        work = self._at_work if is_safe else self._change
        self._waiting += 1
        try:
            async with nullcontext() if is_safe else self._turns:
                status, headers, content, rest = await loop.run_in_executor(
                    self._pool, work, _call, self._application, environ
                )
        finally:
            self._waiting -= 1
            body.close()
        if rest is None:
            protocol.response_bytes(status, headers, content)
        else:
            await self._stream(protocol.response_stream(status, headers), rest)

    def stuck_for(self) -> float:
        """Return since how many seconds no thread has come free; 0 while one is.

        The one for readers alone helps nobody who wants to change something.
        """
        return max(
            _full_for(self._begun, self._threads),
            _full_for(self._changing, self._most_changes),
        )

    def _at_work(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """Make a call in a thread of the pool, and note since when it runs."""
        thread = threading.get_ident()
        self._begun[thread] = time.monotonic()
        try:
            return call(*arguments)
        finally:
            del self._begun[thread]

    def _change(self, *work: Any) -> Any:
        """Make the call of a request that may change something."""
        thread = threading.get_ident()
        self._changing[thread] = time.monotonic()
        try:
            return self._at_work(*work)
        finally:
            del self._changing[thread]

    async def _body(self, scope: Any, protocol: Any) -> IO[bytes] | None:
        """Return the whole body, or None when too many are arriving."""
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
        length = scope.headers.get("content-length")
        if length is None and scope.headers.get("transfer-encoding") is None:
            return body
        size = int(length) if length and length.isdecimal() else 0
        if size > self._limit:
            return body  # the site says that it is too large
        if self._bodies >= MOST_BODIES:
            return None
        self._bodies += 1
        try:
            seconds = self._seconds + size / SLOWEST
            received = await asyncio.wait_for(self._receive(protocol, body), seconds)
            if received < size:
                raise ConnectionError("the body ended early")
        except TimeoutError as error:
            raise TooSlow from error
        finally:
            self._bodies -= 1
        body.seek(0)
        return body

    async def _receive(self, protocol: Any, body: IO[bytes]) -> int:
        """Write what arrives into a file, no more than the limit; return its size."""
        size = 0
        async for chunk in protocol:
            size += len(chunk)
            if size - len(chunk) <= self._limit:
                body.write(chunk)
        return size

    async def _stream(self, transport: Any, rest: Iterator[bytes]) -> None:
        """Send what is long piece by piece; a thread is held while a piece is made."""
        loop = asyncio.get_running_loop()
        try:
            while chunk := await loop.run_in_executor(
                self._pool, self._at_work, _next, rest
            ):
                await asyncio.wait_for(transport.send_bytes(chunk), SEND_SECONDS)
        finally:
            close = getattr(rest, "close", None)
            if close is not None:
                await loop.run_in_executor(self._pool, close)


def _full_for(begun: dict[int, float], most: int) -> float:
    """Return since when so many threads are at their requests, 0 while fewer are."""
    since = list(begun.values())
    return time.monotonic() - max(since) if len(since) >= most else 0.0


def environ_of(scope: Any, body: IO[bytes]) -> dict[str, Any]:
    """Return a request as WSGI says it."""
    server, _colon, port = scope.server.rpartition(":")
    client, _colon, client_port = scope.client.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client.strip("[]"),
        "REMOTE_PORT": client_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        if "_" in name:  # it would pass for the one with a hyphen
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if key in environ and key != "HTTP_HOST":
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    return environ


def _call(
    application: Application, environ: dict[str, Any]
) -> tuple[int, Headers, bytes, Iterator[bytes] | None]:
    """Call the site; return the answer whole, or the rest of one that is long."""
    begun: list[Any] = []

    def start_response(status: str, headers: Headers, _error: Any = None) -> None:
        begun[:] = [int(status[:3]), headers]

    result: Iterable[bytes] = application(environ, start_response)
    status, headers = begun
    length = next((v for k, v in headers if k.lower() == "content-length"), "")
    if environ["REQUEST_METHOD"] != "HEAD" and int(length or 0) > IN_MEMORY:
        return status, headers, b"", _Rest(result)
    try:
        return status, headers, b"".join(result), None
    finally:
        _close(result)


class _Rest(Iterator[bytes]):
    """The pieces of an answer, closed at the end."""

    def __init__(self, result: Iterable[bytes]) -> None:
        self._pieces, self._result = iter(result), result

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """Give back what the answer holds."""
        _close(self._result)


def _next(rest: Iterator[bytes]) -> bytes:
    return next((piece for piece in rest if piece), b"")


def _close(result: Iterable[bytes]) -> None:
    close: Callable[[], None] | None = getattr(result, "close", None)
    if close is not None:
        close()


def _refuse(protocol: Any, status: HTTPStatus, *, close: bool = False) -> None:
    """Answer without the site, in a line."""
    headers = [
        ("content-type", "text/plain; charset=utf-8"),
        ("cache-control", "no-store"),
        ("retry-after", "5"),
    ]
    if close:
        headers.append(("connection", "close"))
    protocol.response_str(status.value, headers, f"{status.value} {status.phrase}\n")
