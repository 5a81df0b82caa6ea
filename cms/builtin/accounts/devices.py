"""The cookie by which a browser that has logged in before is known again.

It proves nothing but that: its wrong passwords are counted apart, so that
nobody who guesses an account's password keeps its owner out.
"""

from __future__ import annotations

import secrets

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from cms.accounts import sessions
from cms.accounts.models import User
from cms.builtin.accounts.people import known_as
from cms.views import signing_keys


SECONDS = 180 * 86_400


def cookie_name() -> str:
    """Return the name of the cookie."""
    return sessions.cookie_name(current_app, "sen_device")


def known_device(username: str) -> str | None:
    """Return the id of this browser when the account has logged in with it before."""
    try:
        name, device = _signer().loads(
            request.cookies.get(cookie_name(), ""), max_age=SECONDS
        )
    except (BadData, ValueError, TypeError):
        return None
    return str(device) if name == known_as(username) else None


def remember_device(user: User) -> None:
    """Let the answer to this request carry the cookie of the account's browser."""
    device = known_device(user.username) or secrets.token_urlsafe(16)
    value = _signer().dumps([user.username, device])

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            value,
            max_age=SECONDS,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            path="/",
        )
        return response


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(), salt="cms.accounts.device")
