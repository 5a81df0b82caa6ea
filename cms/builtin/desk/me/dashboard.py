"""The first page of the desk: what waits for me, what I write, what went live."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, or_, select

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.accounts.permissions import holds
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.me.duties import duties_of
from cms.content.spine import access, workflow
from cms.content.spine.models import Item, Revision
from cms.contributions import ContentType, Panel
from cms.database.base import utcnow
from cms.extensions import db
from cms.i18n import site_zone
from cms.theming import render


SHOWN = 8


@desk.get("/")
@requires_login
def dashboard() -> ResponseReturnValue:
    """Show the work of the day, the most urgent first."""
    return render(
        "desk/me/dashboard.html",
        waiting=_waiting(),
        writing=_writing(),
        returned=_returned(),
        duties=duties_of(current_user, SHOWN),
        today=utcnow().astimezone(site_zone()).date(),
        scheduled=_some(Item.stage == workflow.SCHEDULED, order=Item.publish_at.asc()),
        fresh=_some(
            Item.status == workflow.PUBLISHED,
            Item.published_at <= utcnow(),
            Item.parent_id.is_(None),
            order=Item.published_at.desc(),
        ),
        creatable=_creatable(),
        panels=_panels(),
        now=utcnow(),
    )


def _some(
    *criteria: ColumnElement[bool],
    order: ColumnElement[Any],
    then: ColumnElement[Any] | None = None,
) -> list[Item]:
    query = (
        select(Item)
        .where(access.editable(current_user), Item.deleted_at.is_(None), *criteria)
        .order_by(order, *([] if then is None else [then]), Item.id.desc())
        .limit(SHOWN)
    )
    return list(db.session.scalars(query))


def _waiting() -> list[Item]:
    """Return what this user may approve and did not edit last, by deadline, then age."""
    publishable = [
        name
        for name in current_build().registry.content_types
        if access.may(current_user, access.PUBLISH, name)
    ]
    others = select(Revision.item_id).where(
        Revision.state == "working",
        # IS DISTINCT FROM: what the site itself imported has no editor.
        Revision.edited_by_id.is_distinct_from(current_user.id),
    )
    return _some(
        Item.type.in_(publishable),
        or_(
            (Item.stage == workflow.SUBMITTED) & Item.id.in_(others),
            Item.stage == workflow.APPROVED,
        ),
        order=Item.due_at.asc().nulls_last(),
        then=Item.updated_at.asc(),
    )


def _writing() -> list[Item]:
    mine = select(Revision.item_id).where(
        Revision.state == "working", Revision.edited_by_id == current_user.id
    )
    return _some(
        Item.id.in_(mine),
        Item.stage.in_((workflow.DRAFT, workflow.SUBMITTED)),
        order=Item.updated_at.desc(),
    )


def _returned() -> list[tuple[Item, Revision]]:
    """Return my drafts that a reviewer sent back, each with the reason."""
    query = (
        select(Item, Revision)
        .join(Revision, Revision.item_id == Item.id)
        .where(
            access.editable(current_user),
            Item.deleted_at.is_(None),
            Item.stage == workflow.DRAFT,
            Revision.state == "returned",
            Revision.submitted_by_id == current_user.id,
        )
        .order_by(Revision.number.desc())
        .limit(SHOWN)
    )
    newest: dict[int, tuple[Item, Revision]] = {}
    for item, revision in db.session.execute(query):
        newest.setdefault(item.id, (item, revision))
    return list(newest.values())


def _creatable() -> list[ContentType]:
    """Return what this user may write, the news of the site first."""
    types = [
        content_type
        for name, content_type in current_build().registry.content_types.items()
        if content_type.parent is None and access.may(current_user, access.WRITE, name)
    ]
    return sorted(types, key=lambda content_type: not content_type.feed)


def _panels() -> list[Panel]:
    """Return the plugins' blocks that this user may see."""
    return [
        panel
        for panel in current_build().registry.panels
        if panel.permission is None or holds(current_user, panel.permission)
    ]
