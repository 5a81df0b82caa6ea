"""People with a telephone that shows codes, and browsers that log in by the page."""

import datetime as dt
import re

import pyotp
import pytest

from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.second_factor import service, totp
from cms.features.second_factor.models import AuthenticatorApp
from tests.accounts.conftest import browser, extra_plugins, person, plugins


__all__ = ["browser", "extra_plugins", "person", "plugins"]

STEP = "/dang-nhap/buoc-hai"
OWN = "/ban-lam-viec/tai-khoan/buoc-hai"


class Telephone:
    """An authenticator app that has learned one secret."""

    def __init__(self, secret, codes=()):
        self.totp, self.recovery_codes = pyotp.TOTP(secret), codes

    def code(self, steps=0):
        """Return the code of now, or of some half minutes later."""
        return self.totp.at(utcnow() + dt.timedelta(seconds=30 * steps))


def secret_of(answer):
    """Return what an app learns from a page: the secret and the token of the form."""
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', answer.text)
    token = re.search(r'name="token" value="([^"]+)"', answer.text)
    assert secret, answer.text[:2000]
    return secret[1].replace(" ", ""), token[1]


def unused(user_id):
    """Let every code be fresh again, as after some minutes."""
    with transaction():
        app = db.session.get(AuthenticatorApp, user_id)
        app.last_step = 0


@pytest.fixture
def telephone(site):
    """Return a function that gives somebody a second factor; their telephone."""

    def give(someone):
        with site.app.test_request_context():
            enrolment = totp.new_enrolment(someone)
            code = pyotp.TOTP(enrolment.secret).at(utcnow())
            codes = service.turn_on(someone, enrolment, code)
        unused(someone.id)
        return Telephone(enrolment.secret, codes)

    return give
