"""Create, save and restore items: writes that do not change what is live.

Each function is one transaction; what it raises is said in :mod:`cms.content.service`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.actors import Actor
from cms.build_context import current_build
from cms.content.effects import apply_effects, notify_after_commit
from cms.content.publishing.change_notes import forget
from cms.content.revisions import records
from cms.content.revisions.filing import (
    check_first_published,
    check_section,
    check_stage,
)
from cms.content.revisions.merging import FieldConflict, changed_by, merge
from cms.content.revisions.projection import (
    index_snapshot,
    keep_references,
    refresh_linking,
    write_index,
    write_spine,
)
from cms.content.revisions.reach import check_references
from cms.content.revisions.revision_rows import new_revision, next_number
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access, locks, workflow
from cms.content.spine.models import Item, Revision, Section
from cms.content.spine.queries import live_revision, working_revision
from cms.contributions import ContentType, Step
from cms.database.base import utcnow
from cms.database.changes import unseen
from cms.database.transaction import transaction
from cms.errors import Conflict, Forbidden, NotFound, Problem, Refused
from cms.extensions import db


audit.declare(
    {
        "item.create": _l("created it"),
        "item.save": _l("saved it"),
        "item.discard": _l("discarded the unpublished changes"),
    },
    item=_l("Content"),
)


def create(
    actor: Actor,
    type_name: str,
    data: Mapping[str, Any] | None = None,
    *,
    parent_id: int | None = None,
) -> Item:
    """Make a draft of ``type_name`` from a (possibly incomplete) snapshot; return it.

    A record is valid at once, so its snapshot must be complete. ``parent_id``
    is the item that it belongs to, where its type has a parent.
    """
    content_type = current_build().registry.content_types.get(type_name)
    if content_type is None:
        raise NotFound(f"No content type is called {type_name!r}.")
    parent = records.parent_for(actor, content_type, parent_id)
    if parent is None and not access.may(
        actor, access.WRITE, type_name, (data or {}).get("section_id")
    ):
        raise Forbidden(_("You may not create this kind of content."))
    snapshot = Snapshot(content_type, {}).with_values(data or {})
    with transaction() as session:
        item = Item(type=type_name, title="", slug="", path="", stage=workflow.DRAFT)
        item.created_by_id = item.updated_by_id = actor.id
        if parent is not None:
            item.parent_id = parent.id
            item.position = records.next_position(item)
        item.section_id = snapshot.get("section_id")
        check_first_published(actor, item, {}, snapshot)
        check_references(actor, snapshot)
        item.visibility = content_type.default_visibility
        if "visibility" not in (data or {}):
            visibility = _first_visibility(content_type, snapshot)
            snapshot = snapshot.with_stored({"visibility": visibility})
        if content_type.is_record:
            records.create(actor, item, snapshot)
            notify_after_commit("on_item_saved", item, actor)
            return item
        write_spine(item, snapshot)
        session.add(item)
        session.flush()
        revision = new_revision(item, 1, snapshot, actor)
        revision.sealed = bool(data)
        session.add(revision)
        write_index(item, snapshot)
        audit.record("item.create", actor=actor, item_id=item.id, subject=item.title)
        notify_after_commit("on_item_saved", item, actor)
    return item


def _first_visibility(content_type: ContentType, snapshot: Mapping[str, Any]) -> str:
    """Return who may see something new: as its section says, or fewer by its type."""
    section = db.session.get(Section, snapshot.get("section_id") or 0)
    if section is None or content_type.default_visibility != "public":
        return content_type.default_visibility
    return section.default_visibility


def save(
    actor: Actor,
    item_id: int,
    data: Mapping[str, Any],
    version: int,
    *,
    autosave: bool = False,
) -> Item:
    """Store a change of the open revision; fields not in ``data`` stay as they are.

    An autosave goes on in the same revision; a save on purpose seals it, so
    that the history keeps it. A change to something already approved needs
    the right to publish and puts it back into review. A record is valid at
    once: it has no autosave.
    """
    with transaction():
        item = load_for(actor, item_id, version, access.WRITE)
        _store(actor, item, data, autosave=autosave)
    return item


@dataclass(frozen=True)
class Saved:
    """An item as it was saved; ``merged`` names fields and who else changed them.

    ``version`` and ``values`` are those of this very save: the item may be a
    newer one by the time they are looked at.
    """

    item: Item
    merged: Mapping[str, str]
    version: int
    values: Snapshot


def save_merged(
    actor: Actor,
    item_id: int,
    data: Mapping[str, Any],
    base: Mapping[str, str],
    *,
    autosave: bool = False,
    aside: Mapping[str, Any] | None = None,
) -> Saved:
    """Store a change made over an older version; what others changed since is kept.

    ``base`` has the marks of the values that the editor began from. Raises
    FieldConflict, and stores nothing, when a field was changed on both sides.
    ``aside`` is the whole text of somebody who has chosen between two
    versions: it and what was stored both stay in the history.
    """
    with transaction():
        item = load_for(actor, item_id, None, access.WRITE)
        before = _stored(item)
        stored = before[0]
        merged = merge(stored.content_type, base, data, stored.complete)
        if merged.conflicts:
            message = _("Somebody else has saved this in the meantime.")
            raise FieldConflict(message, item, changed_by(item, merged.conflicts))
        changed = changed_by(item, merged.taken)
        values = {name: merged.values[name] for name in data}
        if aside is not None:
            _set_aside(actor, item, aside)
            before = _stored(item)
        known = isinstance(data, Snapshot) and values == dict(data)
        saved = _store(
            actor, item, data if known else values, autosave=autosave, before=before
        )
        return Saved(item, changed, item.version, saved)


def _set_aside(actor: Actor, item: Item, data: Mapping[str, Any]) -> None:
    """Add the version that was not chosen to the history."""
    stored = working_revision(item.id)
    if stored is not None:
        stored.sealed = True
    before = Snapshot.of(item)
    kept = before.with_values(data)
    check_references(actor, kept, before, item.id)
    revision = new_revision(item, next_number(item), kept, actor)
    revision.state, revision.sealed = "kept", True
    revision.note = _("Saved separately because two versions conflicted.")
    if stored is not None:
        # The open revision goes after it: the newest number is what one goes on from.
        after = new_revision(item, revision.number + 1, stored.data, actor)
        after.edited_by_id = stored.edited_by_id
        after.submitted_by_id = stored.submitted_by_id
        after.approved_by_id = stored.approved_by_id
        after.sealed = True
        stored.state = "kept"
        db.session.add(after)
    db.session.add(revision)
    item.updated_at, item.updated_by_id = utcnow(), actor.id
    db.session.flush()


def amend(
    actor: Actor, item_id: int, data: Mapping[str, Any], version: int, *, asked: bool
) -> Item:
    """Store what somebody suggested; ``asked`` by another, also while it is in review."""
    with transaction():
        item = load_for(actor, item_id, version, access.WRITE)
        if not (asked and item.stage == workflow.SUBMITTED):
            check_stage(actor, item)
        _store(actor, item, data, autosave=False, checked=True)
    return item


def _store(
    actor: Actor,
    item: Item,
    data: Mapping[str, Any],
    *,
    autosave: bool,
    checked: bool = False,
    before: tuple[Snapshot, Revision | None] | None = None,
) -> Snapshot:
    """Write ``data`` over the open revision of ``item`` and all that follows from it.

    What it points to must be within the actor's reach, unless a version of the
    item points there already. ``before`` is what the caller has read of it in this
    transaction.
    """
    if not checked:
        check_stage(actor, item)
    stored, revision = before or _stored(item)
    changed = _changed(stored, data)
    if changed == stored and revision is not None:
        if not autosave:
            revision.sealed = True
        return changed
    check_first_published(actor, item, stored, changed)
    check_references(actor, changed, stored, item.id)
    if stored.content_type.is_record:
        return _store_record(actor, item, stored, changed, autosave=autosave)
    check_section(actor, item, changed)
    if not checked:
        apply_effects(Step("edit", item, actor, revision))
    # One flush for all: the item's version goes up by one, not by one a table.
    with unseen(db.session()), db.session.no_autoflush:
        revision = _open_revision(item, revision, changed, actor)
        revision.sealed = not autosave
        revision.approved_by_id = None
        item.updated_at, item.updated_by_id = utcnow(), actor.id
        if item.stage in (None, workflow.APPROVED, workflow.SCHEDULED):
            item.stage = workflow.SUBMITTED if item.stage else workflow.DRAFT
            item.publish_at = None
        if item.status == workflow.DRAFT:
            write_spine(item, changed)
            db.session.flush()
            index_snapshot(item, changed)
        else:
            keep_references(item, changed)
    if item.status == workflow.DRAFT:
        refresh_linking(item)
    if not autosave:
        audit.record("item.save", actor=actor, item_id=item.id, subject=item.title)
        notify_after_commit("on_item_saved", item, actor)
    return changed


def _stored(item: Item) -> tuple[Snapshot, Revision | None]:
    """Return what is being worked on, or what is live, and the open revision."""
    revision = working_revision(item.id)
    if revision is not None:
        return Snapshot.stored(item, revision), revision
    return Snapshot.of(item), None


def _store_record(
    actor: Actor, item: Item, stored: Snapshot, changed: Snapshot, *, autosave: bool
) -> Snapshot:
    """Make a change of a record valid; what is equal to the last version is no change."""
    if autosave:
        raise Refused(
            [Problem(_("This is saved with its button: it is valid at once."))]
        )
    if changed == stored and item.status == workflow.PUBLISHED:
        return changed
    check_section(actor, item, changed)
    records.apply(actor, item, changed)
    audit.record("item.save", actor=actor, item_id=item.id, subject=item.title)
    notify_after_commit("on_item_saved", item, actor)
    return changed


def _changed(stored: Snapshot, data: Mapping[str, Any]) -> Snapshot:
    """Return ``stored`` with other values; those of a posted form are clean already."""
    if isinstance(data, Snapshot):
        return data.laid_over(stored)
    return stored.with_values(data)


def _open_revision(
    item: Item, revision: Revision | None, data: Mapping[str, Any], actor: Actor
) -> Revision:
    """Write ``data`` into the open revision, or into a new one when that is sealed."""
    if (
        revision is not None
        and not revision.sealed
        and revision.edited_by_id == actor.id
    ):
        revision.data = dict(data)
        return revision
    opened = new_revision(item, next_number(item), data, actor)
    if revision is not None:
        revision.state = "kept"
        opened.submitted_by_id = revision.submitted_by_id
    db.session.add(opened)
    return opened


def load_for(actor: Actor, item_id: int, version: int | None, action: str) -> Item:
    """Return the item for a change, or raise as this module's docstring says.

    Refused when somebody else keeps it to themselves. The row is locked until
    the transaction ends: of two who save at once, the second sees the first.
    """
    query = select(Item).where(Item.id == item_id, access.editable(actor))
    found = db.session.scalar(
        query.with_for_update(of=Item), execution_options={"populate_existing": True}
    )
    if found is None or found.deleted_at is not None:
        raise NotFound(f"No item {item_id}.")
    if not access.can(actor, action, found):
        raise Forbidden(_("You may not do this here."))
    if version is not None and found.version != version:
        message = _("Somebody else has saved this in the meantime.")
        raise Conflict(message, found)
    locks.refuse_others(actor, found)
    return found


def restore(actor: Actor, item_id: int, number: int, version: int) -> Item:
    """Restore revision ``number``: its snapshot becomes the open revision."""
    with transaction():
        item = load_for(actor, item_id, version, access.WRITE)
        query = select(Revision).where(
            Revision.item_id == item.id, Revision.number == number
        )
        wanted = db.session.scalar(query)
        if wanted is None:
            raise NotFound(f"Item {item_id} has no revision {number}.")
        data = dict(wanted.data)
        if not access.can(actor, access.PUBLISH, item):
            # Not theirs to change: it stays as it is.
            data.pop("first_published_at", None)
        _store(actor, item, data, autosave=False)
    return item


def discard(actor: Actor, item_id: int, version: int) -> Item:
    """Drop the unpublished changes of a live item; they stay in its history."""
    with transaction():
        item = load_for(actor, item_id, version, access.WRITE)
        revision = working_revision(item.id)
        if revision is None or live_revision(item.id) is None:
            raise Refused([Problem(_("There are no unpublished changes."))])
        revision.state = "kept"
        item.stage, item.publish_at = None, None
        item.updated_at, item.updated_by_id = utcnow(), actor.id
        forget(item)
        record_step(actor, item, "discard")
    return item


def record_step(
    actor: Actor,
    item: Item,
    name: str,
    words: str = "",
    *,
    revision: Revision | None = None,
    when: dt.datetime | None = None,
) -> None:
    """Write the step ``name`` of ``item`` into the audit log, and what follows from it.

    ``words`` were given with it; ``revision`` is what it was made with.
    """
    apply_effects(Step(name, item, actor, revision, words=words, when=when))
    audit.record(
        f"item.{name}",
        actor=actor,
        item_id=item.id,
        subject=item.title,
        detail={"note": words} if words else None,
    )
