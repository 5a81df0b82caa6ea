"""Passwords of people: links to choose one, changing it, and what is refused."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l

from cms import audit
from cms.accounts import sessions
from cms.accounts.models import User
from cms.actors import Actor
from cms.audit import record
from cms.builtin.accounts import one_time_codes
from cms.builtin.accounts.confirming import check_password
from cms.builtin.accounts.login import Wait, end_sessions
from cms.builtin.accounts.mail_addresses import refused_address
from cms.builtin.accounts.password_rules import password_problems
from cms.builtin.accounts.passwords import hash_password
from cms.builtin.accounts.people import (
    USERNAME,
    bad_username,
    get_user,
    known_as,
    may_manage,
)
from cms.builtin.accounts.wait_words import wait_message
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.extensions import db
from cms.settings.values import get_settings


audit.declare(
    {
        "account.password_link": _l("Password link created"),
        "account.password": _l("Password set"),
    }
)


def issue_password_link(actor: Actor, user: User) -> str:
    """Return a one-time secret with which ``user`` may choose a password once."""
    may_manage(actor, user)
    with transaction():
        secret = one_time_codes.issue(one_time_codes.PASSWORD, user.id)
        record("account.password_link", actor=actor, subject=user.username)
    return secret


def use_password_link(
    secret: str, password: str, purpose: str = one_time_codes.PASSWORD
) -> User:
    """Set the password of the link's owner and end their sessions.

    Raises CodeGone, or Refused for an unfit password: the link then still works.
    """
    user = get_user(one_time_codes.peek(purpose, secret).user_id or 0)
    problems = password_problems(
        password, password_context(user.username, user.email, user.name)
    )
    if problems:
        raise Refused([Problem(problem, "password") for problem in problems])
    release()
    password_hash = hash_password(password)
    with transaction():
        one_time_codes.consume(purpose, secret)
        if not user.active:
            raise one_time_codes.CodeGone(_("This link has been used or is too old."))
        user.password_hash = password_hash
        sessions.revoke(user.id)
        record("account.password", actor=user, subject=user.username)
    return user


def change_password(user: User, current: str, password: str, address: str = "") -> None:
    """Change one's own password and end all sessions but the one that asks.

    Raises Refused when the present password is wrong or the new one unfit.
    """
    context = password_context(user.username, user.email, user.name)
    outcome = check_password(user, current, address)
    if isinstance(outcome, Wait):
        raise Refused([Problem(wait_message(outcome.seconds), "current")])
    if not outcome:
        raise Refused([Problem(_("This is not your current password."), "current")])
    problems = password_problems(password, context)
    if problems:
        raise Refused([Problem(problem, "password") for problem in problems])
    password_hash = hash_password(password)
    with transaction():
        user.password_hash = password_hash
        end_sessions(user)
        record("account.password", actor=user, subject=user.username)


def set_password(actor: Actor, user: User, password: str) -> None:
    """Set a password from the command line; end all sessions."""
    may_manage(actor, user)
    problems = password_problems(
        password, password_context(user.username, user.email, user.name)
    )
    if problems:
        raise Refused([Problem(problem, "password") for problem in problems])
    password_hash = hash_password(password)
    with transaction():
        user.password_hash = password_hash
        sessions.revoke(user.id)
        record("account.password", actor=actor, subject=user.username)


def release() -> None:
    """End the open transaction, so that hashing does not hold the write lock."""
    if not db.session.new and not db.session.dirty and not db.session.deleted:
        db.session.rollback()


def password_context(*own: str | None) -> list[str | None]:
    """Return the words that a person's password must not be made of."""
    site = get_settings()
    return [*own, site.organisation, site.site_title]


def check_new(
    username: str, email: str | None, name: str, password: str | None
) -> None:
    """Raise Refused with all that is wrong with a new account's data."""
    problems = refused_address(email)
    if not USERNAME.fullmatch(known_as(username)):
        problems.append(bad_username())
    if password is not None:
        problems += [
            Problem(problem, "password")
            for problem in password_problems(
                password, password_context(username, email, name)
            )
        ]
    if problems:
        raise Refused(problems)
