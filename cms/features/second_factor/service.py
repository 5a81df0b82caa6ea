"""Second factors are turned on, checked, replaced and taken away; each act is audited."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import delete

from cms import audit
from cms.accounts import sessions
from cms.accounts.models import Role, User
from cms.accounts.permissions import holds_everywhere
from cms.actors import Actor
from cms.audit import record
from cms.builtin.accounts.login import Counted, end_sessions
from cms.builtin.accounts.people import may_manage
from cms.builtin.accounts.roles import may_grant
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Conflict, Forbidden, Problem, Refused
from cms.extensions import db
from cms.features.second_factor import challenges, queries, recovery, totp
from cms.features.second_factor.models import (
    AuthenticatorApp,
    Passkey,
    SecondFactorReset,
    SecondFactorRole,
)
from cms.features.second_factor.totp import Enrolment


audit.declare(
    {
        "account.second_factor_on": _l("Second step turned on"),
        "account.second_factor_off": _l("Second step turned off"),
        "account.recovery_codes": _l("New recovery codes made"),
        "account.recovery_code_used": _l("Recovery code used"),
        "account.second_factor_reset_asked": _l("Removal of the second step requested"),
        "account.second_factor_reset": _l("Second step removed by administrators"),
        "role.second_factor": _l("Second step for a role changed"),
    }
)

RESET_VALID = dt.timedelta(days=1)


@dataclass(frozen=True)
class Wait:
    """Too many wrong codes: the next may be tried after ``seconds``."""

    seconds: int


def turn_on(user: User, enrolment: Enrolment, code: str) -> list[str]:
    """Let an account use an authenticator app; return its recovery codes.

    The code proves that the app has the secret. All sessions of the account
    but the one that asks end. Raises Refused for a wrong code.
    """
    step = totp.step_of(enrolment.secret, _digits(code))
    if step is None:
        raise Refused([Problem(_("This code is wrong. Is the clock right?"), "code")])
    with transaction() as session:
        session.execute(
            delete(AuthenticatorApp).where(AuthenticatorApp.user_id == user.id)
        )
        session.add(
            AuthenticatorApp(user_id=user.id, secret=enrolment.secret, last_step=step)
        )
        codes = recovery.issue_codes(user.id)
        end_sessions(user)
        record("account.second_factor_on", actor=user, subject=user.username)
    return codes


def turn_off(user: User) -> None:
    """Take one's own second factor away; Refused where a role asks for it."""
    with transaction():
        if queries.is_required(user):
            message = _("Your role asks for a second step: it cannot be turned off.")
            raise Refused([Problem(message)])
        _remove(user)
        record("account.second_factor_off", actor=user, subject=user.username)


def renew_codes(user: User) -> list[str]:
    """Return new recovery codes; the earlier ones stop working."""
    with transaction():
        codes = recovery.issue_codes(user.id)
        record("account.recovery_codes", actor=user, subject=user.username)
    return codes


def check_code(user: User, code: str, address: str) -> bool | Wait:
    """Use up a code of the app or a recovery code; tell whether it was right.

    Wrong ones make the next wait longer and longer, and the owner is told:
    whoever gets so far knows the password.
    """
    counted = Counted(f"second_factor:{user.id}")
    seconds = counted.seconds_to_wait()
    if seconds:
        return Wait(seconds)
    with transaction():
        good = totp.use_code(user.id, _digits(code))
        if not good and recovery.use_code(user.id, code):
            good = True
            record("account.recovery_code_used", actor=user, subject=user.username)
    if good:
        counted.forget()
    else:
        counted.note_failure(user, address)
    return good


def _digits(code: str) -> str:
    return "".join(code.split())


def require_for_role(actor: Actor, role: Role, required: bool) -> None:
    """Say whether holders of a role must have a second factor.

    Sessions of holders who have none end at once: their next login sets it up.
    Raises Forbidden when the role has rights that the actor lacks.
    """
    if not may_grant(actor, role, None):
        raise Forbidden(_("You cannot grant a permission that you do not have."))
    with transaction() as session:
        row = session.get(SecondFactorRole, role.id)
        if (row is not None) == required:
            return
        if row is not None:
            session.delete(row)
        else:
            session.add(SecondFactorRole(role_id=role.id))
            for user_id in queries.holders_without_factor(role.id):
                sessions.revoke(user_id)
        record(
            "role.second_factor",
            actor=actor,
            subject=role.title,
            detail={"required": required},
        )


def ask_for_reset(actor: User, user: User) -> None:
    """Ask another administrator to take the second factor of ``user`` away.

    Raises Forbidden, or Refused when there is none or nobody who could confirm.
    """
    _may_reset(actor, user)
    with transaction() as session:
        if not queries.has_factor(user.id):
            raise Refused([Problem(_("This account has no second step."))])
        if not queries.possible_confirmers(actor, user):
            message = _(
                "Nobody else could confirm this. On the server’s shell:"
                " cms user reset-second-factor %(name)s",
                name=user.username,
            )
            raise Refused([Problem(message)])
        session.execute(
            delete(SecondFactorReset).where(SecondFactorReset.user_id == user.id)
        )
        session.add(SecondFactorReset(user_id=user.id, asked_by_id=actor.id))
        record("account.second_factor_reset_asked", actor=actor, subject=user.username)


def confirm_reset(actor: User, user: User) -> None:
    """Take the second factor of ``user`` away, as another administrator has asked.

    Raises Conflict when nobody asks (any more), Forbidden for who asked.
    """
    _may_reset(actor, user)
    with transaction():
        asked = queries.open_reset(user.id)
        if asked is None:
            raise Conflict(_("Nobody asks for this any more."))
        if asked.asked_by_id == actor.id:
            raise Forbidden(_("Another administrator must confirm this."))
        reset(actor, user)


def withdraw_reset(actor: User, user: User) -> None:
    """Forget the request to take the second factor of ``user`` away."""
    _may_reset(actor, user)
    with transaction() as session:
        session.execute(
            delete(SecondFactorReset).where(SecondFactorReset.user_id == user.id)
        )


def reset(actor: Actor, user: User) -> None:
    """Take an account's second factor away and end its sessions; the shell may alone."""
    with transaction():
        _remove(user)
        sessions.revoke(user.id)
        record("account.second_factor_reset", actor=actor, subject=user.username)


def _may_reset(actor: User, user: User) -> None:
    may_manage(actor, user)
    if actor.id == user.id or not holds_everywhere(actor, "site.users"):
        raise Forbidden(_("Another administrator must do this."))


def _remove(user: User) -> None:
    session = db.session()
    for model in (AuthenticatorApp, Passkey, SecondFactorReset):
        session.execute(delete(model).where(model.user_id == user.id))
    recovery.forget_codes(user.id)


def sweep() -> None:
    """Delete requests that nobody has confirmed in time, and old challenges."""
    challenges.sweep()
    with transaction() as session:
        old = SecondFactorReset.asked_at < utcnow() - RESET_VALID
        session.execute(delete(SecondFactorReset).where(old))
