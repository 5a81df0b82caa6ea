"""Decorators that declare the permission of a view."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Response, abort, current_app, request, session
from flask.typing import ResponseReturnValue

from cms.accounts.challenge import ask_to_confirm, ask_to_log_in
from cms.accounts.current import current_user
from cms.accounts.permissions import holds
from cms.accounts.sessions import FRESH_KEY
from cms.database.base import utcnow


View = TypeVar("View", bound=Callable[..., Any])
Fresh = bool | Literal["always"]


@dataclass(frozen=True)
class Access:
    """What a view has declared; the build reads it from ``view.__cms_access__``."""

    kind: Literal["public", "login", "permission"]
    permission: str | None = None
    fresh: Fresh = False


def public(view: View) -> View:
    """Declare that anybody may call this view.

    The view itself must then narrow what it shows.
    """
    view.__cms_access__ = Access("public")  # type: ignore[attr-defined] # functions take attributes
    return view


def requires_login(view: View) -> View:
    """Let only people with an account call this view; others are asked to log in."""
    return _guarded(view, Access("login"))


def requires_fresh_login(view: View) -> View:
    """Let only people call this view who have shown lately that it is them.

    See ``fresh`` of :func:`requires`.
    """
    return _guarded(view, Access("login", fresh=True))


def requires(permission: str, *, fresh: Fresh = False) -> Callable[[View], View]:
    """Let only people who hold ``permission`` call this view.

    A right held in some sections only is enough to come in when it is a right
    on content: the view must still ask about the very item. Without the right
    the answer is 403; without a login, the login page.

    With ``fresh`` whoever logged in more than ``fresh_login_minutes`` of the
    configuration ago gives the password or a passkey again before a change
    (POST and the like), with ``"always"`` before looking, too. What was typed
    is kept.
    """

    def decorate(view: View) -> View:
        return _guarded(view, Access("permission", permission, fresh))

    return decorate


def _guarded(view: View, access: Access) -> View:
    """Wrap ``view`` in the check that ``access`` declares."""

    @functools.wraps(view)
    def guard(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        refusal = refuse(access)
        return refusal if refusal is not None else view(*args, **kwargs)

    guard.__cms_access__ = access  # type: ignore[attr-defined] # functions take attributes
    return guard  # type: ignore[return-value] # wraps keeps the signature


def refuse(access: Access) -> Response | None:
    """Return the way to the login, or None to come in; abort with 403 without right."""
    if access.kind == "public":
        return None
    if not current_user.is_authenticated:
        return ask_to_log_in()
    if access.permission and not holds(current_user, access.permission):
        abort(403)
    looks = request.method in ("GET", "HEAD", "OPTIONS")
    if access.fresh == "always" or (access.fresh and not looks):
        return refuse_stale()
    return None


def session_time() -> dt.datetime:
    """Return the time of this request, by the database's clock once somebody is known."""
    opened: dt.datetime | None = getattr(session, "opened", None)
    return opened or utcnow()


def refuse_stale() -> Response | None:
    """Return the page that asks for the password again; None when it was given lately.

    For views where only some changes ask for it; others declare ``fresh``.
    """
    seconds = session_time().timestamp() - session.get(FRESH_KEY, 0)
    return (
        None if seconds < current_app.config["CMS_FRESH_SECONDS"] else ask_to_confirm()
    )
