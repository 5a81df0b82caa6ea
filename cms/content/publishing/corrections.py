"""Changes of what is live with their public notes, and withdrawal.

Each function is one transaction; what it raises is said in :mod:`cms.content.service`.
"""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import bindparam, select

from cms import audit
from cms.actors import Actor
from cms.content.effects import notify_after_commit
from cms.content.publishing.change_notes import announce
from cms.content.publishing.transitions import begin, publish, schedule
from cms.content.revisions.drafts import load_for, record_step
from cms.content.revisions.projection import refresh_linking
from cms.content.spine import workflow
from cms.content.spine.models import ChangeNote, Item
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.extensions import db


audit.declare(
    {
        "item.withdraw": _l("withdrew it"),
        "item.banner": _l("changed the note to readers"),
    }
)


_NOTES = (
    select(ChangeNote)
    .where(ChangeNote.item_id == bindparam("item"), ChangeNote.shown_at.is_not(None))
    .order_by(ChangeNote.shown_at.desc(), ChangeNote.id.desc())
    .limit(50)
)


def publish_change(
    actor: Actor, item_id: int, version: int, words: str | None = None
) -> Item:
    """Publish a reviewed change of a live item, and tell readers what it is.

    Without ``words``, the note that was saved before appears.
    """
    with transaction():
        if words is not None:
            item = load_for(actor, item_id, version, "publish")
            announce(actor, item, words)
        return publish(actor, item_id, version)


def schedule_change(
    actor: Actor,
    item_id: int,
    version: int,
    moment: dt.datetime,
    words: str | None = None,
) -> Item:
    """Schedule a change of a live item; its public note appears when it goes live.

    Without ``words``, what was written down for it before stays.
    """
    with transaction():
        item = schedule(actor, item_id, version, moment)
        if words is not None:
            announce(actor, item, words)
    return item


def change_notes(item_id: int) -> list[ChangeNote]:
    """Return the public notes on corrections, the newest first."""
    return list(db.session.scalars(_NOTES, {"item": item_id}))


def withdraw(actor: Actor, item_id: int, version: int | None, words: str) -> Item:
    """Take a live item out of lists and search; its page says why it was withdrawn."""
    if not words.strip():
        message = _("Please tell readers why this is withdrawn.")
        raise Refused([Problem(message, "banner")])
    with transaction():
        item = begin(actor, item_id, version, "withdraw")
        item.status, item.banner = workflow.ARCHIVED, words.strip()
        refresh_linking(item)
        record_step(actor, item, "withdraw", words)
        notify_after_commit("on_item_archived", item, actor)
    return item


def set_banner(actor: Actor, item_id: int, version: int, words: str) -> Item:
    """Set the banner that an item shows once it is archived or expired."""
    with transaction():
        item = load_for(actor, item_id, version, "publish")
        if item.banner != words.strip():
            item.banner = words.strip()
            record_step(actor, item, "banner", words)
    return item
