"""What the pages of one item ask: what was sent back, whose names are on its pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, func, select

from cms.actors import Actor
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.models import Item, ItemRelation, Revision
from cms.content.spine.workflow import DRAFT
from cms.extensions import db


def returned_revision(item: Item) -> Revision | None:
    """Return the version that was sent back with a reason and is being mended now."""
    if item.stage != DRAFT:
        return None
    query = (
        select(Revision)
        .where(
            Revision.item_id == item.id, Revision.state.in_(("returned", "published"))
        )
        .order_by(Revision.number.desc())
        .limit(1)
    )
    last = db.session.scalar(query)
    return last if last is not None and last.state == "returned" else None


def linked_titles(
    actor: Actor, linked: Collection[int], people: Collection[str], limit: int
) -> list[str]:
    """Return titles of linked items, then of the people whom those link to.

    ``people`` are the content types of people. Only titles that ``actor`` may
    know, by name, at most ``limit`` of each kind, each once.
    """
    known = select(Item.id).where(Item.id.in_(linked), access.known_to(actor))
    took_part = select(ItemRelation.target_id).where(ItemRelation.source_id.in_(known))
    found = [
        *_titles(actor, Item.id.in_(linked), limit),
        *_titles(actor, Item.id.in_(took_part) & Item.type.in_(people), limit),
    ]
    return list(dict.fromkeys(found))


def _titles(actor: Actor, criterion: ColumnElement[bool], limit: int) -> list[str]:
    query = select(Item.title).where(
        criterion,
        Item.title != "",
        Item.deleted_at.is_(None),
        access.known_to(actor),
    )
    return list(db.session.scalars(query.order_by(Item.title_sort).limit(limit)))


def snapshots_of(items: Iterable[Item]) -> dict[int, Snapshot]:
    """Return what is being worked on, or what is valid, of items by id; one statement."""
    by_id = {item.id: item for item in items}
    newest = (
        select(func.max(Revision.id))
        .where(
            Revision.item_id.in_(list(by_id)),
            Revision.state.in_(("working", "published")),
        )
        .group_by(Revision.item_id)
    )
    query = select(Revision).where(Revision.id.in_(newest))
    return {
        one.item_id: Snapshot.stored(by_id[one.item_id], one)
        for one in db.session.scalars(query)
    }
