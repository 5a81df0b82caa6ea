"""Invitations are made, revoked, opened and used; each act is one audited transaction."""

from __future__ import annotations

import datetime as dt
import secrets

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import func, select, update

from cms import audit
from cms.accounts.sessions import hashed
from cms.actors import Actor
from cms.builtin.accounts.mail_addresses import refused_address
from cms.content.revisions.drafts import load_for
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import working_revision
from cms.content.spine.workflow import SUBMITTED
from cms.database.base import utcnow
from cms.database.transaction import transaction, write_transaction
from cms.errors import Conflict, Forbidden, NotFound, Problem, Refused
from cms.extensions import db
from cms.features import comments
from cms.features.comments.models import Comment
from cms.features.invitations.decisions import approve_for_guest, return_for_guest
from cms.features.invitations.guests import visit
from cms.features.invitations.models import Invitation
from cms.settings import get_settings


audit.declare(
    {
        "item.invite": _l("invited somebody by link"),
        "item.revoke_invitation": _l("revoked a link"),
        "item.guest_comment": _l("commented by link"),
    }
)


DEFAULT_DAYS, MOST_DAYS = 3, 30
MOST_COMMENTS = 100
APPROVED, RETURNED = "approved", "returned"


def invite(
    actor: Actor,
    item_id: int,
    *,
    guest: str,
    email: str = "",
    may_approve: bool = True,
    days: int = DEFAULT_DAYS,
) -> tuple[Invitation, str]:
    """Invite somebody to one item in review; return the row and the secret of its link.

    The secret is not kept anywhere and cannot be shown again.
    """
    with transaction() as session:
        item = load_for(actor, item_id, None, access.PUBLISH)
        found = _against(actor, item, guest, may_approve, days)
        found += refused_address(email)
        if found:
            raise Refused(found)
        token = secrets.token_urlsafe(32)
        invitation = Invitation(
            item_id=item.id,
            token_hash=hashed(token),
            guest=guest,
            email=email,
            may_approve=may_approve,
            created_by_id=actor.id,
            expires_at=utcnow() + dt.timedelta(days=days),
        )
        session.add(invitation)
        _record("item.invite", actor, item, guest)
    return invitation, token


def _against(
    actor: Actor, item: Item, guest: str, may_approve: bool, days: int
) -> list[Problem]:
    found = []
    if not guest.strip():
        found.append(Problem(_("Please give the guest's name."), "guest"))
    if not 1 <= days <= MOST_DAYS:
        message = _("From 1 to %(most)d days.", most=MOST_DAYS)
        found.append(Problem(message, "days"))
    if item.stage != SUBMITTED:
        found.append(Problem(_("Only what is in review can be approved by link.")))
    revision = working_revision(item.id)
    last = revision.edited_by_id if revision is not None else None
    if may_approve and get_settings().four_eyes and last == actor.id:
        message = _(
            "You edited this last: somebody else who may publish must invite,"
            " or the guest only comments."
        )
        found.append(Problem(message, "may_approve"))
    return found


def revoke(actor: Actor, item_id: int, invitation_id: int) -> None:
    """End an invitation at once; NotFound when it is not this item's."""
    with transaction():
        item = load_for(actor, item_id, None, access.PUBLISH)
        found = db.session.get(Invitation, invitation_id)
        if found is None or found.item_id != item.id:
            raise NotFound(f"No invitation {invitation_id}.")
        if found.revoked_at is None and found.used_at is None:
            found.revoked_at = utcnow()
            _record("item.revoke_invitation", actor, item, found.guest)


def end_open(item: Item) -> None:
    """End every invitation to ``item`` that is not used yet; part of a transaction."""
    waiting = update(Invitation).where(
        Invitation.item_id == item.id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    db.session.execute(
        waiting.values(revoked_at=utcnow(), version=Invitation.version + 1),
        execution_options={"synchronize_session": False},
    )


def note_opened(invitation_id: int) -> None:
    """Write down, while a page is only read, that the link was opened first now."""
    first = update(Invitation).where(
        Invitation.id == invitation_id, Invitation.opened_at.is_(None)
    )
    with write_transaction() as connection:
        connection.execute(first.values(opened_at=utcnow()))


def seen_mark(item: Item) -> str:
    """Return what names the words that a guest has before him."""
    revision = working_revision(item.id)
    if revision is None:
        return ""
    return f"{revision.id}-{revision.updated_at.timestamp():.6f}"


def decide(token: str, decision: str, seen: str, reason: str = "") -> Item:
    """Use an invitation up: approve the item or return it to its author.

    Raises Conflict when the item is no longer what the guest saw, Forbidden
    for a guest who only comments, and what :func:`visit` raises.
    """
    with transaction():
        here = visit(token)
        if not here.invitation.may_approve:
            raise Forbidden(_("You may comment here, not decide."))
        if seen != seen_mark(here.item):
            message = _("This has been changed since you opened it. Please look again.")
            raise Conflict(message, here.item)
        if decision == APPROVED:
            approve_for_guest(here.inviter, here.guest, here.item)
        elif decision == RETURNED:
            return_for_guest(here.inviter, here.guest, here.item, reason)
        else:
            raise Refused([Problem(_("Please choose."))])
        here.invitation.used_at, here.invitation.decision = utcnow(), decision
    return here.item


def comment(token: str, words: str) -> None:
    """Add a guest's comment; the link stays valid, and the author and reviewers are notified."""
    with transaction() as session:
        here = visit(token)
        name = here.invitation.guest
        written = select(func.count()).where(
            Comment.item_id == here.item.id, Comment.guest == name
        )
        if (session.scalar(written) or 0) >= MOST_COMMENTS:
            raise Refused(
                [Problem(_("The limit of comments for one link has been reached."))]
            )
        comments.add(here.item, guest=name, body=words, also={here.inviter.id})


def comments_of(item_id: int, guest: str) -> list[Comment]:
    """Return what a guest has written on an item, the oldest first."""
    query = select(Comment).where(Comment.item_id == item_id, Comment.guest == guest)
    return list(db.session.scalars(query.order_by(Comment.id)))


def _record(action: str, actor: Actor, item: Item, words: str) -> None:
    audit.record(
        action,
        actor=actor,
        item_id=item.id,
        subject=item.title,
        detail={"note": words},
    )
