"""What is linked with an item, from both sides, grouped under headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    literal,
    select,
    union_all,
)

from cms.build_context import current_build
from cms.content.spine.models import Item, ItemRelation
from cms.extensions import db


class RelatedGroup:
    """Items linked with one item under one heading; iterates as (item, note)."""

    def __init__(
        self, name: str, label: Any, entries: list[tuple[Item, str | None]]
    ) -> None:
        self.name = name
        self.label = label
        self.entries = entries

    def __iter__(self) -> Iterator[tuple[Item, str | None]]:
        """Yield pairs of item and note."""
        return iter(self.entries)

    def __len__(self) -> int:
        """Return how many items are linked."""
        return len(self.entries)

    @property
    def items(self) -> list[Item]:
        """The linked items without their notes."""
        return [item for item, _note in self.entries]


def linked_items(criterion: ColumnElement[bool]) -> Select[Any]:
    """Return the statement for what is linked with an item, from both sides.

    Only items that meet the criterion are found. The item's id is bound as ``item``.
    """
    item_id = bindparam("item", type_=Integer)
    ours = select(
        literal(True).label("ours"),
        ItemRelation.target_id.label("other_id"),
        ItemRelation.relation,
        ItemRelation.note,
        ItemRelation.position,
    ).where(ItemRelation.source_id == item_id)
    theirs = select(
        literal(False),
        ItemRelation.source_id,
        ItemRelation.relation,
        ItemRelation.note,
        literal(0),
    ).where(ItemRelation.target_id == item_id)
    links = union_all(ours, theirs).subquery("links")
    return (
        select(links.c.ours, links.c.relation, links.c.note, Item)
        .join(links, links.c.other_id == Item.id)
        .where(criterion)
        .order_by(links.c.position, Item.sort_date.desc(), Item.id.desc())
    )


def related(item: Item, criterion: ColumnElement[bool]) -> list[RelatedGroup]:
    """Return what is linked with ``item``, from both sides, grouped under headings.

    One statement, whatever the number of links. Only items that meet the
    criterion appear; a heading without items is left out.
    """
    return find_linked(item, linked_items(criterion))


def find_linked(item: Item, statement: Select[Any]) -> list[RelatedGroup]:
    """Return what a statement of :func:`linked_items` finds for ``item``, likewise."""
    found: dict[tuple[str, str], list[tuple[Item, str | None]]] = {}
    for ours_, name, note, other in db.session.execute(statement, {"item": item.id}):
        side = "" if ours_ else other.type
        found.setdefault((side, name), []).append((other, note))
    return _headed(item, found)


def _headed(
    item: Item, found: Mapping[tuple[str, str], list[tuple[Item, str | None]]]
) -> list[RelatedGroup]:
    """Return links as groups, in the order in which the types declare them."""
    types = current_build().registry.content_types
    groups = [
        RelatedGroup(one.name, one.label, found["", one.name])
        for one in types[item.type].relations
        if ("", one.name) in found
    ]
    groups += [
        RelatedGroup(f"{kind}.{one.name}", one.inverse, found[kind, one.name])
        for kind, content_type in types.items()
        for one in content_type.relations
        if (kind, one.name) in found
    ]
    return groups
