"""Creating, changing and deactivating accounts; each change is one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cms import audit, inputs
from cms.accounts import sessions
from cms.accounts.models import Grant, Role, User
from cms.actors import Actor
from cms.audit import record
from cms.builtin.accounts.credentials import check_new
from cms.builtin.accounts.login import end_sessions
from cms.builtin.accounts.mail_addresses import refused_address
from cms.builtin.accounts.passwords import hash_password
from cms.builtin.accounts.pending_login import needed_steps
from cms.builtin.accounts.people import USERNAME, bad_username, known_as, may_manage
from cms.builtin.accounts.role_service import other_administrators
from cms.builtin.accounts.roles import (
    is_administrator,
    may_grant,
)
from cms.database.transaction import transaction
from cms.errors import Conflict, Forbidden, NotFound, Problem, Refused
from cms.extensions import db


audit.declare(
    {
        "account.created": _l("Account created"),
        "account.changed": _l("Account changed"),
        "account.roles": _l("Roles granted or removed"),
        "account.enabled": _l("Account activated"),
        "account.disabled": _l("Account deactivated"),
        "account.session_ended": _l("Session ended"),
    },
    account=_l("Accounts"),
)


GrantKey = tuple[int, int | None]  # role, section


def create_user(
    actor: Actor,
    *,
    username: str,
    name: str,
    email: str | None = None,
    language: str | None = None,
    password: str | None = None,
    grants: Iterable[GrantKey] = (),
) -> User:
    """Create an account; without a password nobody can log in until one is chosen.

    Raises Refused with all problems, Forbidden for a role beyond the actor's.
    """
    check_new(username, email, name, password)
    password_hash = hash_password(password) if password else None
    with transaction() as session:
        user = User(
            username=known_as(username),
            name=inputs.clean_text(name).strip(),
            email=email,
            language=language,
            password_hash=password_hash,
        )
        session.add(user)
        _flush_unique(session)
        _put_grants(actor, user, set(grants))
        record(
            "account.created",
            actor=actor,
            subject=user.username,
            detail={"grants": _described(user)},
        )
    return user


def update_user(
    actor: Actor,
    user: User,
    *,
    version: int | None = None,
    **values: str | None,
) -> None:
    """Change name, e-mail, language or user name of an account.

    Raises Conflict when somebody else saved first, Refused, Forbidden.
    """
    may_manage(actor, user)
    if version is not None and version != user.version:
        raise Conflict(_("Somebody else has saved this account."), current=user)
    if "username" in values:
        username = known_as(values["username"] or "")
        values["username"] = username
        if not USERNAME.fullmatch(username):
            raise Refused([bad_username()])
    if problems := refused_address(values.get("email")):
        raise Refused(problems)
    with transaction() as session:
        changed = sorted(k for k, v in values.items() if getattr(user, k) != v)
        for key, value in values.items():
            setattr(user, key, value)
        _flush_unique(session)
        if changed:
            record(
                "account.changed",
                actor=actor,
                subject=user.username,
                detail={"fields": changed},
            )


def save_user(
    actor: Actor,
    user: User,
    *,
    grants: Iterable[GrantKey],
    version: int | None = None,
    **values: str | None,
) -> None:
    """Change an account and its roles in one transaction; all or nothing."""
    with transaction():
        update_user(actor, user, version=version, **values)
        set_grants(actor, user, grants)


def set_grants(actor: Actor, user: User, grants: Iterable[GrantKey]) -> None:
    """Give a person exactly these roles, each everywhere (None) or in a section.

    Raises Forbidden when the actor lacks a right that would be given or taken,
    Refused when nobody would be administrator any more.
    """
    wanted = set(grants)
    may_manage(actor, user)
    with transaction() as session:
        was_administrator = user.active and is_administrator(user)
        before, steps = _described(user), needed_steps(user)
        _put_grants(actor, user, wanted)
        session.flush()
        after, asked = _described(user), needed_steps(user)
        if was_administrator and not is_administrator(user):
            _needs_another(user)
        # A session has the rights and the proofs that it began with, or ends.
        if any(step not in steps for step in asked):
            sessions.revoke(user.id)
        elif set(before) - set(after) or asked != steps:
            end_sessions(user)
        if before != after:
            record(
                "account.roles",
                actor=actor,
                subject=user.username,
                detail={"before": before, "after": after},
            )


def set_active(actor: Actor, user: User, active: bool) -> None:
    """Switch an account on, or off together with all its sessions at once."""
    may_manage(actor, user)
    with transaction():
        if not active:
            if user.active and is_administrator(user):
                _needs_another(user)
            sessions.revoke(user.id)
        user.active = active
        record(
            "account.enabled" if active else "account.disabled",
            actor=actor,
            subject=user.username,
        )


def revoke_session(actor: Actor, user: User, row_id: str) -> None:
    """End one session of a person; NotFound when it is not theirs."""
    with transaction():
        if not sessions.revoke(user.id, only=row_id):
            raise NotFound("There is no such session.")
        record("account.session_ended", actor=actor, subject=user.username)


def end_other_sessions(user: User) -> int:
    """End all of one's own sessions but the one that asks; return how many."""
    with transaction():
        number = end_sessions(user)
        if number:
            record("account.session_ended", actor=user, subject=user.username)
    return number


def _needs_another(user: User) -> None:
    """Refuse to take the last administrator away."""
    if not other_administrators(user):
        raise Refused([Problem(_("This is the last administrator."))])


def _put_grants(actor: Actor, user: User, wanted: set[GrantKey]) -> None:
    """Make ``wanted`` the person's grants; Forbidden beyond the actor's own rights."""
    present = {(grant.role_id, grant.section_id): grant for grant in user.grants}
    roles = {role.id: role for role in db.session.scalars(select(Role))}
    for key in wanted ^ present.keys():
        role_id, section_id = key
        if role_id not in roles:
            raise Refused([Problem(_("There is no such role."))])
        if not may_grant(actor, roles[role_id], section_id):
            raise Forbidden(_("You cannot grant a permission that you do not have."))
    for key, grant in present.items():
        if key not in wanted:
            user.grants.remove(grant)
    for role_id, section_id in wanted - present.keys():
        user.grants.append(
            Grant(role_id=role_id, role=roles[role_id], section_id=section_id)
        )


def _described(user: User) -> list[str]:
    """Return a person's roles in words for the audit log."""
    return sorted(
        grant.role.name + (f"@{grant.section_id}" if grant.section_id else "")
        for grant in user.grants
    )


def _flush_unique(session: Session) -> None:
    """Write the row; turn a taken user name or e-mail address into Refused."""
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()  # the messages below may read who is asking
        field = "email" if "email" in str(error.orig) else "username"
        message = (
            _("Another account has this e-mail address.")
            if field == "email"
            else _("Another account has this user name.")
        )
        raise Refused([Problem(message, field)]) from error
