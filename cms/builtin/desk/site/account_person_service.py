"""Link an account to the item of its person."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.accounts.models import User
from cms.accounts.permissions import holds_everywhere
from cms.actors import Actor
from cms.builtin.accounts.people import may_manage
from cms.content.fields.answers import Kind
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.access import known_to
from cms.content.spine.affiliations import types_of
from cms.content.spine.models import AccountPerson, Item
from cms.content.spine.queries import live_revision
from cms.database.transaction import transaction
from cms.errors import Forbidden, Problem, Refused
from cms.extensions import db


audit.declare(
    {
        "account.person": _l("Account linked to a person"),
    }
)


def linked_person(user: User) -> int | None:
    """Return the id of the item that an account is linked to, live or not."""
    row = db.session.get(AccountPerson, user.id)
    return row.person_id if row is not None else None


def may_link(actor: Actor) -> bool:
    """Tell whether ``actor`` may link accounts to people.

    It gives the reading of what is limited to the person's organisations: only
    who may read all of it can give that.
    """
    return holds_everywhere(actor, "content.publish")


def link_person(actor: Actor, user: User, person_id: int | None) -> None:
    """Link an account to a person's item, or with None to nobody.

    Raises Forbidden when the actor may not, Refused when there is no such
    person that the actor may see.
    """
    with transaction() as session:
        if person_id == linked_person(user):
            return
        may_manage(actor, user)
        if not may_link(actor):
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


def check_posts(
    item: Item, data: Snapshot, transition: str, actor: Actor
) -> list[Problem]:
    """Refuse that others than who may link it widen what a linked account may read.

    A change of where the person belongs, or until when, gives the reading of
    what is limited to an organisation: it needs the right to link accounts.
    """
    if transition not in ("approve", "schedule", "publish") or may_link(actor):
        return []
    if item.type not in types_of("person") or not _is_linked(item.id):
        return []
    live = live_revision(item.id)
    before = live.data if live is not None else {}
    changed = [name for name in _posts(data) if data.get(name) != before.get(name)]
    message = _(
        "This person has an account that reads what is limited to an organisation: "
        "only who may publish everything can change where they belong."
    )
    return [Problem(message, name) for name in changed]


def _is_linked(person_id: int) -> bool:
    query = select(AccountPerson.user_id).where(AccountPerson.person_id == person_id)
    return db.session.scalar(query.limit(1)) is not None


def _posts(data: Snapshot) -> list[str]:
    """Return the names of the fields that point to organisations, rows included."""
    found = data.references(Kind.ITEM)
    query = select(Item.id).where(
        Item.id.in_({one.target for one in found}),
        Item.type.in_(types_of("organisation")),
    )
    organisations = set(db.session.scalars(query))
    names = [one.path.partition("/")[0] for one in found if one.target in organisations]
    return list(dict.fromkeys(names))


def _may_see(actor: Actor, person_id: int) -> bool:
    query = select(Item.id).where(
        Item.id == person_id,
        Item.type.in_(types_of("person")),
        Item.deleted_at.is_(None),
        known_to(actor),
    )
    return db.session.scalar(query) is not None
