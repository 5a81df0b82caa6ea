"""What the first page of the desk asks: what waits, what one writes, what came back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from cms.accounts.models import User
from cms.build_context import current_build
from cms.builtin.desk.queries import editable_query
from cms.content.spine import access, workflow
from cms.content.spine.models import Item, Revision
from cms.extensions import db


def first_items(
    user: User,
    *criteria: ColumnElement[bool],
    order: ColumnElement[Any],
    then: ColumnElement[Any] | None = None,
    limit: int,
) -> list[Item]:
    """Return the first items that ``user`` may open and that meet the criteria."""
    query = (
        editable_query(user, Item.deleted_at.is_(None), *criteria)
        .order_by(order, *([] if then is None else [then]), Item.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def waiting_for(user: User, limit: int) -> list[Item]:
    """Return what ``user`` may approve and did not edit last, by deadline, then age."""
    publishable = [
        name
        for name in current_build().registry.content_types
        if access.may(user, access.PUBLISH, name)
    ]
    others = exists().where(
        Revision.item_id == Item.id,
        Revision.state == "working",
        # IS DISTINCT FROM: what the site itself imported has no editor.
        Revision.edited_by_id.is_distinct_from(user.id),
    )
    return first_items(
        user,
        Item.type.in_(publishable),
        or_(
            (Item.stage == workflow.SUBMITTED) & others,
            Item.stage == workflow.APPROVED,
        ),
        order=Item.due_at.asc().nulls_last(),
        then=Item.updated_at.asc(),
        limit=limit,
    )


def written_by(user: User, limit: int) -> list[Item]:
    """Return what ``user`` is writing, last changed first."""
    mine = select(Revision.item_id).where(
        Revision.state == "working", Revision.edited_by_id == user.id
    )
    return first_items(
        user,
        Item.id.in_(mine),
        Item.stage.in_((workflow.DRAFT, workflow.SUBMITTED)),
        order=Item.updated_at.desc(),
        limit=limit,
    )


def returned_to(user: User, limit: int) -> list[tuple[Item, Revision]]:
    """Return the drafts that a reviewer sent back to ``user``, each with the reason."""
    query = (
        select(Item, Revision)
        .join(Revision, Revision.item_id == Item.id)
        .where(
            access.editable(user),
            Item.deleted_at.is_(None),
            Item.stage == workflow.DRAFT,
            Revision.state == "returned",
            Revision.submitted_by_id == user.id,
        )
        .order_by(Revision.number.desc())
        .limit(limit)
    )
    newest: dict[int, tuple[Item, Revision]] = {}
    for item, revision in db.session.execute(query):
        newest.setdefault(item.id, (item, revision))
    return list(newest.values())
