"""Headers that every answer carries: what a page may load, who may keep it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import SecurityError

from cms.caching import making


View = TypeVar("View", bound=Callable[..., Any])

_COMMON = (
    "img-src 'self' data: blob:; media-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors {ancestors}; frame-src 'self'; object-src 'none'; manifest-src 'self'"
)
# Pages that may be cached hold no nonce: one that is known protects nothing.
# Scripts come from the static files only, not from what people have uploaded.
PUBLIC_POLICY = (
    "default-src 'none'; script-src {host}/static/; style-src 'self'; " + _COMMON
)
DESK_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic';"
    " style-src 'self' 'nonce-{nonce}'; " + _COMMON
)
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(),"
    " microphone=(), payment=(), usb=()"
)
YEAR_SECONDS = 31_536_000


def cacheable(seconds: int) -> Callable[[View], View]:
    """Declare that a view's public answers may be kept for ``seconds`` by anybody.

    It holds only when the answer reads no session and sets no cookie. Without it,
    a public page that shows items (or says what: ``page_shows``) may be kept by
    who asks each time whether it still holds.
    """

    def decorate(view: View) -> View:
        view.__cms_cache__ = seconds  # type: ignore[attr-defined] # functions take attributes
        return view

    return decorate


def csp_nonce() -> str:
    """Return this answer's nonce; asking for it makes the answer a page of the desk."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def allow_framing() -> None:
    """Allow pages of this site to show this answer in a frame (a preview)."""
    g.csp_ancestors = "'self'"


def init_app(app: Flask) -> None:
    """Set the headers of every answer of ``app``."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Add what is missing; a stricter policy that a view has set stays."""
    headers = response.headers
    ancestors = g.get("csp_ancestors", "'none'")
    policy = DESK_POLICY if "csp_nonce" in g else PUBLIC_POLICY
    headers.setdefault(
        "Content-Security-Policy",
        policy.format(nonce=g.get("csp_nonce", ""), ancestors=ancestors, host=_host()),
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault(
            "Strict-Transport-Security", f"max-age={YEAR_SECONDS}; includeSubDomains"
        )
    _set_cache(response)
    return response


def _host() -> str:
    """Return the host that was asked; one that is not ours gets no scripts at all."""
    try:
        return request.host
    except SecurityError:
        return "invalid.invalid"


def _set_cache(response: Response) -> None:
    """Keep an answer private unless its view and its making allow otherwise."""
    view = current_app.view_functions.get(request.endpoint or "")
    seconds = getattr(view, "__cms_cache__", None)
    private = (
        (seconds is None and not _shows_the_same(response))
        or response.status_code not in (200, 304, 404, 410)
        or "csp_nonce" in g
        or "no_store" in g  # set by a view whose answer depends on who asks
        or _has_login()
        or "Set-Cookie" in response.headers
    )
    if private:
        kept = response.headers.get("Cache-Control", "")
        if "no-store" not in kept:
            response.headers["Cache-Control"] = "private, no-store"
        return
    kept_by = "max-age=0, must-revalidate" if seconds is None else f"max-age={seconds}"
    response.headers["Cache-Control"] = f"public, {kept_by}"
    response.vary.add("Cookie")


def _shows_the_same(response: Response) -> bool:
    """Tell whether a page says what it shows and asked nothing about who reads it."""
    return (
        response.status_code == 200
        and request.method in ("GET", "HEAD")
        and bool(making().shows)
        and not making().personal
        and "Cache-Control" not in response.headers
        and not response.is_streamed
    )


def _has_login() -> bool:
    """Tell whether the visitor has a session, whose answers nobody else may get."""
    return any("session" in name for name in request.cookies)
