"""Logging in and out, with throttling of failed logins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Request, session
from flask_babel import lazy_gettext as _l
from flask_login import login_user, logout_user
from sqlalchemy import select

from cms import audit
from cms.accounts import passwords, sessions, throttle
from cms.accounts.models import User
from cms.accounts.people import known_as
from cms.audit import record
from cms.database.base import utcnow
from cms.database.transaction import transaction, write_transaction
from cms.extensions import db


audit.declare(
    {
        "account.throttled": _l("Too many wrong passwords"),
        "account.login": _l("Logged in"),
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


def attempt(username: str, password: str, address: str | None) -> User | Wrong | Wait:
    """Return the person whose name and password these are, or why not.

    Takes as long for a name that nobody has. No transaction is open while the
    password is compared.
    """
    with write_transaction() as connection:
        seconds = throttle.seconds_to_wait(connection, username, address)
    if seconds:
        return Wait(seconds)
    user = db.session.scalar(select(User).where(User.username == known_as(username)))
    stored = user.password_hash if user is not None and user.active else None
    db.session.rollback()
    if not passwords.verify_password(stored, password) or user is None:
        with write_transaction() as connection:
            began = throttle.note_failure(connection, username, address)
        if began and user is not None:
            with transaction():
                record("account.throttled", actor=user, subject=user.username)
        return Wrong()
    with write_transaction() as connection:
        throttle.forget_account(connection, username)
    if passwords.needs_rehash(stored or ""):
        user.password_hash = passwords.hash_password(password)
    return user


def log_in(user: User, request: Request) -> None:
    """Begin a session of ``user`` in a new row, with a new id."""
    with transaction():
        user.last_login_at = utcnow()
        record("account.login", actor=user, subject=user.username)
        renew(user, request)


def renew(user: User, request: Request) -> None:
    """Give the browser a new session id in the current transaction."""
    login_user(user)
    sessions.begin(
        current_session(),
        user.id,
        request.user_agent.string,
        request.remote_addr or "",
    )


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
