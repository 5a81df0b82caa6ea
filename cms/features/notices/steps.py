"""Who is notified of which step of an item, and which notices a step settles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from cms.accounts.models import User
from cms.audit.models import AuditEntry
from cms.builtin.audience import approvers, authors
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import working_revision
from cms.content.spine.workflow import APPROVED, SCHEDULED, SUBMITTED
from cms.contributions import Step
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.notices import notify, settle
from cms.features.notices.mail import send_waiting
from cms.features.notices.models import Notice
from cms.registry import registry


# What waits for reviewers, and what an author learns on the way.
ASKING = ("submitted", "resubmitted", "reopened", "due", "overdue")
ON_THE_WAY = ("returned", "approved", "scheduled", "edited")
# The steps that authors are notified of, with the kind of the notice.
AUTHOR_NOTICES = {
    "send_back": "returned",
    "approve": "approved",
    "schedule": "scheduled",
    "publish": "published",
    "correct": "published",
    "expire": "expired",
}


def notify_of_step(step: Step) -> None:
    """Notify whom a step concerns; what it answers is settled. An effect of steps."""
    name = step.name
    if name == "submit":
        _notify_reviewers(step)
    elif name == "take_back":
        settle(step.item, ASKING)
    elif name == "edit":
        _notify_of_edit(step)
    elif name in AUTHOR_NOTICES:
        settle(step.item, (*ASKING, *ON_THE_WAY))
        _notify(step, AUTHOR_NOTICES[name], authors(step.item, step.revision))
    elif message := registry().messages.get(name):
        if message.settles:
            settle(step.item, (*ASKING, *ON_THE_WAY))
        _notify(step, name, step.audience)


def _notify(step: Step, kind: str, users: Iterable[int]) -> None:
    values: dict[str, Any] = {"words": step.words} if step.words else {}
    if step.when is not None:
        values = {"when": step.when}
    others = set(users) - {step.actor.id}
    notify(others, kind, item=step.item, name=step.actor.name, **values)


def _notify_reviewers(step: Step) -> None:
    """Notify those who may approve that something waits, and who had returned it so."""
    settle(step.item, ON_THE_WAY)
    others = set(approvers(step.item)) - {step.actor.id}
    returner = {_returned_by(step.item)} & others
    name = step.actor.name
    notify(others - returner, "submitted", item=step.item, name=name)
    notify(returner, "resubmitted", item=step.item, name=name)


def _returned_by(item: Item) -> int | None:
    """Return who returned the item, if that was the last step of its review."""
    steps = ("item.submit", "item.send_back", "item.publish")
    query = select(AuditEntry.action, AuditEntry.actor_id).where(
        AuditEntry.item_id == item.id, AuditEntry.action.in_(steps)
    )
    last = db.session.execute(query.order_by(AuditEntry.id.desc()).limit(1)).first()
    return last.actor_id if last and last.action == "item.send_back" else None


def _notify_of_edit(step: Step) -> None:
    """Notify who wrote and who approved a revision that somebody changes it in review.

    What was approved waits for a review again, so that all who may approve it
    learn of it, too.
    """
    item, revision = step.item, step.revision
    if item.stage not in (SUBMITTED, APPROVED, SCHEDULED):
        return
    concerned = authors(item, revision)
    if item.stage == SUBMITTED:
        _notify(step, "edited", concerned)
        return
    concerned |= set(approvers(item))
    if revision is not None and revision.approved_by_id is not None:
        concerned.add(revision.approved_by_id)
    settle(item, ON_THE_WAY)
    _notify(step, "reopened", concerned)


def remind(now: dt.datetime | None = None) -> None:
    """Notify reviewers, once each, of reviews due within a day and overdue ones."""
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
        sent = select(Notice.user_id, Notice.values).where(
            Notice.item_id == item.id, Notice.kind == kind
        )
        knows = {row[0] for row in session.execute(sent) if row[1].get("when") == when}
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
    """Send the notices that wait for e-mail; run by a job."""
    send_waiting(may_see)
