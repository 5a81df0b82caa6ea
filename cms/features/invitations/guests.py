"""Whether an invitation is still valid, and who the guest is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from cms.accounts.models import User
from cms.accounts.sessions import hashed
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.workflow import SUBMITTED
from cms.database.base import utcnow
from cms.errors import CmsError, NotFound
from cms.extensions import db
from cms.features.invitations.models import Invitation


OPEN, USED, EXPIRED, REVOKED, CLOSED = "open", "used", "expired", "revoked", "closed"


class Gone(CmsError):
    """An invitation that is no longer valid: used, revoked, expired, or review has ended."""

    def __init__(self, state: str) -> None:
        super().__init__(f"This invitation is {state}.")
        self.state = state


@dataclass(frozen=True)
class Guest:
    """Somebody invited by link, as the author of an act: a name and no account."""

    name: str
    id: int | None = None


@dataclass(frozen=True)
class Visit:
    """A valid invitation, its item, and the user who invited."""

    invitation: Invitation
    item: Item
    inviter: User

    @property
    def guest(self) -> Guest:
        """The guest as an actor."""
        return Guest(self.invitation.guest)


def state_of(
    invitation: Invitation,
    item: Item | None,
    inviter: User | None,
    now: dt.datetime | None = None,
) -> str:
    """Return where an invitation stands, without asking what the inviter may do."""
    if invitation.used_at is not None:
        return USED
    if invitation.revoked_at is not None:
        return REVOKED
    if invitation.expires_at <= (now or utcnow()):
        return EXPIRED
    if item is None or item.deleted_at is not None or item.stage != SUBMITTED:
        return CLOSED
    return OPEN if inviter is not None and inviter.active else CLOSED


def visit(token: str) -> Visit:
    """Return what a link leads to: NotFound when nothing, Gone when no longer.

    The row is looked up by the token's hash, which takes as long for a wrong
    token as for a right one.
    """
    found = db.session.scalar(
        select(Invitation).where(Invitation.token_hash == hashed(token))
    )
    if found is None:
        raise NotFound("There is no such invitation.")
    return _standing(found)


def visit_by_id(invitation_id: int) -> Visit:
    """Return the same by the invitation's number, for who has shown the link before."""
    found = db.session.get(Invitation, invitation_id)
    if found is None:
        raise NotFound("There is no such invitation.")
    return _standing(found)


def _standing(found: Invitation) -> Visit:
    item = db.session.get(Item, found.item_id)
    inviter = db.session.get(User, found.created_by_id) if found.created_by_id else None
    state = state_of(found, item, inviter)
    if state != OPEN or item is None or inviter is None:
        raise Gone(state)
    # A link is worth what its maker may do: it ends with that right.
    if not access.can(inviter, access.PUBLISH, item):
        raise Gone(CLOSED)
    return Visit(found, item, inviter)
