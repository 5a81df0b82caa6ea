"""What is new in a snapshot must be within the reach of whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from cms.actors import Actor
from cms.content.fields.answers import FieldReference, Kind
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.media_access import for_person
from cms.content.spine.models import Item
from cms.errors import Problem, Refused
from cms.extensions import db
from cms.media import Media


def check_references(
    actor: Actor,
    after: Snapshot,
    *before: Mapping[str, Any],
    item_id: int | None = None,
) -> None:
    """Refuse ids of items and media that ``actor`` may not know of, with their places.

    Ids that stand in one of ``before``, snapshots of the same item, stay. What
    is hidden and what is not there get the same answer, so that nobody learns
    which it is. ``item_id`` is the item itself, which may name itself.
    """
    problems = [
        *_unreachable(
            after, before, Kind.ITEM, lambda ids: _items(actor, ids, item_id)
        ),
        *_unreachable(after, before, Kind.MEDIA, lambda ids: _media(actor, ids)),
    ]
    if problems:
        raise Refused(problems)


def _unreachable(
    after: Snapshot, before: Iterable[Mapping[str, Any]], kind: Kind, reach: Any
) -> list[Problem]:
    """Return a problem for each place that points to something out of reach."""
    new = after.targets(kind)
    for one in before:
        new -= _targets(after, one, kind) if new else set()
    hidden = new - reach(new) if new else set()
    return [
        Problem(_message(one), one.name)
        for one in after.references(kind)
        if one.target in hidden
    ]


def _targets(after: Snapshot, data: Mapping[str, Any], kind: Kind) -> set[Any]:
    if not isinstance(data, Snapshot):
        data = Snapshot(after.content_type, data)
    return data.targets(kind)


def _message(reference: FieldReference) -> str:
    if reference.kind == Kind.MEDIA:
        return _("Please choose a picture or file from the library.")
    return _("Please choose from the list of records.")


def _items(actor: Actor, ids: set[int], own: int | None) -> set[int]:
    query = select(Item.id).where(
        Item.id.in_(ids), Item.deleted_at.is_(None), access.known_to(actor)
    )
    return {*db.session.scalars(query), *({own} if own is not None else ())}


def _media(actor: Actor, ids: set[int]) -> set[int]:
    query = select(Media.id).where(Media.id.in_(ids), for_person(actor))
    return set(db.session.scalars(query))
