"""What waits for a person: duties of theirs and of their organisations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from cms.actors import Actor
from cms.content.spine import access
from cms.content.spine.affiliations import affiliations, person_of
from cms.content.spine.models import Item, ItemDuty
from cms.content.spine.workflow import ARCHIVED
from cms.extensions import db


@dataclass(frozen=True)
class Waiting:
    """A duty: the item that asks for it, what it is if not the whole, until when.

    ``editable`` tells whether this user may open the item on the desk.
    """

    item: Item
    words: str
    due: dt.date | None
    editable: bool


def duties_of(user: Actor, limit: int) -> list[Waiting]:
    """Return at most ``limit`` duties of the account's person and organisations.

    The earliest due come first, those without a day last; one that asks both
    the person and the unit stands once. Only of items that ``user`` may see.
    """
    person = person_of(user)
    owners = affiliations(user) | ({person.id} if person is not None else set())
    if not owners:
        return []
    on_desk = access.editable(user)
    due = func.min(ItemDuty.due).label("due")
    query = (
        select(Item, ItemDuty.words, due, on_desk.label("on_desk"))
        .join(ItemDuty, ItemDuty.item_id == Item.id)
        .where(ItemDuty.owner_id.in_(sorted(owners)))
        .where(Item.deleted_at.is_(None), Item.status != ARCHIVED)
        .where(or_(on_desk, access.visible(user)))
        .group_by(Item.id, ItemDuty.words)
        .order_by(due.asc().nulls_last(), Item.id, ItemDuty.words)
        .limit(limit)
    )
    rows = db.session.execute(query)
    return [Waiting(row[0], row.words, row.due, bool(row.on_desk)) for row in rows]
