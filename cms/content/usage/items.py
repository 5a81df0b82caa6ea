"""What points to an item, and letting all of it point to another one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String, cast, or_, select, union

from cms import audit
from cms.build_context import current_build
from cms.content.fields.references import Link, Rows
from cms.content.fields.texts import Rich
from cms.content.revisions.bulk_edit import Change, rewrite
from cms.content.revisions.drafts import load_for, trash
from cms.content.revisions.projection import content_type_of, references
from cms.content.spine import access, workflow
from cms.content.spine.models import Item, ItemRelation, Revision
from cms.content.spine.queries import live_revision, working_revision
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.extensions import db
from cms.links.models import OutLink
from cms.richtext import item_ids


@dataclass(frozen=True)
class Pointer:
    """An item that points to another one, and in which of its fields."""

    item: Item
    places: tuple[str, ...]


@dataclass(frozen=True)
class Usage:
    """What points to an item: what the asker may see, and how much else there is."""

    pointers: tuple[Pointer, ...]
    hidden: int

    def __len__(self) -> int:
        return len(self.pointers) + self.hidden


def points_here(item: Item, user: Any) -> Usage:
    """Return what points to ``item`` from records and texts, live or being written."""
    candidates = _candidates(item)
    query = select(Item).where(Item.id.in_(candidates), access.editable(user))
    query = query.where(Item.deleted_at.is_(None)).order_by(Item.title_sort, Item.id)
    pointers = []
    for one in db.session.scalars(query):
        if places := _places(one, item):
            pointers.append(Pointer(one, places))
    return Usage(tuple(pointers), _unseen(item, candidates, user))


def pointed_at(ids: Collection[int]) -> set[int]:
    """Return those of ``ids`` that a record or a text points to."""
    by_record = (
        select(ItemRelation.target_id)
        .join(Item, Item.id == ItemRelation.source_id)
        .where(ItemRelation.target_id.in_(ids), Item.deleted_at.is_(None))
    )
    by_text = (
        select(OutLink.target_id)
        .join(Item, Item.id == OutLink.item_id)
        .where(OutLink.target_id.in_(ids), Item.deleted_at.is_(None))
    )
    return set(db.session.scalars(union(by_record, by_text)))


def _unseen(target: Item, candidates: Collection[int], user: Any) -> int:
    """Return how many items point here that the user may not see."""
    types = current_build().registry.content_types
    query = select(Item).where(
        Item.id.in_(candidates), Item.deleted_at.is_(None), Item.type.in_(tuple(types))
    )
    query = query.where(~access.editable(user))
    return sum(bool(_places(one, target)) for one in db.session.scalars(query))


def _candidates(item: Item) -> set[int]:
    """Return the ids of items that may point here: by row, or in a snapshot.

    A change over a live page has no rows yet, and a text written before links
    were noted has none either: snapshots are asked for the number itself.
    """
    by_row = union(
        select(ItemRelation.source_id).where(ItemRelation.target_id == item.id),
        select(OutLink.item_id).where(OutLink.target_id == item.id),
    )
    stored = cast(Revision.data, String)
    by_text = or_(
        stored.contains(f'"itemId": {item.id}'),
        stored.contains(f'"{item.path}"', autoescape=True),
    )
    open_change = (Item.status != workflow.DRAFT) & stored.contains(str(item.id))
    by_snapshot = (
        select(Revision.item_id)
        .join(Item, Item.id == Revision.item_id)
        .where(
            or_(
                Revision.state.in_(("working", "published")) & by_text,
                (Revision.state == "working") & open_change,
            )
        )
    )
    found = set(db.session.scalars(by_row)) | set(db.session.scalars(by_snapshot))
    return found - {item.id}


def _places(item: Item, target: Item) -> tuple[str, ...]:
    """Return the labels of the fields in which an item's snapshots point to a target."""
    content_type = content_type_of(item)
    shown, opened = live_revision(item.id), working_revision(item.id)
    labels = {one.name: str(one.label) for one in content_type.relations}
    found: dict[str, None] = {}
    for revision in (shown, opened):
        if revision is None:
            continue
        form = content_type.form.of(revision.data)
        for name, field in form._fields.items():
            if isinstance(field, Rich) and _links_to(field.data, target):
                found[str(field.label.text)] = None
            elif isinstance(field, Link) and target.id in field.ids:
                found[labels.get(name, str(field.label.text))] = None
        for link in references(content_type, revision.data):
            if link.target_id == target.id:
                label = labels.get(link.relation)
                found[label or str(content_type.label)] = None
    return tuple(found)


