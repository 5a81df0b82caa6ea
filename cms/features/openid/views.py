"""To the other server and back; connecting and disconnecting one's account."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from cms.accounts.challenge import read_target
from cms.accounts.csrf import without_token
from cms.accounts.current import current_user, get_current_user
from cms.accounts.guard import public, requires_fresh_login, requires_login
from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.accounts.pending_login import PendingLogin, begin_login
from cms.builtin.desk.blueprints import desk_blueprint
from cms.errors import NotFound, Refused
from cms.features.openid import queries, service
from cms.features.openid.settings import NotProven, OpenIDSettings, openid_settings
from cms.theming import render
from cms.views import flash_problems


LINKING, TARGET = "openid_linking", "openid_target"

log = logging.getLogger(__name__)
openid = Blueprint("openid", __name__)
desk_openid = desk_blueprint("openid_account")


@openid.after_request
def keep_private(response: Response) -> Response:
    """Forbid caches to store these answers."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def needed_settings() -> OpenIDSettings:
    """Return the settings of the server; NotFound where a site has none."""
    settings = openid_settings()
    if settings is None:
        raise NotFound("This site knows no other server.")
    return settings


def callback_address() -> str:
    """Return the address that the server sends people back to, as configured."""
    return current_build().config.base_url + url_for("openid.back")


@openid.post("/dang-nhap/openid")
@without_token
@public
def begin() -> ResponseReturnValue:
    """Lead to the server; a state binds what comes back to this browser."""
    session.pop(LINKING, None)
    session[TARGET] = request.form.get("target") or None
    return lead_to_server(url_for("accounts.login"))


def lead_to_server(otherwise: str) -> ResponseReturnValue:
    """Return a page that leads to the server, or back when it does not answer.

    A page and no redirect: forms of ours lead nowhere else (Content Security
    Policy).
    """
    from cms.features.openid.client import address_of_server  # much to load, for few

    settings = needed_settings()
    try:
        address = address_of_server(settings, callback_address())
    except NotProven:
        log.exception("The OpenID server %s does not answer", settings.issuer)
        flash(
            _("Login by %(label)s failed: it does not answer.", label=settings.label),
            "error",
        )
        return redirect(otherwise, 303)
    return render("accounts/openid_away.html", label=settings.label, address=address)


@openid.get("/dang-nhap/openid/ve")
@public
def back() -> ResponseReturnValue:
    """Post what the server has sent: a GET changes nothing here."""
    needed_settings()
    return render("accounts/openid_back.html", given=request.args)


@openid.post("/dang-nhap/openid/ve")
@without_token  # the state is the token
@public
def finish() -> ResponseReturnValue:
    """Log in whoever the server has proven, or connect the account with them."""
    from cms.features.openid.client import proven_claims  # much to load, for few

    settings, linking = needed_settings(), session.pop(LINKING, None)
    target = session.pop(TARGET, None)
    known = current_user.is_authenticated and linking == current_user.id
    onward = url_for("desk.account") if known else url_for("accounts.login")
    try:
        claims = proven_claims(settings)
        if known:
            service.link(get_current_user(), claims)
            flash(_("Your account is connected with %(label)s.", label=settings.label))
            return redirect(onward, 303)
        return begin_login(service.account_of(settings, claims), target=target)
    except NotProven as error:
        log.warning("A login by %s has failed: %s", settings.issuer, error)
        flash(
            _(
                "Login by %(label)s failed: it did not confirm who you are.",
                label=settings.label,
            ),
            "error",
        )
    except Refused as refusal:
        flash_problems(refusal)
    return redirect(onward, 303)


@openid.post("/dang-nhap/tiep")
@without_token  # leads to a page of ours with the fields; nothing is done
@requires_login
def go_on() -> ResponseReturnValue:
    """Go on with what was typed, after a login in another tab."""
    form, user = request.form, get_current_user()
    pending = PendingLogin(user, target=form.get("target"), kept=form.get("kept"))
    return pending.continuation().response()


@desk_openid.post("/tai-khoan/openid")
@requires_fresh_login
def connect() -> ResponseReturnValue:
    """Connect one's account with an identity at the server."""
    session[LINKING] = get_current_user().id
    return lead_to_server(url_for("desk.account"))


@desk_openid.post("/tai-khoan/openid/<int:identity_id>/ngat")
@requires_fresh_login
def disconnect(identity_id: int) -> ResponseReturnValue:
    """Disconnect one's account from an identity."""
    try:
        service.unlink(get_current_user(), identity_id)
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(_("The account is disconnected."), "success")
    return redirect(url_for("desk.account"), 303)


def login_button(posted: dict[str, str | None], _user: Actor) -> Markup | None:
    """Return the button of the login page, where a server is configured."""
    settings = openid_settings()
    if settings is None:
        return None
    kept = posted["kept"] if read_target(posted["target"]) else None
    return render(
        "accounts/_openid.html", label=settings.label, posted=posted, kept=kept
    )


def account_card(_item: None, user: Actor) -> Markup | None:
    """Return the connections of one's account, where a server is configured."""
    settings = openid_settings()
    if settings is None:
        return None
    return render(
        "desk/me/_openid.html",
        label=settings.label,
        identities=queries.identities_of(user.id or 0),
    )
