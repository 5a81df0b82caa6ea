"""Logging in and out, with throttling of failed logins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Request, has_request_context, request, session
from flask_babel import lazy_gettext as _l
from flask_login import login_user, logout_user
from sqlalchemy import select

from cms import audit, inputs
from cms.accounts import sessions
from cms.accounts.models import User
from cms.accounts.permissions import ANONYMOUS
from cms.audit import record
from cms.build_context import current_build
from cms.builtin.accounts import passwords, throttle
from cms.builtin.accounts.devices import remember_device
from cms.builtin.accounts.people import known_as
from cms.builtin.rates import network_of
from cms.database.base import utcnow
from cms.database.transaction import after_commit, transaction, write_transaction
from cms.extensions import db


audit.declare(
    {
        "account.throttled": _l("Too many wrong passwords"),
        "account.login": _l("Logged in"),
        "account.login_failed": _l("Wrong password"),
        "account.logout": _l("Logged out"),
    }
)


@dataclass(frozen=True)
class Wrong:
    """The user name or the password is wrong; which one is not said."""


@dataclass(frozen=True)
class Wait:
    """Too many failed logins: the next may be tried after ``seconds``."""

    seconds: int


def attempt(
    username: str, password: str, address: str, device: str | None = None
) -> User | Wrong | Wait:
    """Return the person whose name and password these are, or why not.

    Takes as long for a name that nobody has. No transaction is open while the
    password is compared. Failures from a known ``device`` of the account
    are counted apart from all others, and wait apart.
    """
    counted = Counted(f"device:{device}") if device else Counted(username, address)
    seconds = counted.seconds_to_wait()
    if seconds:
        return Wait(seconds)
    user = db.session.scalar(select(User).where(User.username == known_as(username)))
    stored = user.password_hash if user is not None and user.active else None
    db.session.rollback()
    if not passwords.verify_password(stored, password) or user is None:
        counted.note_failure(user, address)
        return Wrong()
    counted.forget()
    if passwords.needs_rehash(stored or ""):
        user.password_hash = passwords.hash_password(password)
    return user


@dataclass(frozen=True)
class Counted:
    """What wrong tries count against: a name, and the network they come from."""

    name: str
    address: str | None = None

    def seconds_to_wait(self) -> int:
        """Return how long the next try must wait; 0 when it may be made now."""
        with write_transaction() as connection:
            return throttle.seconds_to_wait(connection, self.name, self.address)

    def note_failure(self, owner: User | None, address: str) -> None:
        """Count a failure; tell the account's owner when it has just begun to wait."""
        with write_transaction() as connection:
            began = throttle.note_failure(connection, self.name, self.address)
        with transaction():
            # What was typed for a name nobody has may be a password.
            record(
                "account.login_failed",
                actor=owner or ANONYMOUS,
                subject=owner.username if owner else "",
            )
        if not began or owner is None:
            return
        network = network_of(address)
        with transaction():
            record(
                "account.throttled",
                actor=owner,
                subject=owner.username,
                detail={"network": network},
            )
        current_build().manager.notify("on_login_failed", user=owner, network=network)

    def forget(self) -> int:
        """Forget the failures of the name after a good try; return how many."""
        with write_transaction() as connection:
            return throttle.forget_account(connection, self.name)


def log_in(user: User, by: Request) -> None:
    """Begin a session of ``user`` in a new row, with a new id."""
    with transaction():
        user.last_login_at = utcnow()
        record("account.login", actor=user, subject=user.username)
        renew(user, by)
    remember_device(user)


def renew(user: User, by: Request) -> None:
    """Give the browser a new session id in the current transaction."""
    login_user(user)
    sessions.begin(
        current_session(),
        user.id,
        inputs.clean_text(by.user_agent.string),
        by.remote_addr or "",
    )


def end_sessions(user: User) -> int:
    """End an account's sessions in the current transaction; return how many others.

    The browser that asks for it, logged in as the account, goes on under a new
    id: its owner stays, and a copy of its cookie is dead. A login of the account
    that is at a step here goes on, too.
    """
    mine = current_session() if has_request_context() else None
    number = sessions.revoke(user.id, keep=mine.row_id if mine else None)
    if mine and mine.row_id and mine.get(sessions.LOGIN_KEY) == user.get_id():
        shown = mine.get(sessions.FRESH_KEY, 0)
        renew(user, request)
        # Nobody has shown anew that it is them.
        after_commit(lambda: mine.update({sessions.FRESH_KEY: shown}))
    return number


def log_out(user: User) -> None:
    """End this browser's session at once."""
    row_id = current_session().row_id
    with transaction():
        record("account.logout", actor=user, subject=user.username)
        if row_id is not None:
            sessions.revoke(user.id, only=row_id)
    logout_user()
    session.clear()


def current_session() -> sessions.ServerSession:
    """Return the request's session with its type."""
    return cast(
        sessions.ServerSession,
        session._get_current_object(),  # type: ignore[attr-defined] # a proxy has it
    )
