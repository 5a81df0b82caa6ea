"""The addresses that a browser's passkeys are asked and answered at."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from cms.accounts.csrf import without_token
from cms.accounts.current import get_current_user
from cms.accounts.guard import public, requires_fresh_login, requires_login
from cms.actors import Actor
from cms.builtin.accounts.confirming import confirm_and_go_on
from cms.builtin.accounts.pending_login import (
    begin_login,
    complete_login,
    pass_login_step,
    pending_login,
)
from cms.errors import NotFound, Refused
from cms.features.second_factor import passkeys, queries
from cms.features.second_factor.login_pages import STEP, login_pages, shown_codes
from cms.features.second_factor.views import codes_page, second_factor
from cms.forms import clean_text
from cms.theming import render
from cms.views import flash_problems


NAME_LETTERS = 100


def as_json(body: str) -> Response:
    """Return an answer for the script."""
    return current_app.response_class(body, mimetype="application/json")


@login_pages.get("/dang-nhap/khoa")
@public
def login_options() -> ResponseReturnValue:
    """Return what a browser needs to log in with a passkey of any account."""
    if passkeys.rp_id() is None:
        raise NotFound("There are no passkeys at an IP address.")
    return as_json(passkeys.request_options(passkeys.LOGIN))


@login_pages.post("/dang-nhap/khoa")
@without_token  # the signed challenge proves more, and the login page may be old
@public
def log_in() -> ResponseReturnValue:
    """Log in with a passkey, which is the password and the second step in one."""
    credential = request.form.get("credential", "")
    try:
        user = passkeys.use_passkey(passkeys.LOGIN, credential)
    except Refused as refusal:
        flash_problems(refusal)
        target = request.form.get("target") or None
        return redirect(url_for("accounts.login", next=target), 303)
    return begin_login(
        user,
        passed=[STEP],
        target=request.form.get("target"),
        kept=request.form.get("kept"),
    )


@login_pages.get("/dang-nhap/buoc-hai/khoa")
@public
def step_options() -> ResponseReturnValue:
    """Return what a browser needs for a passkey as the second step, or to make one."""
    pending = pending_login()
    if pending is None or passkeys.rp_id() is None:
        raise NotFound("No login is pending.")
    if queries.has_factor(pending.user.id):
        purpose = f"step:{pending.user.id}"
        return as_json(passkeys.request_options(purpose, pending.user.id))
    return as_json(passkeys.creation_options(pending.user))


@login_pages.post("/dang-nhap/buoc-hai/khoa")
@without_token
@public
def pass_step() -> ResponseReturnValue:
    """Take a passkey as the second step; whoever has no factor makes one here."""
    pending = pending_login()
    if pending is None:
        return redirect(url_for("accounts.login"), 303)
    user, credential = pending.user, request.form.get("credential", "")
    try:
        if queries.has_factor(user.id):
            passkeys.use_passkey(f"step:{user.id}", credential, user)
            return pass_login_step(STEP)
        codes = passkeys.add_passkey(user, credential, posted_name())
    except Refused as refusal:
        flash_problems(refusal)
        return redirect(url_for("second_factor_login.step"), 303)
    return shown_codes(codes, complete_login(STEP))


@second_factor.get("/tai-khoan/khoa")
@requires_login
def creation_options() -> ResponseReturnValue:
    """Return what a browser needs to make a passkey for one's account."""
    if passkeys.rp_id() is None:
        raise NotFound("There are no passkeys at an IP address.")
    return as_json(passkeys.creation_options(get_current_user()))


@second_factor.post("/tai-khoan/khoa")
@requires_fresh_login
def add() -> ResponseReturnValue:
    """Keep a new passkey."""
    user = get_current_user()
    try:
        codes = passkeys.add_passkey(
            user, request.form.get("credential", ""), posted_name()
        )
    except Refused as refusal:
        flash_problems(refusal)
        return redirect(url_for("second_factor.own"), 303)
    if codes:
        return codes_page(codes)
    flash(_("The passkey was added."), "success")
    return redirect(url_for("second_factor.own"), 303)


@second_factor.post("/tai-khoan/khoa/<int:passkey_id>/go")
@requires_fresh_login
def remove(passkey_id: int) -> ResponseReturnValue:
    """Remove one of one's passkeys."""
    try:
        passkeys.remove_passkey(get_current_user(), passkey_id)
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(_("The passkey was removed."), "success")
    return redirect(url_for("second_factor.own"), 303)


@login_pages.get("/xac-nhan/khoa")
@requires_login
def confirm_options() -> ResponseReturnValue:
    """Return what a browser needs to confirm by one of the account's passkeys."""
    user = get_current_user()
    if passkeys.rp_id() is None or not queries.passkeys_of(user.id):
        raise NotFound("This account has no passkey.")
    return as_json(passkeys.request_options(f"confirm:{user.id}", user.id))


@login_pages.post("/xac-nhan/khoa")
@requires_login
def confirm() -> ResponseReturnValue:
    """Take a passkey in place of the password before an important change."""
    user, credential = get_current_user(), request.form.get("credential", "")
    try:
        passkeys.use_passkey(f"confirm:{user.id}", credential, user)
    except Refused as refusal:
        flash_problems(refusal)
        target = request.form.get("target") or None
        return redirect(url_for("accounts.confirm", next=target), 303)
    return confirm_and_go_on(user)


def posted_name() -> str:
    """Return the name that somebody gives a passkey."""
    return str(clean_text(request.form.get("name", "")))[:NAME_LETTERS]


def login_button(page: object, _user: Actor) -> Markup | None:
    """Return the button of the login page; None where there are no passkeys."""
    if passkeys.rp_id() is None:
        return None
    return render(
        "accounts/_passkey_login.html",
        posted=page,
        action=url_for("second_factor_login.log_in"),
        options=url_for("second_factor_login.login_options"),
        label=_("Log in with a passkey"),
    )


def confirm_button(page: object, user: Actor) -> Markup | None:
    """Return the button that confirms by a passkey; None for who has none."""
    if passkeys.rp_id() is None or not queries.passkeys_of(user.id or 0):
        return None
    return render(
        "accounts/_passkey_login.html",
        posted=page,
        action=url_for("second_factor_login.confirm"),
        options=url_for("second_factor_login.confirm_options"),
        label=_("Use a passkey"),
    )
