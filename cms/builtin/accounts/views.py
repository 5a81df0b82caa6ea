"""Views: log in, log out, choose a password, set the site up."""

from __future__ import annotations

import datetime as dt

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.challenge import read_target
from cms.accounts.csrf import without_token
from cms.accounts.current import current_user, get_current_user
from cms.accounts.forms import LoginForm
from cms.accounts.guard import public, requires_login
from cms.build_context import current_build
from cms.builtin.accounts import (
    first_administrator,
    login as gate,
    one_time_codes,
    resets,
)
from cms.builtin.accounts.confirming import confirm_page
from cms.builtin.accounts.credentials import use_password_link
from cms.builtin.accounts.devices import known_device
from cms.builtin.accounts.forms import ForgottenForm, NewPasswordForm, SetupForm
from cms.builtin.accounts.password_rules import SHORTEST
from cms.builtin.accounts.pending_login import begin_login
from cms.builtin.accounts.people import has_users
from cms.builtin.accounts.wait_words import crowded_message, wait_message
from cms.builtin.rates import TooMany
from cms.database.transaction import transaction
from cms.errors import Problem, Refused
from cms.forms import Form
from cms.theming import render


accounts = Blueprint("accounts", __name__)


@accounts.after_request
def keep_private(response: Response) -> Response:
    """Forbid caches to store these pages."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@accounts.route("/dang-nhap", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """Log in, then redirect to the page that was asked for."""
    form = LoginForm()
    if request.method != "POST":
        if current_user.is_authenticated:
            return redirect(onward(request.args.get("next")), 303)
        return _login_page(form, target=request.args.get("next"))
    target, kept = request.form.get("target"), request.form.get("kept")
    if not form.validate():
        return _login_page(form, target, kept, status=422)
    username = form.username.data or ""
    try:
        outcome = gate.attempt(
            username,
            form.password.data or "",
            request.remote_addr or "",
            known_device(username),
        )
    except TooMany as error:
        form.form_errors.append(crowded_message())
        return _wait_answer(form, target, kept, error.retry_after)
    if isinstance(outcome, gate.Wait):
        form.form_errors.append(wait_message(outcome.seconds))
        return _wait_answer(form, target, kept, outcome.seconds)
    if isinstance(outcome, gate.Wrong):
        form.form_errors.append(_("The user name or the password is wrong."))
        return _login_page(form, target, kept, status=403)
    return begin_login(outcome, target=target, kept=kept)


def onward(token: str | None) -> str:
    """Return where a token leads, or the desk."""
    return read_target(token) or url_for("desk.dashboard")


def _wait_answer(
    form: LoginForm, target: str | None, kept: str | None, seconds: int
) -> ResponseReturnValue:
    response = make_response(_login_page(form, target, kept, status=429))
    response.headers["Retry-After"] = str(seconds)
    return response


def _login_page(
    form: LoginForm,
    target: str | None = None,
    kept: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render(
        "accounts/login.html",
        form=form,
        target=target,
        kept=kept,
        expired=False,
        too_long=False,
        lost_files=False,
        mails_links=current_build().config.sends_mail,
    )
    return page, status


@accounts.route("/xac-nhan", methods=["GET", "POST"])
@requires_login
def confirm() -> ResponseReturnValue:
    """Ask for the password again before an important change."""
    return confirm_page()


@accounts.post("/dang-xuat")
@without_token
@public
def logout() -> ResponseReturnValue:
    """End this browser's session, if it has one."""
    if current_user.is_authenticated:
        gate.log_out(get_current_user())
    return redirect(url_for("accounts.login"), 303)


@accounts.get("/tai-khoan")
@requires_login
def account() -> ResponseReturnValue:
    """Redirect to the current user's account."""
    return redirect(url_for("desk.account"))


@accounts.route("/mat-khau/<secret>", methods=["GET", "POST"])
@public
def choose_password(secret: str) -> ResponseReturnValue:
    """Let the owner of a one-time link choose a password; 410 when it is used."""
    return _choose(one_time_codes.PASSWORD, secret)


@accounts.route("/mat-khau-moi/<secret>", methods=["GET", "POST"])
@public
def choose_reset_password(secret: str) -> ResponseReturnValue:
    """Let the owner of a mailed link choose a password; 410 when it is used."""
    return _choose(one_time_codes.RESET, secret)


def _choose(purpose: str, secret: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    try:
        one_time_codes.peek(purpose, secret)
        if request.method == "POST" and repeated_well(form):
            use_password_link(secret, form.password.data or "", purpose)
            return render("accounts/password_done.html")
    except Refused as refusal:
        form.add_problems(refusal.problems)
    except one_time_codes.CodeGone:
        minutes = one_time_codes.LIFETIME[purpose] // dt.timedelta(minutes=1)
        mailed = purpose == one_time_codes.RESET
        return render("accounts/gone.html", minutes=minutes, mailed=mailed), 410
    page = render("accounts/password.html", form=form, shortest=SHORTEST)
    return page, 422 if form.errors else 200


@accounts.route("/quen-mat-khau", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Mail a link to whoever has forgotten the password; say nothing about accounts."""
    if not current_build().config.sends_mail:
        abort(404)
    form = ForgottenForm()
    if request.method != "POST" or not form.validate():
        return render("accounts/forgotten.html", form=form), 422 if form.errors else 200
    seconds = resets.ask_for_reset(form.who.data or "", request.remote_addr or "")
    if seconds:
        form.form_errors.append(wait_message(seconds))
        page = render("accounts/forgotten.html", form=form)
        return page, 429, {"Retry-After": str(seconds)}
    return render("accounts/forgotten_done.html", minutes=one_time_codes.RESET_MINUTES)


@accounts.route("/thiet-lap", methods=["GET", "POST"])
@public
def setup() -> ResponseReturnValue:
    """Create the first administrator; there is no such page once somebody exists."""
    if has_users():
        abort(404)
    form = SetupForm()
    if request.method == "POST" and repeated_well(form):
        try:
            with transaction():  # whoever used the code up is also logged in
                user = first_administrator.create_first_administrator(
                    form.code.data or "",
                    username=form.username.data or "",
                    name=form.name.data or "",
                    email=form.email.data,
                    password=form.password.data or "",
                )
                return begin_login(user)
        except Refused as refusal:
            form.add_problems(refusal.problems)
        except one_time_codes.CodeGone:
            message = _("This code is wrong or too old; “cms init” prints a new one.")
            form.add_problems([Problem(message, "code")])
    page = render("accounts/setup.html", form=form)
    return page, 422 if form.errors else 200


def repeated_well(form: Form) -> bool:
    """Validate a form with a new password typed twice."""
    if not form.validate():
        return False
    if form.password.data != form.repeated.data:
        form.add_problems([Problem(_("The passwords do not match."), "repeated")])
        return False
    return True
