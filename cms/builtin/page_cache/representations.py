"""One kept page: its bytes as they are and compressed, each with a tag of its own."""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module
from typing import Any, Final

from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header, parse_date, parse_options_header


StartResponse = Callable[..., Any]
LARGEST: Final = 1024 * 1024
# Smaller ones fit into a packet anyway.
_SMALLEST: Final = 500
_KINDS: Final = frozenset(
    {
        *("text/html", "text/plain", "application/json", "application/feed+json"),
        *("application/atom+xml", "application/rss+xml", "application/xml", "text/xml"),
    }
)
# Of the one request for which the page was made, or of its bytes.
_NOT_KEPT: Final = frozenset(
    {"content-length", "content-encoding", "etag", "vary", "x-request-id", "date"}
)
# Any of these says that the answer is no page for everybody.
_TELLING: Final = (
    *("Set-Cookie", "Content-Disposition", "Accept-Ranges", "Content-Range"),
    *("Content-Encoding", "Location"),
)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def _compressors() -> dict[str, Callable[[bytes], bytes]]:
    """Return how to compress, by encoding, the smallest first; two are optional."""
    found: dict[str, Callable[[bytes], bytes]] = {}
    with contextlib.suppress(ImportError):
        brotli = import_module("brotli")
        found["br"] = lambda body: bytes(brotli.compress(body, quality=5))
    with contextlib.suppress(ImportError):
        zstandard = import_module("zstandard")
        found["zstd"] = lambda body: bytes(zstandard.compress(body, 9))
    return {**found, "gzip": _gzip}


COMPRESSORS: Final = _compressors()


def is_for_everybody(status: str, headers: Headers) -> bool:
    """Tell whether an answer is a whole page that its view lets anybody keep."""
    kind, _options = parse_options_header(headers.get("Content-Type", ""))
    control = headers.get("Cache-Control", "")
    vary = {name.strip().lower() for name in headers.get("Vary", "").split(",")}
    size = headers.get("Content-Length", "")
    return (
        status.startswith("200")
        and kind in _KINDS
        and "public" in control
        and not any(word in control for word in ("private", "no-store"))
        and not any(name in headers for name in _TELLING)
        and vary <= {"", "cookie", "accept-encoding"}
        and size.isdecimal()
        and int(size) <= LARGEST
    )


class Page:
    """A page as it was made; ``until`` is Unix time."""

    __slots__ = ("_answers", "_changed", "_headers", "_tag", "body", "until")

    def __init__(self, headers: Headers, body: bytes, until: float) -> None:
        self.body, self.until = body, until
        self._headers = [one for one in headers if one[0].lower() not in _NOT_KEPT]
        self._headers.append(("Vary", "Cookie, Accept-Encoding"))
        self._changed = parse_date(headers.get("Last-Modified"))
        self._tag = blake2b(body, digest_size=12).hexdigest()
        self._answers: dict[str, Answer] = {"": self._answer("", body)}

    @property
    def weight(self) -> int:
        """How many bytes it takes at most, with what it is compressed to."""
        return 2 * len(self.body) + 2048

    def answer(
        self, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request with the bytes that it takes, or with 304."""
        status, headers, body = self.chosen(environ)
        start_response(status, list(headers))
        return [body]

    def chosen(
        self, environ: dict[str, Any]
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and body for a request."""
        answer = self._chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if self._is_known(environ, answer.tag):
            return "304 Not Modified", answer.short, b""
        if environ["REQUEST_METHOD"] == "HEAD":
            return "200 OK", answer.headers, b""
        return "200 OK", answer.headers, answer.body

    def _chosen(self, accepted: str) -> Answer:
        for name in _accepted(accepted) if len(self.body) >= _SMALLEST else ():
            found = self._answers.get(name)
            if found is None:
                found = self._compressed(name)
            if found.body is not self.body:
                return found
        return self._answers[""]

    def _compressed(self, name: str) -> Answer:
        """Return and keep a compressed answer, or the plain one when it saves little."""
        body = COMPRESSORS[name](self.body)
        kept = sum(len(one.body) for one in self._answers.values()) - len(self.body)
        small = len(body) + kept <= len(self.body)
        found = self._answer(name, body) if small else self._answers[""]
        self._answers[name] = found
        return found

    def _answer(self, encoding: str, body: bytes) -> Answer:
        tag = f'"{self._tag}-{encoding}"' if encoding else f'"{self._tag}"'
        short = [*self._headers, ("ETag", tag)]
        whole = [*short, ("Content-Length", str(len(body)))]
        if encoding:
            whole.append(("Content-Encoding", encoding))
        short = [one for one in short if one[0].lower() != "content-type"]
        return Answer(tag, whole, short, body)

    def _is_known(self, environ: dict[str, Any], tag: str) -> bool:
        """Tell whether the reader says to have these very bytes."""
        if (tags := environ.get("HTTP_IF_NONE_MATCH")) is not None:
            known = {one.strip().removeprefix("W/") for one in tags.split(",")}
            return tag in known or "*" in known
        if self._changed is None or "HTTP_IF_MODIFIED_SINCE" not in environ:
            return False
        since = parse_date(environ["HTTP_IF_MODIFIED_SINCE"])
        return since is not None and self._changed <= since


class Answer:
    """The bytes of one encoding, with the headers of 200 and of 304."""

    __slots__ = ("body", "headers", "short", "tag")

    def __init__(
        self,
        tag: str,
        headers: list[tuple[str, str]],
        short: list[tuple[str, str]],
        body: bytes,
    ) -> None:
        self.tag, self.headers, self.short, self.body = tag, headers, short, body


@lru_cache(maxsize=1024)
def _accepted(header: str) -> tuple[str, ...]:
    """Return the encodings of ours that a reader takes, the best for us first."""
    if not header:
        return ()
    accepted = parse_accept_header(header)
    return tuple(name for name in COMPRESSORS if accepted.quality(name) > 0)
