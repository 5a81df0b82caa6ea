"""The trash: move to it, restore, delete permanently, each with an item's children.

:func:`trash`, :func:`untrash` and :func:`purge` are one transaction each, what
they raise is said in :mod:`cms.content.service`; the others are part of the
caller's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.accounts.permissions import SYSTEM, sections_where
from cms.actors import Actor
from cms.build_context import current_build
from cms.content.effects import notify_after_commit
from cms.content.revisions.drafts import load_for, record_step
from cms.content.revisions.projection import refresh_linking
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access, locks
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Conflict, Forbidden, NotFound, Problem, Refused
from cms.extensions import db


audit.declare(
    {
        "item.trash": _l("moved it to the trash"),
        "item.untrash": _l("restored it from the trash"),
        "item.delete": _l("deleted it permanently"),
    }
)


# How long an item stays in the trash.
TRASH_KEPT = dt.timedelta(days=30)


def trash(actor: Actor, item_id: int, version: int) -> Item:
    """Move an item and its children to the trash.

    It is gone for readers and kept whole for ``TRASH_KEPT``.
    """
    with transaction():
        item = load_for(actor, item_id, version, access.WRITE)
        if item.published_at is not None and not access.can(
            actor, access.PUBLISH, item
        ):
            raise Forbidden(_("Only those who may publish can delete what was live."))
        found = current_build().manager.check(
            "check_item",
            item=item,
            data=Snapshot.of(item),
            transition="trash",
            actor=actor,
        )
        if any(problem.block for problem in found):
            raise Refused([problem for problem in found if problem.block])
        item.deleted_at, item.updated_by_id = utcnow(), actor.id
        locks.drop(item)
        db.session.flush()
        refresh_linking(item)
        record_step(actor, item, "trash")
        trash_children(actor, item)
        notify_after_commit("on_item_trashed", item, actor)
    return item


def load_trashed(
    actor: Actor, item_id: int, version: int | None, action: str = access.WRITE
) -> Item:
    """Return an item of the trash for a change, or raise as :func:`load_for` does."""
    item = db.session.scalar(
        select(Item).where(Item.id == item_id, access.editable(actor))
    )
    if item is None or item.deleted_at is None:
        raise NotFound(f"No item {item_id} in the trash.")
    if not access.can(actor, action, item):
        raise Forbidden(_("You may not do this here."))
    if version is not None and item.version != version:
        raise Conflict(_("Somebody else has saved this in the meantime."), item)
    return item


def untrash(actor: Actor, item_id: int, version: int | None = None) -> Item:
    """Restore an item from the trash with its address, its links and its children.

    Refused while the item that it belongs to is in the trash.
    """
    with transaction():
        item = load_trashed(actor, item_id, version)
        refuse_without_parent(item)
        since, item.deleted_at = item.deleted_at, None
        item.updated_by_id = actor.id
        record_step(actor, item, "untrash")
        untrash_children(actor, item, since)
        db.session.flush()
        refresh_linking(item)
        notify_after_commit("on_item_restored", item, actor)
    return item


def purge(actor: Actor, item_id: int, version: int | None = None) -> Item:
    """Delete an item of the trash for good, with its history and its links."""
    with transaction():
        item = load_trashed(actor, item_id, version)
        if item.section_id not in sections_where(actor, "content.purge"):
            raise Forbidden(_("You may not delete permanently."))
        record_step(actor, item, "delete")
        delete_whole(item)
    return item


def _rows(item: Item) -> Iterator[Item]:
    query = select(Item).where(Item.parent_id == item.id).order_by(Item.id)
    yield from db.session.scalars(query).all()


def trash_children(actor: Actor, item: Item) -> None:
    """Move the children of a trashed item to the trash, at the same instant."""
    for child in _rows(item):
        if child.deleted_at is None:
            child.deleted_at, child.updated_by_id = item.deleted_at, actor.id
            locks.drop(child)
            record_step(actor, child, "trash")
            db.session.flush()
            refresh_linking(child)


def untrash_children(actor: Actor, item: Item, since: dt.datetime | None) -> None:
    """Restore the children that were trashed with ``item`` at the instant ``since``.

    What had been put there by itself before stays in the trash.
    """
    for child in _rows(item):
        if child.deleted_at == since:
            child.deleted_at, child.updated_by_id = None, actor.id
            record_step(actor, child, "untrash")
    db.session.flush()


def refuse_without_parent(item: Item) -> None:
    """Raise Refused when ``item`` would come back while its parent is in the trash."""
    parent = access.parent_of(item)
    if parent is not None and parent.deleted_at is not None:
        message = _(
            "“%(title)s”, to which it belongs, is in the trash: restore that first.",
            title=parent.title or _("Untitled"),
        )
        raise Refused([Problem(message)])


def delete_whole(item: Item) -> None:
    """Delete an item for good, after everything that belongs to it."""
    for child in _rows(item):
        db.session.delete(child)
    db.session.flush()
    db.session.delete(item)


def empty_trash(now: dt.datetime | None = None) -> int:
    """Delete for good what has been in the trash for ``TRASH_KEPT``; return how many."""
    limit = (now or utcnow()) - TRASH_KEPT
    with transaction() as session:
        query = select(Item).where(Item.deleted_at <= limit)
        # What belongs to another item goes before it.
        items = list(session.scalars(query.order_by(Item.parent_id.is_(None), Item.id)))
        for item in items:
            record_step(SYSTEM, item, "delete")
            delete_whole(item)
            session.flush()
    return len(items)
