"""Challenges for passkeys: signed, bound to what they are for, answered once."""

from __future__ import annotations

import datetime as dt
import secrets

from itsdangerous import BadData, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode
from sqlalchemy import delete

from cms.accounts.sessions import hashed
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.second_factor.models import UsedChallenge
from cms.inputs import load_json
from cms.views import signing_keys


SECONDS = 300


def new_challenge(purpose: str) -> bytes:
    """Return a challenge that only this site can have made; nothing is stored."""
    return str(_signer(purpose).dumps(secrets.token_urlsafe(16))).encode()


def take_challenge(purpose: str, credential: str) -> bytes:
    """Use up the challenge that a credential answers, in the current transaction.

    Raises ValueError when it is not ours, for something else, old or used.
    """
    try:
        answered = load_json(credential)["response"]["clientDataJSON"]
        text = load_json(base64_decode(answered))["challenge"]
        challenge = base64_decode(text)
        _signer(purpose).loads(challenge.decode(), max_age=SECONDS)
    except (BadData, KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError("This challenge is not ours or too old.") from error
    mark = hashed(challenge.decode())
    if db.session.get(UsedChallenge, mark) is not None:
        raise ValueError("This challenge has been answered.")
    db.session.add(UsedChallenge(id=mark))
    db.session.flush()  # of two at once the second fails here
    return challenge


def sweep() -> None:
    """Delete the marks of challenges that are too old to be answered."""
    old = utcnow() - 2 * dt.timedelta(seconds=SECONDS)
    with transaction() as session:
        session.execute(delete(UsedChallenge).where(UsedChallenge.used_at < old))


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(), salt=f"cms.passkeys.{purpose}")
