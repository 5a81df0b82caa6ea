"""Records: what is saved is valid at once, and every earlier version is kept.

Each function is part of the caller's transaction.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from cms import audit
from cms.actors import Actor
from cms.build_context import current_build
from cms.content import checks
from cms.content.effects import notify_after_commit
from cms.content.fields.answers import Kind
from cms.content.revisions.projection import write_detail, write_index, write_spine
from cms.content.revisions.revision_rows import new_revision, next_number
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access, workflow
from cms.content.spine.models import Item
from cms.content.spine.queries import find_item, working_revision
from cms.contributions import ContentType
from cms.database.base import utcnow
from cms.database.clock import read_clock
from cms.errors import Forbidden, NotFound, Problem, Refused
from cms.extensions import db
from cms.media import consent


def problems(actor: Actor, item: Item, data: Snapshot) -> list[Problem]:
    """Return everything that stands against a record: what a page's publishing asks."""
    said = current_build().manager.check(
        "check_item", item=item, data=data, transition="publish", actor=actor
    )
    return [
        *checks.missing(data),
        *consent.problems(db.session(), data.targets(Kind.MEDIA)),
        *checks.ruled(said),
    ]


def apply(actor: Actor, item: Item, data: Snapshot) -> None:
    """Make ``data`` what everybody sees of a record and keep it in its history.

    Raises Refused with every problem when it does not hold; what the site
    itself brings in is not kept out by the rules of good pages.
    """
    found = problems(actor, item, data)
    if actor.id is None:
        found = [one for one in found if not one.rule]
    if blocking := [one for one in found if one.block]:
        raise Refused(blocking)
    # One flush for all: the item's version goes up by one, not by one a table.
    with db.session.no_autoflush:
        opened = working_revision(item.id)
        if opened is not None:
            opened.state = "kept"
        revision = new_revision(item, next_number(item), data, actor)
        revision.state, revision.sealed = "published", True
        db.session.add(revision)
        now = utcnow()
        # Readers see it by the database's clock.
        item.published_at = item.published_at or read_clock(db.session())
        item.status, item.stage, item.publish_at = workflow.PUBLISHED, None, None
        item.updated_at, item.updated_by_id = now, actor.id
        write_spine(item, data)
    db.session.flush()
    write_detail(item, data)
    write_index(item, data)
    notify_after_commit("on_item_published", item, actor)


def create(actor: Actor, item: Item, data: Snapshot) -> None:
    """Save a new record of which nothing but its place is known yet."""
    item.stage = None
    write_spine(item, data)
    db.session.add(item)
    db.session.flush()
    apply(actor, item, data)
    audit.record("item.create", actor=actor, item_id=item.id, subject=item.title)


def parent_for(actor: Actor, content_type: ContentType, parent_id: Any) -> Item | None:
    """Return the item to which a new one will belong; None for a type without parent.

    Raises NotFound for a parent of another type or in the trash or that the
    actor may not know of, Forbidden when the actor may not add to it.
    """
    if content_type.parent is None:
        if parent_id is not None:
            raise NotFound(f"{content_type.name!r} has no parent.")
        return None
    found = find_item(parent_id or 0, access.known_to(actor))
    if found is None or found.type != content_type.parent or found.deleted_at:
        raise NotFound(f"No item {parent_id} that {content_type.name!r} belongs to.")
    if not access.may_add(actor, content_type.name, found):
        raise Forbidden(_("You may not create this kind of content."))
    return found


def next_position(item: Item) -> int:
    """Return the place behind all others of the type and parent of ``item``."""
    query = select(func.max(Item.position)).where(
        Item.parent_id == item.parent_id, Item.type == item.type
    )
    return (db.session.scalar(query) or 0) + 1
