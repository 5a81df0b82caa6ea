"""Roles: created, changed, deleted; each change is one audited transaction."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import func, select

from cms import audit
from cms.accounts.models import Grant, Role, User
from cms.accounts.permissions import EVERYTHING, holds_everywhere
from cms.actors import Actor
from cms.audit import record
from cms.builtin.accounts.roles import ADMINISTRATOR, is_administrator
from cms.database.transaction import transaction
from cms.errors import Forbidden, Problem, Refused
from cms.extensions import db
from cms.text import slugify


audit.declare(
    {
        "role.created": _l("Role created"),
        "role.changed": _l("Role changed"),
        "role.deleted": _l("Role deleted"),
    },
    role=_l("Roles"),
)


def save_role(
    actor: Actor, role: Role | None, *, title: str, permissions: Iterable[str]
) -> Role:
    """Create or change a role.

    Raises Forbidden when it would give, or already gives, a right that the
    actor lacks; Refused when the title is taken or the administrator's rights
    would shrink.
    """
    wanted = sorted(set(permissions))
    _may_hand_on(actor, wanted)
    with transaction() as session:
        if role is None:
            role = Role(name=_free_name(title), title=title, permissions=wanted)
            session.add(role)
            action = "role.created"
        else:
            _may_hand_on(actor, role.permissions)
            if role.name == ADMINISTRATOR and EVERYTHING not in wanted:
                raise Refused([Problem(_("Administrators keep every permission."))])
            role.title, role.permissions = title, wanted
            action = "role.changed"
        session.flush()
        record(action, actor=actor, subject=title, detail={"permissions": wanted})
    return role


def delete_role(actor: Actor, role: Role) -> None:
    """Delete a role that nobody holds; Refused otherwise."""
    _may_hand_on(actor, role.permissions)
    with transaction() as session:
        holders = session.scalar(
            select(func.count()).select_from(Grant).where(Grant.role_id == role.id)
        )
        if role.name == ADMINISTRATOR or holders:
            raise Refused([Problem(_("Somebody still holds this role."))])
        record("role.deleted", actor=actor, subject=role.title)
        session.delete(role)


def _free_name(title: str) -> str:
    """Return an unused name made of a title."""
    base = slugify(title)[:50] or "role"
    taken = set(db.session.scalars(select(Role.name)))
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _may_hand_on(actor: Actor, permissions: Iterable[str]) -> None:
    """Raise Forbidden unless the actor holds each of these rights everywhere."""
    for permission in permissions:
        if not holds_everywhere(actor, permission):
            raise Forbidden(_("You cannot grant a permission that you do not have."))


def other_administrators(user: User) -> int:
    """Return how many further people could still put things right."""
    everyone = db.session.scalars(
        select(User).where(User.active, User.id != user.id).with_for_update()
    )
    return sum(1 for person in everyone if is_administrator(person))
