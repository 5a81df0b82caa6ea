"""Questions about items that more than one room asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, union_all

from cms.build_context import current_build
from cms.content.spine.models import Item, ItemDetail, ItemRelation, Revision, Section
from cms.contributions import ContentType
from cms.extensions import db


def content_type_of(item: Item) -> ContentType:
    """Return the declared type of ``item``; KeyError when it is not in the build."""
    return current_build().registry.content_types[item.type]


def sections() -> list[Section]:
    """Return all sections in their order."""
    query = select(Section).order_by(Section.position, Section.title)
    return list(db.session.scalars(query))


def section_choices() -> list[tuple[int, str]]:
    """Return the sections as choices of a form."""
    return [(section.id, section.title) for section in sections()]


def find_item(item_id: int, criterion: ColumnElement[bool]) -> Item | None:
    """Return the item when it exists and meets the criterion."""
    return db.session.scalar(select(Item).where(Item.id == item_id, criterion))


def items_by_id(ids: Iterable[int], criterion: ColumnElement[bool]) -> dict[int, Item]:
    """Return the items among ``ids`` that meet the criterion, by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(Item).where(Item.id.in_(wanted), criterion)
    return {item.id: item for item in db.session.scalars(query)}


def detail_of(item: Item) -> ItemDetail | None:
    """Return the satellite row of ``item``, or None when it has never been live."""
    content_type = current_build().registry.content_types.get(item.type)
    if content_type is None or content_type.detail is None:
        return None
    return db.session.get(content_type.detail, item.id)


def with_details(items: Sequence[Item]) -> dict[int, ItemDetail]:
    """Return the satellites of mixed items by id: one query for each type present."""
    found: dict[int, Any] = {}
    types = current_build().registry.content_types
    for name in {item.type for item in items}:
        model = types[name].detail if name in types else None
        if model is not None:
            ids = [item.id for item in items if item.type == name]
            rows = db.session.scalars(select(model).where(model.item_id.in_(ids)))
            found.update({row.item_id: row for row in rows})
    return found


def working_revision(item_id: int) -> Revision | None:
    """Return the revision that is being worked on, if any."""
    return db.session.scalar(
        select(Revision).where(Revision.item_id == item_id, Revision.state == "working")
    )


def live_revision(item_id: int) -> Revision | None:
    """Return the revision that was applied last, if any."""
    return db.session.scalar(
        select(Revision)
        .where(Revision.item_id == item_id, Revision.state == "published")
        .order_by(Revision.number.desc())
        .limit(1)
    )


def first_live_at(item_id: int) -> dt.datetime | None:
    """Return when a revision of the item first went live here, in UTC, if one did."""
    query = select(func.min(Revision.updated_at)).where(
        Revision.item_id == item_id, Revision.state == "published"
    )
    return db.session.scalar(query)


def current_snapshot(item: Item) -> dict[str, Any]:
    """Return what an editor would go on from: the open revision, else the live one."""
    revision = working_revision(item.id) or live_revision(item.id)
    return dict(revision.data) if revision else {}


def history(item_id: int) -> list[Revision]:
    """Return all revisions, newest first."""
    query = (
        select(Revision)
        .where(Revision.item_id == item_id)
        .order_by(Revision.number.desc())
    )
    return list(db.session.scalars(query))


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


def related(item: Item, criterion: ColumnElement[bool]) -> list[RelatedGroup]:
    """Return what is linked with ``item``, from both sides, grouped under headings.

    One statement, whatever the number of links. Only items that meet the
    criterion appear; a heading without items is left out.
    """
    ours = select(
        literal(True).label("ours"),
        ItemRelation.target_id.label("other_id"),
        ItemRelation.relation,
        ItemRelation.note,
        ItemRelation.position,
    ).where(ItemRelation.source_id == item.id)
    theirs = select(
        literal(False),
        ItemRelation.source_id,
        ItemRelation.relation,
        ItemRelation.note,
        literal(0),
    ).where(ItemRelation.target_id == item.id)
    links = union_all(ours, theirs).subquery("links")
    query = (
        select(links.c.ours, links.c.relation, links.c.note, Item)
        .join(links, links.c.other_id == Item.id)
        .where(criterion)
        .order_by(links.c.position, Item.sort_date.desc(), Item.id.desc())
    )
    found: dict[tuple[str, str], list[tuple[Item, str | None]]] = {}
    for ours_, name, note, other in db.session.execute(query):
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


def titles(ids: Iterable[int], criterion: ColumnElement[bool]) -> Mapping[int, str]:
    """Return the titles of the items among ``ids`` that meet the criterion, by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(Item.id, Item.title).where(Item.id.in_(wanted), criterion)
    return {row.id: row.title for row in db.session.execute(query)}
