"""Decide in the name of somebody without an account; parts of a transaction."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l

from cms import audit
from cms.accounts.models import User
from cms.builtin.audience import authors
from cms.content.effects import apply_effects
from cms.content.publishing.transitions import (
    approve_revision,
    check_step,
    return_revision,
)
from cms.content.spine import workflow
from cms.content.spine.models import Item
from cms.content.spine.queries import working_revision
from cms.contributions import Step
from cms.database.base import utcnow
from cms.errors import Problem, Refused
from cms.features.invitations.guests import Guest


audit.declare(
    {
        "item.guest_approve": _l("approved it by link"),
        "item.guest_return": _l("returned it by link"),
    }
)


def approve_for_guest(inviter: User, guest: Guest, item: Item) -> None:
    """Approve in the name of somebody without an account; part of a transaction.

    It holds as far as the inviter's own approval would: the same rules and
    checks. The item is scheduled when a time was proposed, else it waits.
    """
    check_step(inviter, item, "approve")
    revision = approve_revision(inviter, item)
    if item.proposed_at is not None and item.proposed_at > utcnow():
        item.stage, item.publish_at = workflow.SCHEDULED, item.proposed_at
    else:
        item.stage = workflow.APPROVED
    item.updated_at = utcnow()
    _note_guest(inviter, guest, item, "guest_approve")
    concerned = {*authors(item, revision), inviter.id}
    apply_effects(Step("guest_approved", item, guest, revision, audience=concerned))


def return_for_guest(inviter: User, guest: Guest, item: Item, reason: str) -> None:
    """Return in the name of somebody without an account; part of a transaction."""
    if not reason.strip():
        raise Refused([Problem(_("Please give a reason for returning it."), "reason")])
    check_step(inviter, item, "send_back")
    revision = working_revision(item.id)
    concerned = {*authors(item, revision), inviter.id}
    return_revision(inviter, item, reason)
    step = Step(
        "guest_returned", item, guest, revision, words=reason, audience=concerned
    )
    apply_effects(step)
    item.updated_at = utcnow()
    _note_guest(inviter, guest, item, "guest_return", reason)


def _note_guest(
    inviter: User, guest: Guest, item: Item, name: str, words: str = ""
) -> None:
    detail = {"invited_by": inviter.username} | ({"note": words} if words else {})
    audit.record(
        f"item.{name}", actor=guest, item_id=item.id, subject=item.title, detail=detail
    )
