"""Tie an account to the item of its person."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.accounts.models import User
from cms.accounts.people import may_manage
from cms.accounts.permissions import holds_everywhere
from cms.actors import Actor
from cms.content.spine.access import known_to
from cms.content.spine.affiliations import types_of
from cms.content.spine.models import AccountPerson, Item
from cms.database.transaction import transaction
from cms.errors import Forbidden, Problem, Refused
from cms.extensions import db


audit.declare(
    {
        "account.person": _l("Account linked to a person"),
    }
)


def tied_person(user: User) -> int | None:
    """Return the id of the item that an account is tied to, live or not."""
    row = db.session.get(AccountPerson, user.id)
    return row.person_id if row is not None else None


def may_tie(actor: Actor) -> bool:
    """Tell whether ``actor`` may tie accounts to people.

    It gives the reading of what is limited to the person's organisations: only
    who may read all of it can give that.
    """
    return holds_everywhere(actor, "content.publish")


def tie_person(actor: Actor, user: User, person_id: int | None) -> None:
    """Tie an account to a person's item, or with None to nobody.

    Raises Forbidden when the actor may not, Refused when there is no such
    person that the actor may see.
    """
    with transaction() as session:
        if person_id == tied_person(user):
            return
        may_manage(actor, user)
        if not may_tie(actor):
            raise Forbidden(
                _(
                    "Only users who may publish everything can link an account to a person."
                )
            )
        if person_id is not None and not _may_see(actor, person_id):
            raise Refused(
                [Problem(_("Please choose a person from the list."), "person")]
            )
        row = session.get(AccountPerson, user.id)
        if row is not None:
            session.delete(row)
            session.flush()
        if person_id is not None:
            session.add(AccountPerson(user_id=user.id, person_id=person_id))
        audit.record(
            "account.person",
            actor=actor,
            subject=user.username,
            detail={"person": person_id},
        )


def _may_see(actor: Actor, person_id: int) -> bool:
    query = select(Item.id).where(
        Item.id == person_id,
        Item.type.in_(types_of("person")),
        Item.deleted_at.is_(None),
        known_to(actor),
    )
    return db.session.scalar(query) is not None
