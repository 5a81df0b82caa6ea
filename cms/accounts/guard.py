"""Decorators that declare the permission of a view."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Response, abort
from flask.typing import ResponseReturnValue

from cms.accounts.challenge import ask_to_log_in
from cms.accounts.current import current_user
from cms.accounts.permissions import holds


View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """What a view has declared; the build reads it from ``view.__cms_access__``."""

    kind: Literal["public", "login", "permission"]
    permission: str | None = None


def public(view: View) -> View:
    """Declare that anybody may call this view.

    The view itself must then narrow what it shows.
    """
    view.__cms_access__ = Access("public")  # type: ignore[attr-defined] # functions take attributes
    return view


def requires_login(view: View) -> View:
    """Let only people with an account call this view; others are asked to log in."""
    return _guarded(view, Access("login"))


def requires(permission: str) -> Callable[[View], View]:
    """Let only people who hold ``permission`` call this view.

    A right held in some sections only is enough to come in when it is a right
    on content: the view must still ask about the very item. Without the right
    the answer is 403; without a login, the login page.
    """

    def decorate(view: View) -> View:
        return _guarded(view, Access("permission", permission))

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
    return None
