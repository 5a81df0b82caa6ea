"""What the accounts add to every build: their pages, a job that forgets what is over."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.accounts import sessions
from cms.builtin.accounts import one_time_codes, throttle, visits
from cms.builtin.accounts.resets import RESET_JOB, mail_reset
from cms.builtin.accounts.views import accounts
from cms.contributions import Job, Message
from cms.database.transaction import write_transaction
from cms.hookspecs import hookimpl


HOUR = 3600
accounts.after_app_request(visits.record_visit)


def sweep() -> None:
    """Remove sessions, counts of failed logins and codes that no longer matter."""
    with write_transaction() as connection:
        sessions.sweep(connection)
        throttle.sweep(connection)
        one_time_codes.sweep(connection)


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the pages of login, passwords and the first administrator."""
    return [accounts]


@hookimpl
def register_messages() -> Iterable[Message]:
    """Return what the owner of an account is told of failed logins."""
    return [
        Message(
            "login_failed",
            _l(
                "Logins to your account kept failing at %(when)s, from %(words)s. If"
                " that was not you, choose a longer password and turn on the second"
                " step."
            ),
            "shield",
        )
    ]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the jobs that mail links and tidy every hour."""
    return [
        Job(RESET_JOB, mail_reset, title=_l("Mail links for new passwords")),
        Job(
            "accounts.sweep",
            sweep,
            every=HOUR,
            title=_l("Delete expired sessions"),
        ),
    ]
