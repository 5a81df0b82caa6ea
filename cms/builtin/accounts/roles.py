"""Roles: sets of permissions, and who may hand them on."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from cms.accounts.models import Role, User
from cms.accounts.permissions import EVERYTHING, holds_everywhere, sections_where
from cms.actors import Actor
from cms.extensions import db


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
