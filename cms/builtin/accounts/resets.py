"""A new password by mail: asked for by anybody, sent to the account's own address.

Whoever asks learns nothing about accounts: a job does all that depends on
whether there is one.
"""

from __future__ import annotations

import logging

from flask import current_app, render_template
from flask_babel import force_locale, gettext as _, lazy_gettext as _l
from sqlalchemy import func, or_, select

from cms import audit
from cms.accounts.models import User
from cms.accounts.permissions import ANONYMOUS
from cms.accounts.sessions import hashed
from cms.audit import record
from cms.build_context import current_build
from cms.builtin import mail
from cms.builtin.accounts import one_time_codes
from cms.builtin.accounts.login import Counted
from cms.builtin.accounts.people import known_as
from cms.builtin.accounts.whole_addresses import password_address
from cms.builtin.rates import network_of
from cms.database.transaction import transaction
from cms.extensions import db
from cms.jobs import enqueue
from cms.languages import LANGUAGES


audit.declare({"account.reset_asked": _l("Password link mailed")})

RESET_JOB = "accounts.mail_reset"
MOST_LETTERS = 254

log = logging.getLogger(__name__)


def ask_for_reset(identifier: str, address: str) -> int:
    """Let a job mail a link to the account of a user name or an e-mail address.

    Returns how many seconds to wait when too much was asked, else 0. The same
    work is done whether there is such an account or not.
    """
    identifier = known_as(identifier)[:MOST_LETTERS]
    counters = (
        Counted(f"reset:{identifier}"),
        Counted(f"reset-from:{network_of(address)}"),
    )
    seconds = max(one.seconds_to_wait() for one in counters)
    if seconds:
        return seconds
    for one in counters:
        one.note_failure(None, address)
    with transaction():
        key = f"{RESET_JOB}-{hashed(identifier)}"
        enqueue(RESET_JOB, dedupe=key, identifier=identifier)
    return 0


def mail_reset(identifier: str) -> None:
    """Mail the link, if there is an account that has an address and is in use.

    The secret is made here and kept nowhere. Raises what the mail server's
    failure raises; the job is then tried again, and earlier links are dead.
    """
    if not current_build().config.sends_mail:
        return
    user = _find(identifier)
    if user is None or not user.email:
        return
    with transaction():
        secret = one_time_codes.issue(one_time_codes.RESET, user.id)
        record("account.reset_asked", actor=ANONYMOUS, subject=user.username)
        to, name, language = user.email, user.name, user.language
    language = language if language in LANGUAGES else None
    with force_locale(language or current_app.config["BABEL_DEFAULT_LOCALE"]):
        title = current_build().settings[""].site_title
        subject = _("A new password for %(site)s", site=title)
        lines = (
            (
                _(
                    "Somebody has asked for a new password for your account"
                    " “%(name)s”. Choose it here within %(minutes)d minutes:",
                    name=user.username,
                    minutes=one_time_codes.RESET_MINUTES,
                ),
                password_address(secret, "accounts.choose_reset_password"),
            ),
        )
        foot = _("If that was not you, there is nothing to do: nothing has changed.")
        html = render_template(
            "mail/letter.html",
            subject=subject,
            site_title=title,
            lines=lines,
            foot=foot,
            language=language or current_app.config["BABEL_DEFAULT_LOCALE"],
        )
        text = "\n\n".join(["\n".join(lines[0]), "-- \n" + foot]) + "\n"
        letter = mail.message(to, subject, text, html, name=name)
    with mail.connection(current_build().config) as server:
        mail.send(server, letter)


def _find(identifier: str) -> User | None:
    return db.session.scalar(
        select(User).where(
            User.active,
            or_(User.username == identifier, func.lower(User.email) == identifier),
        )
    )
