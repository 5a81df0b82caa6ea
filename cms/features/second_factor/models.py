"""The tables of second factors, passkeys, recovery codes, and who must have them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cms.builtin.keys.sealed import Sealed
from cms.database.base import BigId, UTCDateTime, utcnow
from cms.database.changes import UNSEEN
from cms.extensions import Model


class AuthenticatorApp(Model):
    """The secret that an account shares with an app on its owner's telephone.

    ``last_step`` is the half minute whose code was used last: no code of it or
    of an earlier one works again.
    """

    __tablename__ = "authenticator_apps"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[str] = mapped_column(Sealed("authenticator_apps.secret"))
    last_step: Mapped[int]
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)


class RecoveryCode(Model):
    """A code for whoever has lost the telephone; ``id`` is its hash, it works once."""

    __tablename__ = "recovery_codes"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class SecondFactorRole(Model):
    """A role whose holders must have a second factor."""

    __tablename__ = "second_factor_roles"

    role_id: Mapped[int] = mapped_column(
        ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True
    )


class SecondFactorReset(Model):
    """An administrator's request to take an account's second factor away.

    Another administrator confirms it within a day.
    """

    __tablename__ = "second_factor_resets"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)


class Passkey(Model):
    """A key that an account's device or password manager holds; ours is its public half.

    ``credential_id`` and ``public_key`` are in base64url.
    """

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(2000))
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class UsedChallenge(Model):
    """A challenge that a passkey has answered, by its hash: it is not taken again."""

    __tablename__ = "used_challenges"
    __table_args__ = {"info": UNSEEN}

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
