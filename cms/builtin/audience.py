"""Whom a step of an item concerns: who wrote it, and who may approve it."""

from __future__ import annotations

from sqlalchemy import select

from cms.accounts.models import User
from cms.content.spine import access
from cms.content.spine.models import Item, Revision
from cms.extensions import db


def approvers(item: Item) -> list[int]:
    """Return who may publish ``item``: active people, by their roles and sections."""
    people = db.session.scalars(select(User).where(User.active.is_(True)))
    return access.users_who_can(people, access.PUBLISH, item)


def authors(item: Item, revision: Revision | None) -> set[int]:
    """Return who wrote or sent the open revision, else who made the item."""
    hands = (
        {revision.submitted_by_id, revision.edited_by_id} if revision else set()
    ) - {None}
    made = {item.created_by_id} - {None}
    return {person for person in hands or made if person is not None}
