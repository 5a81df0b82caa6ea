"""What is new in a snapshot must be within the reach of whoever writes it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from cms.actors import Actor
from cms.content.fields.answers import FieldReference, Kind
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.media_access import for_person
from cms.content.spine.models import Item, Revision
from cms.contributions import ContentType
from cms.errors import Problem, Refused
from cms.extensions import db
from cms.media import Media


def check_references(
    actor: Actor,
    after: Snapshot,
    before: Snapshot | None = None,
    item_id: int | None = None,
) -> None:
    """Refuse ids of items and media that ``actor`` may not know of, with their places.

    Only fields that differ from ``before``, what is stored, are asked. Ids of
    items that stand anywhere in the history of the item ``item_id`` stay: a
    paragraph that was taken out can be put back. Of media those stay that the
    actor put in, or all for who may publish the item: what an editor showed
    for a while and took out is not opened again by a restored version.
    What is hidden and what is not there get the same answer, so that nobody
    learns which it is. The item may name itself.
    """
    changed = {
        name
        for name, value in after.items()
        if before is None or value != before.get(name)
    }
    problems = []
    for kind in (Kind.ITEM, Kind.MEDIA):
        found = [
            one
            for one in after.references(kind)
            if one.path.partition("/")[0] in changed
        ]
        ids = {one.target for one in found}
        hidden = ids - _reachable(actor, kind, ids) if ids else set()
        if hidden and item_id is not None:
            hidden -= {item_id} if kind == Kind.ITEM else set()
            hidden -= _once_named(actor, after.content_type, item_id, kind)
        problems += [
            Problem(_message(one), one.name) for one in found if one.target in hidden
        ]
    if problems:
        raise Refused(problems)


def _reachable(actor: Actor, kind: Kind, ids: set[int]) -> set[int]:
    """Return those of ``ids`` that ``actor`` may point to."""
    if kind == Kind.ITEM:
        known = access.known_to(actor)
        query = select(Item.id).where(
            Item.id.in_(ids), Item.deleted_at.is_(None), known
        )
    else:
        query = select(Media.id).where(Media.id.in_(ids), for_person(actor))
    return set(db.session.scalars(query))


def _once_named(
    actor: Actor, content_type: ContentType, item_id: int, kind: Kind
) -> set[Any]:
    """Return what versions of an item point to; asked only before a refusal."""
    query = select(Revision.data, Revision.edited_by_id)
    query = query.where(Revision.item_id == item_id).order_by(Revision.number)
    first: dict[Any, int | None] = {}
    for data, editor in db.session.execute(query):
        for target in Snapshot(content_type, data).targets(kind):
            first.setdefault(target, editor)
    item = db.session.get_one(Item, item_id)
    if kind == Kind.ITEM or access.can(actor, access.PUBLISH, item):
        return set(first)
    return {target for target, editor in first.items() if editor == actor.id}


def _message(reference: FieldReference) -> str:
    if reference.kind == Kind.MEDIA:
        return _("Please choose a picture or file from the library.")
    return _("Please choose from the list of records.")
