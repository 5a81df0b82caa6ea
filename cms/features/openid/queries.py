"""Whose identity this is, and which names are taken."""

from __future__ import annotations

from sqlalchemy import func, select

from cms.accounts.models import User
from cms.extensions import db
from cms.features.openid.models import OpenIDIdentity


def identity_of(issuer: str, subject: str) -> OpenIDIdentity | None:
    """Return what is known of an issuer's subject."""
    return db.session.scalar(
        select(OpenIDIdentity).where(
            OpenIDIdentity.issuer == issuer, OpenIDIdentity.subject == subject
        )
    )


def identities_of(user_id: int) -> list[OpenIDIdentity]:
    """Return the identities that an account is connected with."""
    query = select(OpenIDIdentity).where(OpenIDIdentity.user_id == user_id)
    return list(db.session.scalars(query.order_by(OpenIDIdentity.id)))


def username_is_taken(username: str) -> bool:
    """Tell whether somebody has this user name."""
    return (
        db.session.scalar(select(User.id).where(User.username == username)) is not None
    )


def email_is_taken(email: str) -> bool:
    """Tell whether an account has this e-mail address, whatever its case."""
    query = select(User.id).where(func.lower(User.email) == func.lower(email))
    return db.session.scalar(query.limit(1)) is not None
