"""Who may read an item of visibility "limited": people, and whole organisations."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import delete, select

from cms import audit
from cms.accounts.models import User
from cms.actors import Actor
from cms.content.revisions.drafts import load_for
from cms.content.spine import access
from cms.content.spine.affiliations import types_of
from cms.content.spine.models import Item, ItemReader, ItemReaderOrganisation
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.extensions import db


audit.declare(
    {
        "item.readers": _l("changed who may read it"),
    }
)


LONGEST_REASON = 300


def readers(item_id: int) -> list[User]:
    """Return the named readers of an item, by name."""
    query = (
        select(User)
        .join(ItemReader, ItemReader.user_id == User.id)
        .where(ItemReader.item_id == item_id)
        .order_by(User.name)
    )
    return list(db.session.scalars(query))


def reader_organisations(item_id: int) -> dict[int, str]:
    """Return the organisations whose people may read an item: id to reason."""
    query = select(ItemReaderOrganisation).where(
        ItemReaderOrganisation.item_id == item_id
    )
    rows = db.session.scalars(query.order_by(ItemReaderOrganisation.organisation_id))
    return {row.organisation_id: row.reason for row in rows}


def set_readers(
    actor: Actor,
    item_id: int,
    user_ids: Iterable[int],
    organisation_ids: Iterable[int] = (),
    reason: str = "",
) -> None:
    """Replace the readers of an item; the change holds from the next request.

    ``organisation_ids`` are items whose people may all read it; then ``reason``
    says why. Raises NotFound or Forbidden as every change of an item does,
    and Refused without a reason or for what is no organisation that the actor
    may see.
    """
    with transaction() as session:
        item = load_for(actor, item_id, None, access.WRITE)
        known = select(User.id).where(User.id.in_(set(user_ids)), User.active)
        people = sorted(session.scalars(known))
        before = reader_organisations(item.id)
        units = sorted(set(organisation_ids))
        reason = reason.strip()[:LONGEST_REASON]
        _check_organisations(actor, units, before, reason)
        session.execute(delete(ItemReader).where(ItemReader.item_id == item.id))
        session.execute(
            delete(ItemReaderOrganisation).where(
                ItemReaderOrganisation.item_id == item.id
            )
        )
        session.add_all(ItemReader(item_id=item.id, user_id=one) for one in people)
        session.add_all(
            ItemReaderOrganisation(item_id=item.id, organisation_id=one, reason=reason)
            for one in units
        )
        audit.record(
            "item.readers",
            actor=actor,
            item_id=item.id,
            subject=item.title,
            detail={"readers": people, "organisations": units, "note": reason},
        )


def _check_organisations(
    actor: Actor, wanted: list[int], before: Iterable[int], reason: str
) -> None:
    """Refuse organisations without a reason, and what the actor may not name."""
    if not wanted:
        return
    if not reason:
        message = _("Please say why these organisations may read this.")
        raise Refused([Problem(message, "reason")])
    may_see = access.known_to(actor)
    seen = select(Item.id).where(
        Item.id.in_(wanted),
        Item.type.in_(types_of("organisation")),
        Item.deleted_at.is_(None),
        may_see,
    )
    # What stood there already may stay, though this actor does not see it.
    if set(wanted) - set(db.session.scalars(seen)) - set(before):
        message = _("Please choose organisations from the list.")
        raise Refused([Problem(message, "organisations")])
