"""What the second factor adds to every build: a step of the login, its pages."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.contributions import (
    Command,
    ExchangePart,
    Fragment,
    Job,
    LoginStep,
    Panel,
    Slot,
)
from cms.features.second_factor import login_pages, passkey_pages, service, views
from cms.features.second_factor.commands import reset_second_factor
from cms.features.second_factor.models import SecondFactorRole
from cms.hookspecs import hookimpl


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the page of the login and those of the desk."""
    return [login_pages.login_pages, views.second_factor]


@hookimpl
def register_login_steps() -> Iterable[LoginStep]:
    """Return the code, for whoever has an app or a role that asks for one."""
    return [
        LoginStep(
            login_pages.STEP, "second_factor_login.step", login_pages.is_needed, 50
        )
    ]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return the cards on the pages of the login, of one's account, of others' and of roles."""
    return [
        Fragment("second_factor.login", Slot.LOGIN, passkey_pages.login_button),
        Fragment("second_factor.confirm", Slot.CONFIRM, passkey_pages.confirm_button),
        Fragment("second_factor.account", Slot.DESK_ACCOUNT, views.account_card),
        Fragment("second_factor.user", Slot.DESK_USER_ASIDE, views.user_card),
        Fragment("second_factor.role", Slot.DESK_ROLE_ASIDE, views.role_card),
    ]


@hookimpl
def register_panels() -> Iterable[Panel]:
    """Return the resets that another administrator must confirm."""
    return [
        Panel(
            "second_factor.resets",
            _l("Second steps to be removed"),
            views.resets_panel,
            permission="site.users",
            order=5,
        )
    ]


@hookimpl
def register_exchange_parts() -> Iterable[ExchangePart]:
    """Return which roles ask for a second step, for archives of the site."""
    return [ExchangePart("second_factor_roles", SecondFactorRole, ("role_id",))]


@hookimpl
def register_commands() -> Iterable[Command]:
    """Return the command for a site with one administrator."""
    return [Command("user", reset_second_factor)]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the job that forgets requests that nobody has confirmed."""
    return [
        Job(
            "second_factor.sweep",
            service.sweep,
            every=3600,
            title=_l("Forget unconfirmed requests"),
        )
    ]
