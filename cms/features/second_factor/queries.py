"""Who has a second factor, who must, and what is asked of administrators."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from cms.accounts.models import Grant, User
from cms.accounts.permissions import holds_everywhere
from cms.builtin.accounts.roles import covers
from cms.database.base import utcnow
from cms.extensions import db
from cms.features.second_factor.models import (
    AuthenticatorApp,
    Passkey,
    SecondFactorReset,
    SecondFactorRole,
)


def has_factor(user_id: int) -> bool:
    """Tell whether an account has a second factor."""
    return has_app(user_id) or bool(passkeys_of(user_id))


def has_app(user_id: int) -> bool:
    """Tell whether an account has an authenticator app."""
    return db.session.get(AuthenticatorApp, user_id) is not None


def passkeys_of(user_id: int) -> list[Passkey]:
    """Return an account's passkeys in the order in which they were added."""
    query = select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
    return list(db.session.scalars(query))


def is_required(user: User) -> bool:
    """Tell whether one of a person's roles asks for a second factor."""
    roles = {grant.role_id or grant.role.id for grant in user.grants}
    query = select(SecondFactorRole.role_id).where(SecondFactorRole.role_id.in_(roles))
    return bool(roles) and db.session.scalar(query.limit(1)) is not None


def is_role_required(role_id: int) -> bool:
    """Tell whether a role asks for a second factor."""
    return db.session.get(SecondFactorRole, role_id) is not None


def holders_without_factor(role_id: int) -> list[int]:
    """Return the ids of a role's holders who have no second factor."""
    holders = select(Grant.user_id).where(Grant.role_id == role_id).distinct()
    return [one for one in db.session.scalars(holders) if not has_factor(one)]


def open_reset(
    user_id: int, valid: dt.timedelta | None = None
) -> SecondFactorReset | None:
    """Return the request to take an account's second factor away, if one stands."""
    asked = db.session.get(SecondFactorReset, user_id)
    limit = valid or dt.timedelta(days=1)
    if asked is None or asked.asked_at < utcnow() - limit:
        return None
    return asked


def open_resets(actor: User) -> list[tuple[User, User]]:
    """Return accounts and who asks to reset them, where ``actor`` may confirm."""
    query = select(SecondFactorReset).order_by(SecondFactorReset.asked_at)
    found = []
    for asked in db.session.scalars(query):
        user = db.session.get(User, asked.user_id)
        asker = db.session.get(User, asked.asked_by_id)
        if user is None or asker is None or open_reset(user.id) is None:
            continue
        if actor.id not in (user.id, asker.id) and covers(actor, user):
            found.append((user, asker))
    return found


def possible_confirmers(actor: User, user: User) -> list[User]:
    """Return the further people who could confirm a reset that ``actor`` asks for."""
    everyone = db.session.scalars(
        select(User).where(User.active, User.id.not_in([actor.id, user.id]))
    )
    return [
        one
        for one in everyone
        if holds_everywhere(one, "site.users") and covers(one, user)
    ]
