"""CSRF protection: the origin of a request, and a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf.csrf import CSRFProtect, validate_csrf
from wtforms import ValidationError

from cms.accounts.challenge import ask_again
from cms.accounts.current import current_user
from cms.views import wants_json


SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


View = TypeVar("View", bound=Callable[..., Any])


def without_token(view: View) -> View:
    """Exempt a view from the CSRF token, where a forged request can do no harm.

    The other wall, that the request comes from our own pages, stays.
    """
    view.__cms_without_token__ = True  # type: ignore[attr-defined] # functions take attributes
    return view


def init_app(app: Flask) -> None:
    """Check every unsafe request of ``app`` before its view runs."""
    # A limit in time would lose what takes an afternoon to write; the token
    # ends with its session instead.
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    app.config.setdefault("WTF_CSRF_ENABLED", True)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # ours below knows the guards
    csrf.init_app(app)
    app.before_request(check_request)


def check_request() -> Response | None:
    """Refuse a post from another site or without a token; keep what was typed.

    Somebody whose session is over goes on to the view's guard, which refuses
    and keeps the fields: the token of a dead session proves nothing.
    """
    if request.method in SAFE_METHODS or not current_app.config["WTF_CSRF_ENABLED"]:
        return None
    if not from_own_pages():
        abort(403)
    if request.endpoint is None:
        return None  # the answer is 404 or 405
    view = current_app.view_functions[request.endpoint]
    access = getattr(view, "__cms_access__", None)
    guarded = access is not None and access.kind != "public"
    if guarded and not current_user.is_authenticated:
        return None
    if getattr(view, "__cms_without_token__", False):
        return None
    if not _has_good_token():
        if guarded and not wants_json():
            return ask_again()
        abort(400, "CSRF")
    g.csrf_valid = True  # a form's own field need not be there as well
    return None


def _has_good_token() -> bool:
    """Tell whether a token of this session came with the request."""
    try:
        validate_csrf(csrf._get_csrf_token())
    except ValidationError:
        return False
    return True


def from_own_pages() -> bool:
    """Tell whether the browser says that one of our own pages sent the request.

    A client that says nothing is no browser, and has no cookies to abuse.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return origin != "null" and urlsplit(origin).netloc == request.host
