"""Asking the application for pages, as a reader does who is not logged in."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from contextvars import Context, ContextVar
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import create_environ

from cms.builtin.operations.logs.requests import access
from cms.builtin.page_cache.cache import NOTED


AGENT: Final = "Sen static copy"
# Any of these says that an answer is one reader's, or that others must ask again.
_TELLING: Final = ("Set-Cookie", "Content-Range", "Content-Encoding")


_asking: ContextVar[bool] = ContextVar("asking", default=False)


def _is_a_reader(_record: logging.LogRecord) -> bool:
    """Keep our own requests out of the log of requests: there are as many as pages."""
    return not _asking.get()


access.addFilter(_is_a_reader)


class Answer(NamedTuple):
    """An answer: its body is in a file, whose hash and size these are.

    ``until`` is the Unix time until which it holds, None when it does not say.
    """

    status: int
    headers: Headers
    sha256: str = ""
    size: int = 0
    until: float | None = None


# Tells whether the body of an answer is wanted.
Wanted = Callable[[int, Headers], bool]


def is_public(status: int, headers: Headers) -> bool:
    """Tell whether an answer is the same for everybody, and anybody may keep it."""
    control = headers.get("Cache-Control", "")
    vary = {name.strip().lower() for name in headers.get("Vary", "").split(",")}
    return (
        status in (200, 304)
        and "public" in control
        and not any(word in control for word in ("private", "no-store"))
        and not any(name in headers for name in _TELLING)
        and vary <= {"", "cookie", "accept-encoding"}
    )


class Asker:
    """Asks an application for its pages at the site's own address."""

    def __init__(self, app: Flask, base: str) -> None:
        self._app, self._base = app, base

    def ask(
        self, path: str, query: str, file: Path, wanted: Wanted, *, etag: str = ""
    ) -> Answer:
        """Ask for a decoded path; write the body into ``file`` when it is wanted.

        With ``etag``, what is still the same may be answered with 304. The file
        is written piece by piece, however large it is.
        """
        # In a context of its own: what asks has a session and a ``g`` itself.
        return Context().run(self._ask, path, query, file, wanted, etag)

    def _ask(
        self, path: str, query: str, file: Path, wanted: Wanted, etag: str
    ) -> Answer:
        _asking.set(True)
        sent = {"User-Agent": AGENT, **({"If-None-Match": etag} if etag else {})}
        address = quote(path) + (f"?{query}" if query else "")
        environ = create_environ(address, self._base, headers=sent)
        noted: dict[str, Any] = {}
        environ[NOTED] = noted
        begun: list[Any] = []

        def start(status: str, headers: Any, _error: Any = None) -> Any:
            begun[:] = [int(status.split()[0]), Headers(headers)]
            return _refuse_to_write

        body = self._app.wsgi_app(environ, start)
        try:
            status, headers = begun
            until = noted.get("until")
            if not wanted(status, headers):
                return Answer(status, headers, until=until)
            sha256, size = _write(body, file)
            return Answer(status, headers, sha256, size, until)
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()


def _write(body: Iterable[bytes], file: Path) -> tuple[str, int]:
    """Write a body into a file; return its hash and size."""
    seal, size = hashlib.sha256(), 0
    with file.open("wb") as target:
        for piece in body:
            seal.update(piece)
            size += target.write(piece)
    return seal.hexdigest(), size


def _refuse_to_write(_data: bytes) -> None:
    raise NotImplementedError("a page is returned, not written")
