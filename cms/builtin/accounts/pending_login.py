"""A login between the password and the session: the steps that it still has to pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts import sessions
from cms.accounts.challenge import continue_page, read_target, unpack
from cms.accounts.models import User
from cms.accounts.sessions import PENDING_KEY
from cms.build_context import current_build
from cms.builtin.accounts.login import current_session, log_in
from cms.contributions import LoginStep
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.extensions import db
from cms.plugins.manager import Trouble


@dataclass(frozen=True)
class PendingLogin:
    """A login that is not complete: whose, and the steps that it has passed.

    ``target`` and ``kept`` are where it leads on and what was typed before;
    ``continuation()`` gives both to a page that ends the login.
    """

    user: User
    passed: frozenset[str] = frozenset()
    target: str | None = None
    kept: str | None = None

    def continuation(self) -> Continuation:
        """Return where the login leads when it is complete."""
        fields = unpack(self.kept)
        known = read_target(self.target)
        if known is None:
            fields = []
        return Continuation(known or url_for("desk.dashboard"), fields)


@dataclass(frozen=True)
class Continuation:
    """Where a browser goes after a login, and the fields that it posts there."""

    address: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def response(self) -> ResponseReturnValue:
        """Return the answer that leads there."""
        if self.fields:
            return continue_page(self.address, self.fields)
        return redirect(self.address, 303)


def needed_steps(user: User) -> list[LoginStep]:
    """Return the steps that a login of ``user`` must pass, in order.

    Raises Refused when one cannot tell: nobody gets in past a check that fails.
    """
    build, found = current_build(), []
    for plugin, step in build.registry.login_steps:
        needed = build.manager.guard(
            plugin, f"login step {step.name}", step.needed, user
        )
        if isinstance(needed, Trouble):
            message = _(
                "The login cannot be completed: “%(name)s” failed. Whoever has the"
                " shell of the server can disable it: cms plugin disable %(name)s",
                name=plugin,
            )
            raise Refused([Problem(message)])
        if needed:
            found.append(step)
    return found


def pending_login() -> PendingLogin | None:
    """Return the login that this browser has begun and not completed; None without."""
    stored = session.get(PENDING_KEY)
    if stored is None:
        return None
    user = db.session.get(User, stored["user"])
    if user is None or not user.active:
        return None
    return PendingLogin(
        user, frozenset(stored["passed"]), stored["target"], stored["kept"]
    )


def begin_login(
    user: User,
    *,
    passed: Collection[str] = (),
    target: str | None = None,
    kept: str | None = None,
) -> ResponseReturnValue:
    """Go on with a login whose first proof is given; ``passed`` are steps behind it.

    Returns the way to the next step, or logs in and leads to ``target``.
    """
    return _go_on(PendingLogin(user, frozenset(passed), target, kept))


def pass_login_step(name: str) -> ResponseReturnValue:
    """Note that this browser's login has passed the step ``name``, and lead on.

    Raises LookupError when no login is pending.
    """
    return _go_on(_with_step(name))


def complete_login(name: str) -> Continuation | None:
    """Pass the step ``name``; when it was the last, log in and return where to go.

    For a step that shows something of its own at the end. None when another
    step follows: then answer with ``pass_login_step(name)``.
    """
    pending = _with_step(name)
    if _missing(pending):
        return None
    onward = pending.continuation()
    log_in(pending.user, request)
    return onward


def _with_step(name: str) -> PendingLogin:
    pending = pending_login()
    if pending is None:
        raise LookupError("No login is pending.")
    return PendingLogin(
        pending.user, pending.passed | {name}, pending.target, pending.kept
    )


def _missing(pending: PendingLogin) -> list[LoginStep]:
    return [
        step for step in needed_steps(pending.user) if step.name not in pending.passed
    ]


def _go_on(pending: PendingLogin) -> ResponseReturnValue:
    missing = _missing(pending)
    if not missing:
        onward = pending.continuation()
        log_in(pending.user, request)
        return onward.response()
    stored: dict[str, Any] = {
        "user": pending.user.id,
        "passed": sorted(pending.passed),
        "target": pending.target,
        "kept": pending.kept,
    }
    with transaction():
        sessions.begin(
            current_session(),
            pending.user.id,
            request.user_agent.string,
            request.remote_addr or "",
            pending=stored,
        )
    return redirect(url_for(missing[0].endpoint), 303)
