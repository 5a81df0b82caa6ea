"""Set up accounts in an application: sessions, login, CSRF tokens."""

from __future__ import annotations

from typing import Any

from flask import Flask, session
from flask_login import LoginManager

from cms.accounts import csrf
from cms.accounts.models import User
from cms.accounts.permissions import Anonymous
from cms.accounts.sessions import LOGIN_KEY, RowSessionInterface
from cms.extensions import db


class SessionLoginManager(LoginManager):  # type: ignore[misc] # not typed there
    """Knows people by their sessions alone: there are no cookies that remember one.

    Flask-Login asks each visitor for address and browser to compare them with a
    session; a page for everybody must not depend on either.
    """

    def _load_user(self) -> Any:
        if LOGIN_KEY in session:
            return super()._load_user()
        return self._update_request_context_with_user()


def init_app(
    app: Flask,
    *,
    secure_cookies: bool = False,
    idle_minutes: int = 60,
    fresh_minutes: int = 15,
) -> None:
    """Set up accounts in ``app``, after its languages and its database.

    Afterwards ``current_user`` works, and every unsafe request is checked for a
    token.
    """
    app.config["SESSION_COOKIE_SECURE"] = secure_cookies
    app.config["CMS_SESSION_IDLE_MINUTES"] = idle_minutes
    app.config["CMS_FRESH_SECONDS"] = fresh_minutes * 60
    # The login page carries what was typed into a long form.
    app.config["MAX_FORM_MEMORY_SIZE"] = max(
        app.config.get("MAX_FORM_MEMORY_SIZE") or 0, 8 * 1024 * 1024
    )
    app.session_interface = RowSessionInterface()
    manager = SessionLoginManager()
    manager.session_protection = None  # a row that can be ended is stronger
    manager.anonymous_user = Anonymous
    manager.init_app(app)
    manager.user_loader(load_user)
    csrf.init_app(app)


def load_user(user_id: str) -> User | None:
    """Return the person of a session while the account may be used."""
    user = db.session.get(User, int(user_id))
    return user if user is not None and user.active else None
