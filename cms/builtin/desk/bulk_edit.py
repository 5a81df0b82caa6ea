"""Change the same thing in what is live and in what is being worked on."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l

from cms import audit
from cms.actors import Actor
from cms.content.effects import notify_after_commit
from cms.content.revisions.drafts import load_for, save
from cms.content.revisions.projection import (
    keep_references,
    write_detail,
    write_index,
    write_spine,
)
from cms.content.revisions.revision_rows import new_revision, next_number
from cms.content.revisions.snapshot import Change, Snapshot
from cms.content.spine import access, locks, workflow
from cms.content.spine.models import Item, Revision
from cms.content.spine.queries import live_revision, working_revision
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.extensions import db


audit.declare(
    {
        "item.refile": _l("moved it to another section"),
    }
)


def refile(actor: Actor, item_id: int, version: int, change: Change) -> Item:
    """Change how an item is filed: section, visibility, keywords; one transaction.

    Whoever may publish it changes the live page at once, and what is being
    written over it too; the review of that goes on. Anybody else makes a
    change that waits for review, as every other.
    """
    with transaction():
        item = load_for(actor, item_id, version, access.WRITE)
        before = Snapshot.of(item)
        after = change(before)
        if after == before:
            raise Refused([Problem(_("Nothing to change: it already is."))])
        _may_move(actor, item, after.get("section_id"))
        if not access.can(actor, access.PUBLISH, item):
            return save(actor, item.id, after, item.version)
        apply_changes(actor, item, change, change)
        audit.record("item.refile", actor=actor, item_id=item.id, subject=item.title)
        notify_after_commit("on_item_saved", item, actor)
    return item


def _may_move(actor: Actor, item: Item, section_id: int | None) -> None:
    """Refuse to file an item where the actor could not have made or published it."""
    if section_id == item.section_id:
        return
    if item.parent_id is not None:
        message = _("The section follows the item that this belongs to.")
        raise Refused([Problem(message, "section_id")])
    rights = [access.WRITE]
    if item.status != workflow.DRAFT and access.can(actor, access.PUBLISH, item):
        rights.append(access.PUBLISH)
    if not all(access.may(actor, right, item.type, section_id) for right in rights):
        raise Refused([Problem(_("You may not write in this section."), "section_id")])


def apply_changes(
    actor: Actor, item: Item, live: Change | None, working: Change | None
) -> bool:
    """Apply changes to the live snapshot and the open one; tell whether any did.

    Part of a transaction; asks for no right, but raises Refused while somebody
    else holds the item. What was before stays in the
    history, and who wrote and who approved the open revision stays as it was.
    """
    shown, opened = live_revision(item.id), working_revision(item.id)
    was_live = Snapshot.stored(item, shown) if shown else None
    was_working = Snapshot.stored(item, opened) if opened else None
    live_data = live(was_live) if was_live and live else None
    working_data = working(was_working) if was_working and working else None
    new_live = was_live is not None and live_data not in (None, was_live)
    new_working = was_working is not None and working_data not in (None, was_working)
    if new_live or new_working:
        locks.refuse_others(actor, item, among=True)
    if new_live and shown and was_live and live_data is not None:
        _follow(item, shown, live_data, actor)
        _apply(item, was_live, live_data)
    if opened and was_working and (new_live or new_working):
        # The newest published revision is the live one: the open one goes after it.
        data = working_data if working_data is not None else was_working
        _follow(item, opened, data, actor)
        opened.state = "kept"
        if shown is None:
            _write_rows(item, was_working, data)
            write_index(item, data)
        else:
            keep_references(item, data)
    if new_live or new_working:
        item.updated_at, item.updated_by_id = utcnow(), actor.id
        db.session.flush()
    return new_live or new_working


def _follow(item: Item, before: Revision, data: Snapshot, actor: Actor) -> None:
    """Add the revision that takes the place of ``before``."""
    after = new_revision(item, next_number(item), data, actor)
    after.state, after.sealed, after.note = before.state, True, before.note
    after.edited_by_id = before.edited_by_id
    after.submitted_by_id = before.submitted_by_id
    after.approved_by_id = before.approved_by_id
    db.session.add(after)
    db.session.flush()


def _apply(item: Item, before: Snapshot, data: Snapshot) -> None:
    """Write a live snapshot into all its rows."""
    _write_rows(item, before, data)
    db.session.flush()
    write_detail(item, data)
    write_index(item, data)


def _write_rows(item: Item, before: Snapshot, data: Snapshot) -> None:
    """Write the spine; filing moves no date, and an expiry that was lifted stays so."""
    expires_at, sort_date = item.expires_at, item.sort_date
    write_spine(item, data)
    item.sort_date = sort_date
    if data.get("expires_at") == before.get("expires_at"):
        item.expires_at = expires_at
