"""The second step of a login: a code, or setting the app up where a role asks for it."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.csrf import without_token
from cms.accounts.guard import public
from cms.accounts.models import User
from cms.builtin.accounts.pending_login import (
    Continuation,
    PendingLogin,
    complete_login,
    pass_login_step,
    pending_login,
)
from cms.builtin.accounts.wait_words import wait_message
from cms.features.second_factor import queries, service
from cms.features.second_factor.enrolling import posted_enrolment
from cms.features.second_factor.forms import CodeForm
from cms.features.second_factor.passkeys import rp_id
from cms.theming import render


STEP = "second_factor.code"
login_pages = Blueprint("second_factor_login", __name__)


@login_pages.after_request
def keep_private(response: Response) -> Response:
    """Forbid caches to store these pages."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def is_needed(user: User) -> bool:
    """Tell whether a login of ``user`` must pass this step."""
    return queries.has_factor(user.id) or queries.is_required(user)


@login_pages.route("/dang-nhap/buoc-hai", methods=["GET", "POST"])
@without_token  # the page of a login that has expired leads back to its beginning
@public
def step() -> ResponseReturnValue:
    """Ask for a code; whoever has no app yet sets it up here and nowhere else."""
    pending = pending_login()
    if pending is None:
        return redirect(url_for("accounts.login"), 303)
    if queries.has_factor(pending.user.id):
        return _ask(pending)
    return _set_up(pending)


def _ask(pending: PendingLogin) -> ResponseReturnValue:
    form, status = CodeForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            outcome = service.check_code(
                pending.user, form.code.data or "", request.remote_addr or ""
            )
            if outcome is True:
                return pass_login_step(STEP)
            if isinstance(outcome, service.Wait):
                return _wait(form, pending.user, outcome.seconds)
            form.form_errors.append(_("This code is wrong or has been used."))
            status = 403
    return _code_page(form, pending.user), status


def _wait(form: CodeForm, user: User, seconds: int) -> ResponseReturnValue:
    form.form_errors.append(wait_message(seconds))
    response = make_response(_code_page(form, user), 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _set_up(pending: PendingLogin) -> ResponseReturnValue:
    setting_up = posted_enrolment(pending.user)
    if setting_up.codes is not None:
        return shown_codes(setting_up.codes, complete_login(STEP))
    page = render(
        "accounts/second_step_setup.html",
        form=setting_up.form,
        enrolment=setting_up.enrolment,
        passkeys_possible=rp_id() is not None,
    )
    return page, setting_up.status


def shown_codes(codes: list[str], onward: Continuation | None) -> ResponseReturnValue:
    """Show new recovery codes once, with the way on from the login."""
    return render(
        "accounts/recovery_codes.html",
        codes=codes,
        onward=onward,
        address=onward.address if onward else url_for("accounts.login"),
    )


def _code_page(form: CodeForm, user: User) -> str:
    return render(
        "accounts/second_step.html",
        form=form,
        has_app=queries.has_app(user.id),
        has_passkey=bool(queries.passkeys_of(user.id)) and rp_id() is not None,
    )
