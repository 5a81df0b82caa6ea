"""Secrets that work once: the code of the set-up, links to choose a password."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import cast

from flask_babel import gettext as _
from sqlalchemy import Connection, Table, delete, select, update

from cms.accounts.models import OneTimeCode
from cms.accounts.sessions import hashed
from cms.database.clock import database_now, read_clock
from cms.errors import CmsError
from cms.extensions import db


SETUP = "setup"
PASSWORD = "password"  # noqa: S105 (the name of a purpose, not a secret)

RESET = "reset"  # a link that was mailed to whoever asked for it

LIFETIME = {
    SETUP: dt.timedelta(hours=24),
    PASSWORD: dt.timedelta(minutes=30),
    RESET: dt.timedelta(hours=1),
}
PASSWORD_MINUTES = LIFETIME[PASSWORD] // dt.timedelta(minutes=1)
RESET_MINUTES = LIFETIME[RESET] // dt.timedelta(minutes=1)
SETUP_HOURS = LIFETIME[SETUP] // dt.timedelta(hours=1)


class CodeGone(CmsError):
    """A one-time code is unknown, used or too old."""


def issue(purpose: str, user_id: int | None = None) -> str:
    """Return a new secret in the current transaction; earlier ones stop working."""
    db.session.execute(
        delete(OneTimeCode).where(
            OneTimeCode.purpose == purpose,
            OneTimeCode.user_id.is_(None)
            if user_id is None
            else OneTimeCode.user_id == user_id,
        )
    )
    secret = secrets.token_urlsafe(32)
    now = read_clock(db.session())
    db.session.add(
        OneTimeCode(
            id=hashed(secret),
            purpose=purpose,
            user_id=user_id,
            created_at=now,
            expires_at=now + LIFETIME[purpose],
        )
    )
    return secret


def peek(purpose: str, secret: str) -> OneTimeCode:
    """Return the code of a secret that still works; CodeGone otherwise."""
    code = db.session.scalar(
        select(OneTimeCode).where(
            OneTimeCode.id == hashed(secret),
            OneTimeCode.purpose == purpose,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > database_now(),
        )
    )
    if code is None:
        raise CodeGone(_("This link has been used or is too old."))
    return code


def consume(purpose: str, secret: str) -> int | None:
    """Mark a one-time code as used in the current transaction; return its user's id.

    One statement decides, so of several requests only one gets through; the
    others raise CodeGone.
    """
    row = db.session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.id == hashed(secret),
            OneTimeCode.purpose == purpose,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > database_now(),
        )
        .values(used_at=database_now())
        .returning(OneTimeCode.user_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise CodeGone(_("This link has been used or is too old."))
    user_id: int | None = row.user_id
    return user_id


def sweep(connection: Connection) -> None:
    """Remove codes that stopped working more than a day ago."""
    table = cast(Table, OneTimeCode.__table__)
    long_ago = read_clock(connection) - dt.timedelta(days=1)
    connection.execute(delete(table).where(table.c.expires_at < long_ago))
