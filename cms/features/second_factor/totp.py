"""Codes of authenticator apps: made, drawn as a QR code, and used once (RFC 6238)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pyotp
import segno
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import update

from cms.accounts.models import User
from cms.builtin.keys.sealed import seal, site_keys, unseal
from cms.database.base import utcnow
from cms.extensions import db
from cms.features.second_factor.models import AuthenticatorApp
from cms.settings import get_settings
from cms.views import signing_keys


STEP_SECONDS = 30
DIGITS = 6
SKEW = (0, -1, 1)  # half minutes that a telephone's clock may be wrong by
ENROLMENT_SECONDS = 3600
_PURPOSE = "authenticator enrolment"


@dataclass(frozen=True)
class Enrolment:
    """A new secret that its owner's app is about to learn.

    ``token`` carries it through the form, sealed and bound to the account.
    """

    secret: str
    token: str
    address: str

    @property
    def spaced_secret(self) -> str:
        """The secret in groups of four, to be typed where no camera is."""
        groups = range(0, len(self.secret), 4)
        return " ".join(self.secret[start : start + 4] for start in groups)

    @property
    def modules(self) -> list[list[bool]]:
        """The QR code of the address: rows of dark (True) and light squares."""
        drawn = segno.make(self.address, error="m", micro=False)
        return [[bool(dark) for dark in row] for row in drawn.matrix]

    @property
    def path(self) -> str:
        """The dark squares as the data of an SVG path, one unit each."""
        return "".join(
            f"M{x} {y}h1v1h-1z"
            for y, row in enumerate(self.modules)
            for x, dark in enumerate(row)
            if dark
        )


def new_enrolment(user: User) -> Enrolment:
    """Return a new secret for an account; nothing is stored yet."""
    return _enrolment(user, pyotp.random_base32())


def read_enrolment(user: User, token: str) -> Enrolment | None:
    """Return the enrolment of a token; None when it is another's, forged or old."""
    try:
        user_id, sealed = _signer().loads(token, max_age=ENROLMENT_SECONDS)
        secret = unseal(sealed, _PURPOSE, site_keys())
    except (BadData, ValueError, TypeError):
        return None
    return _enrolment(user, secret, token) if user_id == user.id else None


def _enrolment(user: User, secret: str, token: str | None = None) -> Enrolment:
    sealed = seal(secret, _PURPOSE, site_keys()[0])
    address = pyotp.TOTP(secret).provisioning_uri(
        name=user.username, issuer_name=get_settings().site_title
    )
    return Enrolment(secret, token or _signer().dumps([user.id, sealed]), address)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(), salt="cms.second_factor.enrolment")


def step_of(secret: str, code: str, now: dt.datetime | None = None) -> int | None:
    """Return the half minute whose code this is, one before or after now; else None."""
    present = int((now or utcnow()).timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for skew in SKEW:
        expected = totp.generate_otp(present + skew)
        if pyotp.utils.strings_equal(expected, code):
            return present + skew
    return None


def use_code(user_id: int, code: str, now: dt.datetime | None = None) -> bool:
    """Use a code up in the current transaction; False when it is wrong or used.

    One statement decides, so that of several requests with one code only one
    gets through.
    """
    app = db.session.get(AuthenticatorApp, user_id)
    step = step_of(app.secret, code, now) if app is not None else None
    if step is None:
        return False
    used = db.session.execute(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.user_id == user_id, AuthenticatorApp.last_step < step)
        .values(last_step=step)
        .returning(AuthenticatorApp.user_id)
        .execution_options(synchronize_session=False)
    )
    return used.one_or_none() is not None
