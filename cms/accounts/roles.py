"""Roles: sets of permissions, and who may hand them on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import func, select

from cms import audit
from cms.accounts.models import Grant, Role, User
from cms.accounts.permissions import EVERYTHING, holds_everywhere, sections_where
from cms.actors import Actor
from cms.audit import record
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


ADMINISTRATOR: Final = "administrator"

_READ: Final = ["content.read"]
_WRITE: Final = [*_READ, "content.write", "media.manage"]

#: Roles of a new site. The titles are data: an administrator may change them.
SEED: Final = (
    ("reader", "Người đọc nội bộ", _READ),
    ("reporter", "Phóng viên", _WRITE),
    ("approver", "Người duyệt", [*_WRITE, "content.publish"]),
    (ADMINISTRATOR, "Quản trị viên", [EVERYTHING]),
)

#: The core's rights as a person reads them.
TITLES: Final = {
    EVERYTHING: _l("Everything, including plugins added later"),
    "content.read": _l("Read what is internal or not yet published"),
    "content.write": _l("Write and submit"),
    "content.publish": _l("Approve, publish, archive and delete"),
    "content.purge": _l("Permanently delete what is in the trash"),
    "media.manage": _l("Add and change pictures and files"),
    "site.settings": _l("Change settings"),
    "site.plugins": _l("Enable and disable plugins"),
    "site.users": _l("Manage people and roles"),
    "site.sections": _l("Manage sections, keywords and redirects"),
    "site.audit": _l("Read the audit log"),
}


def ensure_roles() -> None:
    """Add the roles of a new site that are missing, in the current transaction."""
    known = set(db.session.scalars(select(Role.name)))
    for name, title, permissions in SEED:
        if name not in known:
            db.session.add(Role(name=name, title=title, permissions=list(permissions)))
    db.session.flush()


def all_roles() -> list[Role]:
    """Return every role, in the order of their age."""
    return list(db.session.scalars(select(Role).order_by(Role.id)))


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


def may_grant(actor: Actor, role: Role, section_id: int | None) -> bool:
    """Tell whether the actor holds all that a role gives, where it gives it."""
    for permission in role.permissions:
        where = sections_where(actor, permission)
        if section_id is None and not holds_everywhere(actor, permission):
            return False
        if section_id is not None and section_id not in where:
            return False
    return True


def covers(actor: Actor, user: User) -> bool:
    """Tell whether the actor has at least all rights of ``user``.

    Whoever could reset a mightier person's password would have their rights.
    """
    return all(may_grant(actor, grant.role, grant.section_id) for grant in user.grants)


def is_administrator(user: User) -> bool:
    """Tell whether a person holds everything everywhere."""
    return any(
        grant.section_id is None and EVERYTHING in grant.role.permissions
        for grant in user.grants
    )


def other_administrators(user: User) -> int:
    """Return how many further people could still put things right."""
    everyone = db.session.scalars(
        select(User).where(User.active, User.id != user.id).with_for_update()
    )
    return sum(1 for person in everyone if is_administrator(person))
