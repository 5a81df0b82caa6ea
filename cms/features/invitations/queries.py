"""What is asked about invitations."""

from __future__ import annotations

from sqlalchemy import select

from cms.accounts.models import User
from cms.extensions import db
from cms.features.invitations.models import Invitation


def invitations_of(item_id: int) -> list[tuple[Invitation, User | None]]:
    """Return all invitations to an item with who invites, the newest first."""
    query = (
        select(Invitation, User)
        .outerjoin(User, User.id == Invitation.created_by_id)
        .where(Invitation.item_id == item_id)
        .order_by(Invitation.id.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]
