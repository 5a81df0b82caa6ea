"""What the previous conference of the same kind and organiser has left to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from cms import (
    Actor,
    Item,
    ItemRelation,
    NotFound,
    current_snapshot,
    db,
    get_item,
    service,
    transaction,
)
from cms_conferences import CONFERENCE, DIRECTIVE
from cms_conferences.choices import CLOSED, MOVED, NOT_BEGUN
from cms_conferences.models import Conference


#: What a directive takes along to the next conference.
TAKEN = (
    "title",
    "text",
    "source",
    "due",
    "given_by",
    "responsible",
    "language",
    "visibility",
)


def previous_conference(item: Item, may_see: ColumnElement[bool]) -> Item | None:
    """Return the last conference of the same kind and organiser before ``item``.

    None without a day or organiser, and when nothing that meets ``may_see`` came before.
    """
    own = db.session.get(Conference, item.id)
    organiser = select(ItemRelation.target_id).where(
        ItemRelation.source_id == item.id, ItemRelation.relation == "organiser"
    )
    if own is None or own.date is None:
        return None
    query = (
        select(Item)
        .join(Conference, Conference.item_id == Item.id)
        .join(ItemRelation, ItemRelation.source_id == Item.id)
        .where(
            ItemRelation.relation == "organiser",
            ItemRelation.target_id.in_(organiser),
            Item.type == CONFERENCE,
            Item.deleted_at.is_(None),
            Conference.type == own.type,
            Conference.date < own.date,
            may_see,
        )
        .order_by(Conference.date.desc(), Item.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def move_directives(
    actor: Actor, target_id: int, chosen: Sequence[tuple[int, int]]
) -> list[Item]:
    """Move open directives to a later conference, all of them or none; return the new ones.

    ``chosen`` are pairs of id and version. The old record stays where it was given,
    marked as moved; the new one names it. Raises NotFound for what is no open
    directive of an earlier conference, and what every change raises.
    """
    with transaction():
        target = get_item(actor, target_id, type_name=CONFERENCE)
        made = []
        for item_id, version in chosen:
            old = get_item(actor, item_id, "write", type_name=DIRECTIVE)
            data: dict[str, Any] = current_snapshot(old)
            if old.parent_id == target.id or data.get("status") in CLOSED:
                raise NotFound(f"Directive {item_id} is not open elsewhere.")
            fresh = {name: data.get(name) for name in TAKEN}
            fresh |= {"status": NOT_BEGUN, "continues": old.id}
            if data.get("progress"):
                fresh["status"] = data.get("status")
            service.save(actor, old.id, {"status": MOVED}, version)
            made.append(service.create(actor, DIRECTIVE, fresh, parent_id=target.id))
    return made
