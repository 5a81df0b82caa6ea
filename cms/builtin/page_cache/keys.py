"""Which requests a kept page may answer, and what tells one page from another."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.http import parse_cookie

from cms.accounts.sessions import VISIT, cookie_name
from cms.languages import LANGUAGES


METHODS = frozenset({"GET", "HEAD"})
# With one of these an answer is for one reader, or is no whole page.
_ALONE = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_TRANSFER_ENCODING")
# In a cookie header: whoever sends it may be somebody.
_SOMEBODY = ("session", VISIT, "remember_token")
LANGUAGE = "lang"
# A page may ask for these cookies and be kept: they are in the key, or keep out.
NEUTRAL = frozenset({"remember_token", LANGUAGE})

Values = tuple[tuple[str, str], ...]


class Place(NamedTuple):
    """An address as one kind of reader sees it, without its query."""

    generation: int
    scheme: str
    host: str
    path: str
    language: str


def neutral_cookies(app: Flask) -> frozenset[str]:
    """Return the names of cookies on which no kept page can depend unnoticed."""
    own = {cookie_name(app), cookie_name(app, VISIT), cookie_name(app, LANGUAGE)}
    return NEUTRAL | own


def place_of(
    environ: dict[str, Any], generation: int, *, proxies: int, secure: bool
) -> Place | None:
    """Return where a request belongs, or None for one that no kept page answers.

    ``proxies`` is how many stand in front of us, ``secure`` whether our cookies
    have the names of secure ones.
    """
    host = environ.get("HTTP_HOST")
    if environ["REQUEST_METHOD"] not in METHODS or not host:
        return None
    if environ.get("CONTENT_LENGTH") not in (None, "", "0"):
        return None
    if any(name in environ for name in _ALONE):
        return None
    scheme = environ.get("wsgi.url_scheme", "http")
    if proxies:
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", scheme)
        if scheme not in ("http", "https"):
            return None
    language = ""
    if cookie := environ.get("HTTP_COOKIE"):
        if any(name in cookie for name in _SOMEBODY):
            return None
        language = _language(cookie, f"__Host-{LANGUAGE}" if secure else LANGUAGE)
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return Place(generation, scheme, host, path, language)


@lru_cache(maxsize=1024)
def _language(cookie: str, name: str) -> str:
    """Return the language that a reader has chosen, read as a view reads it."""
    chosen = parse_cookie(cookie).get(name)
    return chosen if chosen in LANGUAGES else ""


def values_of(query: str, names: frozenset[str] | None) -> Values:
    """Return what of a query counts: the values of ``names``; None is all of it."""
    if not query:
        return ()
    if names is None:
        return (("?", query),)
    pairs = parse_qsl(
        query.encode("latin1").decode(errors="replace"), keep_blank_values=True
    )
    return tuple(sorted(pair for pair in pairs if pair[0] in names))
