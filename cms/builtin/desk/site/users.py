"""The pages of accounts: list, create, change, roles, deactivate, password links."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms import inputs
from cms.accounts.current import get_current_user
from cms.accounts.guard import requires
from cms.accounts.models import User
from cms.builtin.accounts import credentials, one_time_codes, service
from cms.builtin.accounts.forms import NewUserForm, UserForm
from cms.builtin.accounts.people import get_user
from cms.builtin.accounts.roles import all_roles, covers, may_grant
from cms.builtin.accounts.session_list import described_sessions
from cms.builtin.accounts.whole_addresses import password_address
from cms.builtin.desk import desk
from cms.builtin.desk.site.account_person import link_posted_person, person_choice
from cms.builtin.desk.site.queries import all_users
from cms.content.spine.queries import sections
from cms.database.transaction import transaction
from cms.errors import Conflict, Forbidden, Problem, Refused
from cms.text import fold
from cms.theming import render
from cms.views import flash_problems


@desk.get("/nguoi-dung/")
@requires("site.users")
def users() -> ResponseReturnValue:
    """List everybody with an account by Vietnamese name order."""
    wanted = request.args.get("q", "").strip()
    # A few hundred people at most: compared here, so that "ngoc" finds "Ngọc".
    people = [user for user in all_users() if fits(user, fold(wanted))]
    return render("desk/site/users.html", users=people, query=wanted)


def fits(user: User, wanted: str) -> bool:
    """Tell whether a folded text is part of somebody's names."""
    texts = (user.name, user.username, user.email or "")
    return any(wanted in fold(text) for text in texts)


@desk.route("/nguoi-dung/moi", methods=["GET", "POST"])
@requires("site.users", fresh="always")
def new_user() -> ResponseReturnValue:
    """Create an account; show the one-time link when no password was typed."""
    form = NewUserForm()
    if request.method == "POST" and form.validate():
        try:
            with transaction():
                user = service.create_user(
                    get_current_user(),
                    username=form.username.data or "",
                    name=form.name.data or "",
                    email=form.email.data,
                    language=form.language.data or None,
                    password=form.password.data or None,
                    grants=posted_grants(),
                )
                link_posted_person(user)
                secret = None
                if not form.password.data:
                    secret = credentials.issue_password_link(get_current_user(), user)
        except (Refused, Forbidden) as error:
            form.add_problems(problems_of(error))
        else:
            flash(_("The account was created."), "success")
            if secret is not None:
                return link_page(user, secret)
            return redirect(url_for("desk.user", user_id=user.id), 303)
    return user_page(form, None, posted_grants())


@desk.route("/nguoi-dung/<int:user_id>", methods=["GET", "POST"])
@requires("site.users", fresh=True)
def user(user_id: int) -> ResponseReturnValue:
    """Change an account and its roles."""
    found = get_user(user_id)
    form = UserForm(obj=found)
    present = {(grant.role_id, grant.section_id) for grant in found.grants}
    if request.method == "GET":
        return user_page(form, found, present)
    if form.validate():
        try:
            actor = get_current_user()
            with transaction():
                service.save_user(
                    actor,
                    found,
                    version=request.form.get("version", type=int),
                    grants=posted_grants(),
                    username=form.username.data,
                    name=form.name.data,
                    email=form.email.data,
                    language=form.language.data or None,
                )
                link_posted_person(found)
        except (Refused, Forbidden) as error:
            form.add_problems(problems_of(error))
        except Conflict:
            form.form_errors.append(
                _("Somebody else has changed this account; look at it again.")
            )
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("desk.user", user_id=user_id), 303)
    return user_page(form, found, posted_grants())


@desk.post("/nguoi-dung/<int:user_id>/tat")
@requires("site.users", fresh=True)
def disable_user(user_id: int) -> ResponseReturnValue:
    """Switch an account off; its sessions end at once."""
    return switch(
        user_id, False, _("The account is deactivated; its sessions have ended.")
    )


@desk.post("/nguoi-dung/<int:user_id>/bat")
@requires("site.users", fresh=True)
def enable_user(user_id: int) -> ResponseReturnValue:
    """Switch an account on again."""
    return switch(user_id, True, _("The account is active again."))


def switch(user_id: int, active: bool, message: str) -> ResponseReturnValue:
    """Activate or deactivate an account and flash the result."""
    try:
        service.set_active(get_current_user(), get_user(user_id), active)
    except (Refused, Forbidden) as error:
        for problem in problems_of(error):
            flash(problem.message, "error")
    else:
        flash(message, "success")
    return redirect(url_for("desk.user", user_id=user_id), 303)


@desk.post("/nguoi-dung/<int:user_id>/lien-ket")
@requires("site.users", fresh=True)
def password_link(user_id: int) -> ResponseReturnValue:
    """Make a one-time link for choosing a password and show it once."""
    found = get_user(user_id)
    try:
        secret = credentials.issue_password_link(get_current_user(), found)
    except Forbidden as error:
        flash_problems(error)
        return redirect(url_for("desk.user", user_id=user_id), 303)
    return link_page(found, secret)


@desk.post("/nguoi-dung/<int:user_id>/phien/<row_id>")
@requires("site.users")
def end_session(user_id: int, row_id: str) -> ResponseReturnValue:
    """End one session of a person."""
    found = get_user(user_id)
    actor = get_current_user()
    if not covers(actor, found):
        abort(403)
    service.revoke_session(actor, found, row_id)
    flash(_("The session has ended."), "success")
    return redirect(url_for("desk.user", user_id=user_id), 303)


def link_page(found: User, secret: str) -> ResponseReturnValue:
    """Show a new one-time link; it is stored nowhere in clear."""
    return user_page(
        UserForm(formdata=None, obj=found),
        found,
        {(grant.role_id, grant.section_id) for grant in found.grants},
        link=password_address(secret),
    )


def user_page(
    form: UserForm,
    found: User | None,
    chosen: set[service.GrantKey],
    link: str | None = None,
) -> ResponseReturnValue:
    """Render the page of one account."""
    actor = get_current_user()
    all_sections = sections()
    places = [None, *(section.id for section in all_sections)]
    roles = all_roles()
    page = render(
        "desk/site/user.html",
        form=form,
        user=found,
        link=link,
        link_minutes=one_time_codes.PASSWORD_MINUTES,
        roles=roles,
        sections=all_sections,
        chosen=chosen,
        allowed={
            (role.id, place)
            for role in roles
            for place in places
            if may_grant(actor, role, place)
        },
        manageable=found is None or found is actor or covers(actor, found),
        sessions=described_sessions(found.id, current_app) if found else [],
        account_person=person_choice(found),
    )
    return page, 422 if form.errors else 200


def posted_grants() -> set[service.GrantKey]:
    """Return the ticked roles: ``3`` is role 3 everywhere, ``3:7`` in section 7."""
    grants: set[service.GrantKey] = set()
    for value in request.form.getlist("grant"):
        ids = inputs.record_ids(value.split(":"))
        if len(ids) == value.count(":") + 1 <= 2:
            grants.add((ids[0], ids[1] if len(ids) > 1 else None))
    return grants


def problems_of(error: Refused | Forbidden) -> list[Problem]:
    """Return what to show of a refusal."""
    if isinstance(error, Refused):
        return error.problems
    return [Problem(str(error))]
