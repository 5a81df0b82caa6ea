"""What OpenID Connect adds to every build: a button, its way there and back."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from cms.contributions import Fragment, HealthCheck, Slot
from cms.errors import ConfigError
from cms.features.openid import views
from cms.features.openid.settings import openid_settings
from cms.hookspecs import hookimpl


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the pages of the login and of one's account."""
    return [views.openid, views.desk_openid]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return the button of the login and the card of one's account."""
    return [
        Fragment("openid.login", Slot.LOGIN, views.login_button),
        Fragment("openid.account", Slot.DESK_ACCOUNT, views.account_card),
    ]


def _problems() -> Iterable[str]:
    try:
        openid_settings()
    except ConfigError as error:
        yield str(error)


@hookimpl
def register_checks() -> Iterable[HealthCheck]:
    """Return the question whether the settings can be read."""
    return [HealthCheck("openid", _problems)]
