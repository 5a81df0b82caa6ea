"""Recovery codes: ten of them, each works once in place of the telephone."""

from __future__ import annotations

import base64
import secrets

from sqlalchemy import delete, func, select, update

from cms.accounts.sessions import hashed
from cms.database.base import utcnow
from cms.extensions import db
from cms.features.second_factor.models import RecoveryCode
from cms.text import lower


NUMBER = 10
BYTES = 15  # 120 bits, 24 letters


def issue_codes(user_id: int) -> list[str]:
    """Return new codes in the current transaction; the earlier ones stop working."""
    forget_codes(user_id)
    codes = [_new_code() for _ in range(NUMBER)]
    db.session.add_all(
        RecoveryCode(id=hashed(_plain(code)), user_id=user_id) for code in codes
    )
    return codes


def use_code(user_id: int, code: str) -> bool:
    """Use a code up in the current transaction; False when it is wrong or used."""
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.id == hashed(_plain(code)),
            RecoveryCode.user_id == user_id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=utcnow())
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return used.one_or_none() is not None


def forget_codes(user_id: int) -> None:
    """Delete an account's codes in the current transaction."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def unused_codes(user_id: int) -> int:
    """Return how many codes an account has left."""
    query = select(func.count()).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(query) or 0


def _new_code() -> str:
    letters = lower(base64.b32encode(secrets.token_bytes(BYTES)).decode())
    return "-".join(letters[start : start + 6] for start in range(0, 24, 6))


def _plain(code: str) -> str:
    """Return a code as it is hashed: however it was typed."""
    return "".join(letter for letter in lower(code) if letter.isalnum())
