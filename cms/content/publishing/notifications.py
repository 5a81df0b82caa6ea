"""Who is told of which step of an item, and that old notices of it are settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from cms.accounts.models import User
from cms.audit.models import AuditEntry
from cms.content.spine import access
from cms.content.spine.models import Item, Revision
from cms.content.spine.queries import working_revision
from cms.content.spine.workflow import APPROVED, SCHEDULED, SUBMITTED
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.notices import notify, settle
from cms.features.notices.mail import send_waiting
from cms.features.notices.models import Notice


# What waits for reviewers, and what an author learns on the way.
ASKING = ("submitted", "resubmitted", "reopened", "due", "overdue")
ON_THE_WAY = ("returned", "approved", "scheduled", "edited")


def approvers(item: Item) -> list[int]:
    """Return who may publish ``item``: active people, by their roles and sections."""
    people = db.session.scalars(select(User).where(User.active.is_(True)))
    return [one.id for one in people if access.can(one, access.PUBLISH, item)]


def authors(item: Item, revision: Revision | None) -> set[int]:
    """Return who wrote or sent the open revision, else who made the item."""
    hands = (
        {revision.submitted_by_id, revision.edited_by_id} if revision else set()
    ) - {None}
    made = {item.created_by_id} - {None}
    return {person for person in hands or made if person is not None}


def tell_submitted(actor: Any, item: Item) -> None:
    """Tell those who may approve that something waits, and who had returned it so.

    To be called before the step is written down.
    """
    settle(item, ON_THE_WAY)
    others = set(approvers(item)) - {actor.id}
    returner = {_returned_by(item)} & others
    notify(others - returner, "submitted", item=item, name=actor.name)
    notify(returner, "resubmitted", item=item, name=actor.name)


def _returned_by(item: Item) -> int | None:
    """Return who returned the item, if that was the last step of its review."""
    steps = ("item.submit", "item.send_back", "item.publish")
    query = select(AuditEntry.action, AuditEntry.actor_id).where(
        AuditEntry.item_id == item.id, AuditEntry.action.in_(steps)
    )
    last = db.session.execute(query.order_by(AuditEntry.id.desc()).limit(1)).first()
    return last.actor_id if last and last.action == "item.send_back" else None


def tell_edited(actor: Any, item: Item, revision: Revision | None) -> None:
    """Tell who wrote and who approved ``revision`` that somebody changes it in review.

    To be called before the change. What was approved waits for a review again,
    so that all who may approve it learn of it, too.
    """
    if item.stage not in (SUBMITTED, APPROVED, SCHEDULED):
        return
    told = authors(item, revision)
    if item.stage == SUBMITTED:
        notify(told - {actor.id}, "edited", item=item, name=actor.name)
        return
    told |= set(approvers(item))
    if revision is not None and revision.approved_by_id is not None:
        told.add(revision.approved_by_id)
    settle(item, ON_THE_WAY)
    notify(told - {actor.id}, "reopened", item=item, name=actor.name)


def tell_authors(
    actor: Any, item: Item, kind: str, also: Iterable[int] = (), **values: Any
) -> None:
    """Tell the authors of the open revision; what was asked of others is settled.

    To be called while the revision is still open. ``also`` are further people.
    """
    told = (authors(item, working_revision(item.id)) | set(also)) - {actor.id}
    settle(item, (*ASKING, *ON_THE_WAY))
    notify(told, kind, item=item, name=actor.name, **values)


def remind(now: dt.datetime | None = None) -> None:
    """Tell reviewers, once each, of what is due within a day and what is late."""
    now = now or utcnow()
    soon = select(Item.id).where(
        Item.stage == SUBMITTED,
        Item.due_at <= now + dt.timedelta(days=1),
        Item.deleted_at.is_(None),
    )
    ids = list(db.session.scalars(soon))
    db.session.rollback()
    for item_id in ids:
        _remind(item_id, now)


def _remind(item_id: int, now: dt.datetime) -> None:
    with transaction() as session:
        item = session.get(Item, item_id)
        if item is None or item.stage != SUBMITTED or item.due_at is None:
            return
        kind = "overdue" if item.due_at <= now else "due"
        when = item.due_at.isoformat()
        told = select(Notice.user_id, Notice.values).where(
            Notice.item_id == item.id, Notice.kind == kind
        )
        knows = {row[0] for row in session.execute(told) if row[1].get("when") == when}
        revision = working_revision(item.id)
        own = {revision.edited_by_id} if revision else set()
        wanted = set(approvers(item)) - knows - own
        if kind == "overdue":
            settle(item, ("due",))
        notify(wanted, kind, item=item, when=item.due_at)


def may_see(person: User, item: Item) -> bool:
    """Tell whether somebody (still) sees an item on the desk."""
    seen = select(Item.id).where(
        Item.id == item.id, Item.deleted_at.is_(None), access.editable(person)
    )
    return db.session.scalar(seen) is not None


def mail_notices() -> None:
    """Send the notices that wait for the post; work of a job."""
    send_waiting(may_see)
