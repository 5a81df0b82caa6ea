"""The person behind an account, and the organisations to which that person belongs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from flask import g, has_request_context
from sqlalchemy import bindparam, select

from cms.actors import Actor
from cms.build_context import current_build
from cms.content.spine.models import AccountPerson, Item
from cms.content.spine.workflow import PUBLISHED
from cms.database.base import utcnow
from cms.extensions import db
from cms.i18n import site_zone
from cms.plugins.manager import Trouble


Answer = TypeVar("Answer")
# The live item of an account's person.
_PERSON_ID = (
    select(Item.id)
    .join(AccountPerson, AccountPerson.person_id == Item.id)
    .where(AccountPerson.user_id == bindparam("user"))
    .where(Item.type.in_(bindparam("types", expanding=True)))
    .where(Item.status == PUBLISHED, Item.deleted_at.is_(None))
)


def once_a_request(what: str, user: Actor, make: Callable[[], Answer]) -> Answer:
    """Return what was made of a user's rights, once for the length of a request."""
    if not has_request_context():
        return make()
    kept: dict[tuple[Any, ...], Answer] = g.setdefault("cms_access", {})
    key = (what, id(current_build()), user.id, getattr(user, "name", ""))
    if key not in kept:
        kept[key] = make()
    return kept[key]


def person_of(user: Actor) -> Item | None:
    """Return the item of the person that the account is linked to, if it is live.

    Nothing says that a reader may see it: ask for that with a criterion.
    """
    if user.id is None or not getattr(user, "is_active", False):
        return None
    known = {"user": user.id, "types": types_of("person")}
    person_id = db.session.scalar(_PERSON_ID, known)
    return db.session.get(Item, person_id) if person_id is not None else None


def affiliations(user: Actor, on: dt.date | None = None) -> frozenset[int]:
    """Return the ids of the organisations of the account's person on a day.

    ``on`` is a day in the site's zone; None is today. An account without a
    person, one that is switched off, and a visitor belong to none. A plugin
    that fails to answer adds none.
    """
    if user.id is None or not getattr(user, "is_active", False):
        return frozenset()
    day = on or utcnow().astimezone(site_zone()).date()
    return once_a_request(f"affiliations {day}", user, lambda: _affiliations(user, day))


def _affiliations(user: Actor, day: dt.date) -> frozenset[int]:
    build = current_build()
    if not build.registry.affiliations:
        return frozenset()
    known = {"user": user.id, "types": types_of("person")}
    person_id = db.session.scalar(_PERSON_ID, known)
    if person_id is None:
        return frozenset()
    found: set[int] = set()
    for plugin, one in build.registry.affiliations:
        said = build.manager.guard(
            plugin,
            f"affiliation {one.name}",
            lambda one=one: set(one.organisations_of(person_id, day)),
        )
        if not isinstance(said, Trouble):
            found |= said
    return frozenset(found)


def types_of(represented: str) -> tuple[str, ...]:
    """Return the content types whose items represent a "person" or "organisation"."""
    types = current_build().registry.content_types
    return tuple(name for name, one in types.items() if one.represents == represented)
