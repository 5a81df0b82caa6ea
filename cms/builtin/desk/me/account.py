"""One's own account: name, language, password, and where one is logged in."""

from __future__ import annotations

import datetime as dt

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from cms.accounts.current import get_current_user
from cms.accounts.guard import refuse_stale, requires_login
from cms.accounts.sessions import ABSOLUTE
from cms.builtin.accounts import credentials, service
from cms.builtin.accounts.forms import ChangePasswordForm, OwnAccountForm
from cms.builtin.accounts.login import current_session
from cms.builtin.accounts.password_rules import SHORTEST
from cms.builtin.accounts.session_list import described_sessions
from cms.builtin.accounts.views import repeated_well
from cms.builtin.desk import desk
from cms.errors import Refused
from cms.theming import render


@desk.route("/tai-khoan", methods=["GET", "POST"])
@requires_login
def account() -> ResponseReturnValue:
    """Show one's own account; save name, e-mail, language, and what comes by e-mail."""
    user = get_current_user()
    form = OwnAccountForm(obj=user)
    if request.method == "POST" and form.validate():
        # Whoever reads the mail can have a new password sent.
        stale = refuse_stale() if form.email.data != user.email else None
        if stale is not None:
            return stale
        try:
            service.update_user(
                user,
                user,
                name=form.name.data,
                email=form.email.data,
                language=form.language.data or None,
                notice_mail=form.notice_mail.data,
            )
        except Refused as refusal:
            form.add_problems(refusal.problems)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("desk.account"), 303)
    return account_page(form, ChangePasswordForm(formdata=None))


@desk.post("/tai-khoan/mat-khau")
@requires_login
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other session ends, this one is renewed."""
    user = get_current_user()
    form = ChangePasswordForm()
    if repeated_well(form):
        try:
            credentials.change_password(
                user,
                form.current.data or "",
                form.password.data or "",
                address=request.remote_addr or "",
            )
        except Refused as refusal:
            form.add_problems(refusal.problems)
        else:
            flash(
                _("The password was changed; your other sessions have ended."),
                "success",
            )
            return redirect(url_for("desk.account"), 303)
    return account_page(OwnAccountForm(formdata=None, obj=user), form)


@desk.post("/tai-khoan/phien/<row_id>")
@requires_login
def end_own_session(row_id: str) -> ResponseReturnValue:
    """End one of one's own sessions, for instance on a lost telephone."""
    user = get_current_user()
    service.revoke_session(user, user, row_id)
    flash(_("The session has ended."), "success")
    return redirect(url_for("desk.account"), 303)


@desk.post("/tai-khoan/phien-khac")
@requires_login
def end_other_sessions() -> ResponseReturnValue:
    """End all of one's own sessions but this one."""
    user = get_current_user()
    number = service.end_other_sessions(user)
    flash(
        ngettext(
            "%(num)d other session has ended.",
            "%(num)d other sessions have ended.",
            number,
        ),
        "success",
    )
    return redirect(url_for("desk.account"), 303)


def account_page(
    form: OwnAccountForm, password_form: ChangePasswordForm
) -> ResponseReturnValue:
    """Render one's own account."""
    page = render(
        "desk/me/account.html",
        form=form,
        password_form=password_form,
        sessions=described_sessions(get_current_user().id, current_app),
        this_session=current_session().row_id,
        shortest=SHORTEST,
        idle_minutes=current_app.config["CMS_SESSION_IDLE_MINUTES"],
        session_hours=ABSOLUTE // dt.timedelta(hours=1),
    )
    return page, 422 if form.errors or password_form.errors else 200
