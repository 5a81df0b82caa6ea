"""What a person may do: rights come from roles, everywhere or in some sections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from cms.actors import Actor


if TYPE_CHECKING:
    from cms.accounts.models import Grant


class Everywhere:
    """The answer "in every section" of :func:`sections_where`."""

    def __contains__(self, _section_id: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "ALL"


ALL: Final = Everywhere()

#: Rights of the core. Each content type ``T`` adds ``T.read``, ``T.write`` and
#: ``T.publish``; a type of records ``T.read`` and ``T.edit``.
CORE_PERMISSIONS: Final = (
    "content.read",
    "content.write",
    "content.publish",
    "content.purge",
    "media.manage",
    "site.settings",
    "site.plugins",
    "site.users",
    "site.sections",
    "site.audit",
)

#: The word in a role that stands for every right, also of plugins added later.
EVERYTHING: Final = "*"

#: The core's right that gives ``<type>.<verb>``, by verb. A record that is saved
#: is public at once: whoever may publish everything may edit records.
IMPLYING: Final = {
    "read": "content.read",
    "write": "content.write",
    "publish": "content.publish",
    "edit": "content.publish",
}
CONTENT_VERBS: Final = frozenset(IMPLYING)


class Anonymous:
    """An anonymous visitor: holds nothing."""

    id: int | None = None
    name = ""
    username = ""
    language: str | None = None
    active = False
    is_authenticated = False
    is_active = False
    is_anonymous = True
    grants: tuple[Grant, ...] = ()

    def get_id(self) -> None:
        """Return nothing: a session is not kept."""
        return

    def __repr__(self) -> str:
        return "ANONYMOUS"


class System(Anonymous):
    """The site itself, when a job or a command acts: holds everything."""

    name = "system"
    username = "system"
    active = True
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __repr__(self) -> str:
        return "SYSTEM"


ANONYMOUS: Final = Anonymous()
SYSTEM: Final = System()


def implied_by(permission: str) -> frozenset[str]:
    """Return the names of rights any of which gives ``permission``.

    ``news.article.write`` is given by itself, by ``content.write`` and by the
    right to everything.
    """
    names = {permission, EVERYTHING}
    owner, _dot, verb = permission.rpartition(".")
    if "." in owner and verb in CONTENT_VERBS:
        names.add(IMPLYING[verb])
    return frozenset(names)


def gives(role_permissions: Iterable[str], permission: str) -> bool:
    """Tell whether a role with these rights gives ``permission``."""
    return not implied_by(permission).isdisjoint(role_permissions)


def sections_where(user: Actor, permission: str) -> Everywhere | frozenset[int]:
    """Return where ``user`` holds ``permission``: ALL, or ids of sections.

    An account that is switched off holds nothing.
    """
    if isinstance(user, System):
        return ALL
    if not getattr(user, "is_active", False):
        return frozenset()
    sections: set[int] = set()
    for grant in user.grants:
        if gives(grant.role.permissions, permission):
            if grant.section_id is None:
                return ALL
            sections.add(grant.section_id)
    return frozenset(sections)


def holds(user: Actor, permission: str, section_id: int | None = None) -> bool:
    """Tell whether ``user`` holds ``permission`` in the section.

    Without ``section_id``, a right held in any section counts (a menu entry is
    shown, a picture may be uploaded), but rights on the whole site (``site.…``)
    must be held everywhere.
    """
    where = sections_where(user, permission)
    if isinstance(where, Everywhere):
        return True
    if section_id is not None:
        return section_id in where
    return bool(where) and not permission.startswith("site.")


def holds_everywhere(user: Actor, permission: str) -> bool:
    """Tell whether ``user`` holds ``permission`` without limit to sections."""
    return isinstance(sections_where(user, permission), Everywhere)
