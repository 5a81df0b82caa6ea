"""Who makes this request."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import flask_login

from cms.accounts.models import User
from cms.accounts.permissions import Anonymous


if TYPE_CHECKING:  # Flask-Login says Any
    current_user: User | Anonymous
else:
    current_user = flask_login.current_user


def get_current_user() -> User:
    """Return who is logged in: the row itself, where ``current_user`` is a proxy.

    For views that require a login; LookupError when nobody is.
    """
    user = flask_login.current_user._get_current_object()
    if user.is_anonymous:
        raise LookupError("Nobody is logged in.")
    return cast(User, user)
