"""Finding and replacing all references to an item."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.desk.bulk_edit import apply_changes
from cms.content.fields.answers import Kind, Replacement
from cms.content.revisions.drafts import load_for
from cms.content.revisions.projection import references
from cms.content.revisions.references import pointed_at, pointing_to
from cms.content.revisions.snapshot import Change, Snapshot
from cms.content.revisions.trash import trash
from cms.content.spine import access, workflow
from cms.content.spine.models import Item
from cms.content.spine.queries import content_type_of, live_revision, working_revision
from cms.contributions import LinkPlace, LinkSource
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.extensions import db
from cms.plugins.manager import Trouble
from cms.richtext import paths_in


audit.declare(
    {
        "item.replace": _l("redirected the links to it"),
    }
)


@dataclass(frozen=True)
class Pointer:
    """An item that points to another one, and in which of its fields."""

    item: Item
    places: tuple[str, ...]


@dataclass(frozen=True)
class OutsidePointer:
    """A text outside items that links to an item, and where it comes from."""

    source: LinkSource
    place: LinkPlace


@dataclass(frozen=True)
class Usage:
    """What points to an item: what the asker may see, and whether there is more.

    That there is more is said to nobody but to whoever tries to change all of
    it, and never how much. ``failed`` are labels of sources of texts that could not be asked.
    """

    pointers: tuple[Pointer, ...]
    has_hidden: bool
    outside: tuple[OutsidePointer, ...] = ()
    failed: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.pointers) + len(self.outside)


def is_pointed_at(item: Item) -> bool:
    """Tell whether another item or a text outside items points to ``item``."""
    return bool(pointed_at([item.id]) or _find_outside(item)[0])


def points_here(item: Item, user: Actor) -> Usage:
    """Return what points to ``item`` from records and texts, live or being written."""
    candidates = pointing_to(item)
    query = select(Item).where(Item.id.in_(candidates), access.editable(user))
    query = query.where(Item.deleted_at.is_(None)).order_by(Item.title_sort, Item.id)
    pointers = []
    for one in db.session.scalars(query):
        if places := _places(one, item):
            pointers.append(Pointer(one, places))
    outside, failed = _find_outside(item)
    has_hidden = _points_unseen(item, candidates, user)
    return Usage(tuple(pointers), has_hidden, outside, failed)


def _find_outside(item: Item) -> tuple[tuple[OutsidePointer, ...], tuple[str, ...]]:
    """Return the texts outside items that link here, and which could not be asked."""
    build = current_build()
    found: list[OutsidePointer] = []
    failed: list[str] = []
    for source in build.registry.link_sources.values():
        owner = build.registry.plugin_of("link source", source.name) or ""
        places = build.manager.guard(owner, source.name, source.find, item)
        if isinstance(places, Trouble):
            failed.append(str(source.label))
        else:
            found += [OutsidePointer(source, place) for place in places]
    return tuple(found), tuple(failed)


def _points_unseen(target: Item, candidates: Collection[int], user: Actor) -> bool:
    """Tell whether an item points here that the user may not see."""
    types = current_build().registry.content_types
    query = select(Item).where(
        Item.id.in_(candidates), Item.deleted_at.is_(None), Item.type.in_(tuple(types))
    )
    query = query.where(~access.editable(user))
    return any(_places(one, target) for one in db.session.scalars(query))


def _places(item: Item, target: Item) -> tuple[str, ...]:
    """Return the labels of the fields in which an item's snapshots point to a target."""
    content_type = content_type_of(item)
    labels = {one.name: str(one.label) for one in content_type.relations}
    found: dict[str, None] = {}
    for revision in (live_revision(item.id), working_revision(item.id)):
        if revision is None:
            continue
        data = Snapshot.stored(item, revision)
        named = {
            labels[link.relation]: None
            for link in references(data)
            if link.target_id == target.id and link.relation in labels
        }
        for one in data.references(Kind.ITEM):
            # A relation that the type names for a row is listed under its own name.
            is_named = named and "/" in one.relation
            if one.target == target.id and not is_named:
                found[labels.get(one.relation, one.label)] = None
        for passage in data.passages():
            if passage.document and target.path in paths_in(passage.document):
                found[passage.label] = None
        found |= named
    return tuple(found)


def replace_everywhere(
    actor: Actor, item_id: int, other_id: int, version: int, *, then_trash: bool = False
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
            change = _replacing(item, other)
            apply_changes(actor, pointer.item, change, change)
            audit.record(
                "item.replace",
                actor=actor,
                item_id=pointer.item.id,
                subject=pointer.item.title,
                detail={"from": item.id, "to": other.id},
            )
        for source in {one.source.name: one.source for one in usage.outside}.values():
            source.replace(actor, item, other)
        if then_trash:
            trash(actor, item.id, item.version)
    return len(usage)


def _may_change_all(actor: Actor, usage: Usage) -> None:
    problems = []
    if usage.has_hidden:
        message = _("You may not change some of the places; ask an editor.")
        problems.append(Problem(message))
    for pointer in usage.pointers:
        one = pointer.item
        live = one.status != workflow.DRAFT or one.stage not in (None, workflow.DRAFT)
        right = access.PUBLISH if live else access.WRITE
        if not access.can(actor, right, one):
            message = _("You may not change “%(title)s”.", title=one.title)
            problems.append(Problem(message))
    for place in usage.outside:
        if not place.source.may_replace(actor):
            title = place.place.title
            message = _("You may not change “%(title)s”.", title=title)
            problems.append(Problem(message))
    for label in usage.failed:
        message = _("“%(name)s” could not be searched.", name=label)
        problems.append(Problem(message))
    if problems:
        raise Refused(problems)


def _replacing(item: Item, other: Item) -> Change:
    """Return the change that puts ``other`` wherever a snapshot names ``item``."""
    replacement = Replacement(
        items={item.id: other.id},
        paths={item.path: other.id},
        types={other.id: other.type},
    )
    return lambda data: data.replaced(replacement)