def replace_everywhere(
    actor: Any, item_id: int, other_id: int, version: int, *, then_trash: bool = False
) -> int:
    """Let everything that points to one item point to another, in one transaction.

    Live pages and open changes alike; the history keeps what was before. With
    ``then_trash`` the item goes into the trash in the same transaction.
    Returns how many items were changed. Raises Refused in words when the other
    cannot stand in some place, or when the actor may not change one of them.
    """
    with transaction():
        item = load_for(actor, item_id, version, access.WRITE)
        other = load_for(actor, other_id, None, access.WRITE)
        if other.id == item.id:
            raise Refused([Problem(_("Please choose another item."))])
        usage = points_here(item, actor)
        _may_change_all(actor, usage)
        for pointer in usage.pointers:
            change = _replacing(pointer.item, item, other)
            rewrite(actor, pointer.item, change, change)
            audit.record(
                "item.replace",
                actor=actor,
                item_id=pointer.item.id,
                subject=pointer.item.title,
                detail={"from": item.id, "to": other.id},
            )
        if then_trash:
            trash(actor, item.id, item.version)
    return len(usage.pointers)


def _may_change_all(actor: Any, usage: Usage) -> None:
    problems = []
    if usage.hidden:
        message = _("%(number)d places are not yours to change.", number=usage.hidden)
        problems.append(Problem(message))
    for pointer in usage.pointers:
        one = pointer.item
        live = one.status != workflow.DRAFT or one.stage not in (None, workflow.DRAFT)
        right = access.PUBLISH if live else access.WRITE
        if not access.can(actor, right, one):
            message = _("You may not change “%(title)s”.", title=one.title)
            problems.append(Problem(message))
    if problems:
        raise Refused(problems)


def _replacing(holder: Item, item: Item, other: Item) -> Change:
    """Return the change that puts ``other`` wherever a snapshot names ``item``."""
    form_type = content_type_of(holder).form

    def change(data: Mapping[str, Any]) -> dict[str, Any]:
        return {**data, **_replaced(form_type.of(data), data, item, other)}

    return change


def _replaced(
    form: Any, data: Mapping[str, Any], item: Item, other: Item
) -> dict[str, Any]:
    """Return the values of a snapshot or row that change."""
    fresh: dict[str, Any] = {}
    for name, field in form._fields.items():
        value = data.get(name)
        if isinstance(field, Link) and item.id in field.ids:
            if other.type not in field.targets:
                raise Refused([Problem(_wrong_kind(field, other))])
            fresh[name] = _in_list(value, item.id, other.id)
        elif isinstance(field, Rows):
            blank = field.row_form
            fresh[name] = [
                {**row, **_replaced(blank(data=row), row, item, other)}
                for row in value or []
            ]
        elif isinstance(field, Rich) and value:
            fresh[name] = _in_document(value, item, other)
    return fresh


def _wrong_kind(field: Any, other: Item) -> str:
    label = content_type_of(other).label
    return _(
        "“%(field)s” does not take a %(kind)s.", field=field.label.text, kind=label
    )


def _in_list(value: Any, old: int, new: int) -> Any:
    if not isinstance(value, list):
        return new
    return list(dict.fromkeys(new if one == old else one for one in value))


def _links_to(document: Any, target: Item) -> bool:
    """Tell whether a text links to an item, by its number or by its address."""
    return target.id in item_ids(document) or target.path in _addresses(document)


def _addresses(node: Any) -> set[str]:
    if isinstance(node, list):
        return {found for part in node for found in _addresses(part)}
    if not isinstance(node, Mapping):
        return set()
    own = {node["href"]} if isinstance(node.get("href"), str) else set()
    return own | {found for part in node.values() for found in _addresses(part)}


def _in_document(node: Any, old: Item, new: Item) -> Any:
    """Return a document whose links to ``old`` lead to ``new``."""
    if isinstance(node, list):
        return [_in_document(part, old, new) for part in node]
    if not isinstance(node, Mapping):
        return node
    if node.get("itemId") == old.id or node.get("href") == old.path:
        return {"itemId": new.id}
    return {key: _in_document(value, old, new) for key, value in node.items()}
