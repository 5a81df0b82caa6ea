"""A test client that behaves like a browser of one person."""

from __future__ import annotations

from contextvars import Context
from typing import TYPE_CHECKING, Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from cms.extensions import db


if TYPE_CHECKING:
    from cms.accounts.models import User


class Browser(FlaskClient):
    """Sends the token of its session with whatever is posted.

    ``user`` is the person who is logged in, or None. Set ``send_token`` to
    False to behave like somebody else's page.
    """

    def __init__(self, app: Flask, *args: Any, **kwargs: Any) -> None:
        super().__init__(app, *args, **kwargs)
        self.user: User | None = None
        self.csrf: str | None = None
        self.send_token = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make a request; see werkzeug's client."""
        method = str(kwargs.get("method", "GET")).upper()
        if self.csrf and self.send_token and method not in ("GET", "HEAD", "OPTIONS"):
            headers = dict(kwargs.pop("headers", None) or {})
            headers.setdefault("X-CSRFToken", self._token())
            kwargs["headers"] = headers
        if has_app_context():
            # What the test has read so far would hide what the request changes.
            db.session.rollback()
        # A request must not find the test's own context, or it would use its
        # session, its current user and its ``g``.
        kwargs.setdefault("buffered", True)  # read it whole, close what it held
        return Context().run(super().open, *args, **kwargs)

    def _token(self) -> str:
        key = self.application.config["SECRET_KEY"]
        signer = URLSafeTimedSerializer(key, salt="wtf-csrf-token")
        return signer.dumps(self.csrf)
