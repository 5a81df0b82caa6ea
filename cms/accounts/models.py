"""Tables of users, roles, sessions and one-time codes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cms.database.base import UTCDateTime, utcnow
from cms.database.changes import UNSEEN
from cms.extensions import Model


class User(Model):
    """A person with an account; never deleted, only switched off.

    ``username`` is stored in lower case. ``password_hash`` is None until a
    password has been chosen. Rights come from ``grants`` alone. ``notice_mail``
    says when notices come by e-mail: ``each``, ``daily`` or ``never``.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(8))
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    last_login_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    notice_mail: Mapped[str] = mapped_column(
        String(8), default="each", server_default="each"
    )
    version: Mapped[int] = mapped_column(default=1)

    grants: Mapped[list[Grant]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}
    # A mail server does not tell capitals apart: nor may whoever gets a letter.
    __table_args__ = (Index("uq_users_email_any_case", func.lower(email), unique=True),)

    @property
    def is_authenticated(self) -> bool:
        """Tell Flask-Login that this is a known person."""
        return True

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.active

    @property
    def is_anonymous(self) -> bool:
        """Tell Flask-Login that this is not an anonymous visitor."""
        return False

    def get_id(self) -> str:
        """Return the identity that the session keeps."""
        return str(self.id)


class Role(Model):
    """A named set of permissions; ``permissions`` is a JSON list of their names."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    permissions: Mapped[list[str]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Grant(Model):
    """A role that a person holds: everywhere, or in one section only."""

    __tablename__ = "grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    role_id: Mapped[int] = mapped_column(ForeignKey("roles.id", ondelete="CASCADE"))
    section_id: Mapped[int | None] = mapped_column(
        ForeignKey("sections.id", ondelete="CASCADE")
    )

    user: Mapped[User] = relationship(back_populates="grants")
    role: Mapped[Role] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (UniqueConstraint("user_id", "role_id", "section_id"),)


class SessionRow(Model):
    """A session of a browser, logged in or not yet; ``id`` is the hash of its secret.

    ``data`` is what Flask keeps in a session. ``expires_at`` is absolute;
    ``last_seen`` ends a session that is left alone.
    """

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    last_seen: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    browser: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="")

    __table_args__ = (Index("ix_sessions_expires_at", expires_at), {"info": UNSEEN})


class LoginAttempt(Model):
    """How often a login has failed for an account or a network; ``key`` is a hash."""

    __tablename__ = "login_attempts"
    __table_args__ = {"info": UNSEEN}

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    last_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)


class OneTimeCode(Model):
    """A secret that works once: the first administrator's code, a password link.

    ``id`` is the hash of the secret. ``used_at`` is set by the one request
    that consumes it.
    """

    __tablename__ = "one_time_codes"
    __table_args__ = {"info": UNSEEN}

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
