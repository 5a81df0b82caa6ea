"""What is asked about links: those of the report, where they lead, what is new."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, exists, select

from cms.accounts.permissions import ANONYMOUS
from cms.actors import Actor
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import items_by_id
from cms.extensions import db
from cms.features.links.models import OutLink


KINDS = ("broken", "outside", "inside", "all")


def report_query(actor: Actor, kind: str) -> Select[OutLink]:
    """Return the statement for links of one of the kinds in items of ``actor``."""
    mine = select(Item.id).where(access.editable(actor), Item.deleted_at.is_(None))
    return select(OutLink).where(OutLink.item_id.in_(mine), *_criteria(kind))


def _criteria(kind: str) -> list[ColumnElement[bool]]:
    inside = OutLink.target_id.is_not(None)
    criteria: dict[str, list[ColumnElement[bool]]] = {
        "broken": [(OutLink.state == "broken") | (inside & ~_reachable())],
        "outside": [~inside],
        "inside": [inside],
        "all": [],
    }
    return criteria[kind]


def _reachable() -> ColumnElement[bool]:
    """Return whether the item that a link leads to is there for readers."""
    return exists().where(
        Item.id == OutLink.target_id,
        access.visible(ANONYMOUS, archived=True),
        Item.deleted_at.is_(None),
    )


def items_of(
    actor: Actor, links: Iterable[OutLink]
) -> tuple[dict[int, Item], set[int]]:
    """Return the items at both ends of links by id, and which of them readers reach.

    What ``actor`` may not know of is absent.
    """
    ids = {key for link in links for key in (link.item_id, link.target_id) if key}
    items = items_by_id(ids, access.known_to(actor))
    reached = select(Item.id).where(
        Item.id.in_(ids), access.visible(ANONYMOUS, archived=True)
    )
    return items, set(db.session.scalars(reached))


def has_new_addresses(item_id: int) -> bool:
    """Tell whether an item links to addresses outside that nobody has asked yet."""
    fresh = select(OutLink.id).where(
        OutLink.item_id == item_id, OutLink.url != "", OutLink.state == "unchecked"
    )
    return db.session.scalar(fresh.limit(1)) is not None
