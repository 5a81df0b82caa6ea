"""Giving the password again: checked with waits, good for some minutes."""

from __future__ import annotations

from flask import make_response, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l

from cms import audit
from cms.accounts.current import get_current_user
from cms.accounts.forms import ConfirmForm
from cms.accounts.guard import session_time
from cms.accounts.models import User
from cms.accounts.sessions import FRESH_KEY
from cms.audit import record
from cms.builtin.accounts.login import Counted, Wait
from cms.builtin.accounts.passwords import verify_password
from cms.builtin.accounts.pending_login import PendingLogin
from cms.builtin.accounts.wait_words import crowded_message, wait_message
from cms.builtin.rates import TooMany
from cms.database.transaction import release, transaction
from cms.theming import render


audit.declare({"account.confirmed": _l("Password given again")})


def check_password(user: User, password: str, address: str) -> bool | Wait:
    """Tell whether this is the password of somebody who is logged in.

    Wrong ones make the next wait longer, and the owner is told: whoever sits
    before an open session shall not guess the password. No transaction is
    open while it is compared.
    """
    counted, stored = Counted(f"confirm:{user.id}"), user.password_hash
    seconds = counted.seconds_to_wait()
    if seconds:
        return Wait(seconds)
    release()
    if verify_password(stored, password):
        counted.forget()
        return True
    counted.note_failure(user, address)
    return False


def confirm_and_go_on(user: User) -> ResponseReturnValue:
    """Note that it is them, and lead to what was asked for, with what was typed."""
    with transaction():
        record("account.confirmed", actor=user, subject=user.username)
    session[FRESH_KEY] = session_time().timestamp()
    target, kept = request.form.get("target"), request.form.get("kept")
    return PendingLogin(user, target=target, kept=kept).continuation().response()


def confirm_page() -> ResponseReturnValue:
    """Ask for the password again, and lead on when it is right."""
    form, user, status, seconds = ConfirmForm(), get_current_user(), 200, 0
    if request.method == "POST":
        status = 422
        if form.validate():
            password = form.password.data or ""
            outcome: bool | Wait | TooMany
            try:
                outcome = check_password(user, password, request.remote_addr or "")
            except TooMany as error:
                outcome = error
            if outcome is True:
                return confirm_and_go_on(user)
            if isinstance(outcome, Wait):
                seconds, status = outcome.seconds, 429
                form.form_errors.append(wait_message(seconds))
            elif isinstance(outcome, TooMany):
                seconds, status = outcome.retry_after, 429
                form.form_errors.append(crowded_message())
            else:
                status = 403
                form.form_errors.append(_("The password is wrong."))
    page = render(
        "accounts/confirm.html",
        form=form,
        target=request.form.get("target") or request.args.get("next"),
        kept=request.form.get("kept"),
        lost_files=False,
    )
    response = make_response(page, status)
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response
