"""One's own second factor on the desk, and what administrators decide about others'."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from cms.accounts.current import get_current_user
from cms.accounts.guard import requires, requires_fresh_login
from cms.accounts.models import Role, User
from cms.actors import Actor
from cms.builtin.accounts.people import get_user
from cms.builtin.accounts.roles import covers
from cms.builtin.accounts.wait_words import wait_message
from cms.builtin.desk.blueprints import desk_blueprint
from cms.builtin.desk.site.queries import get_role
from cms.errors import Conflict, Forbidden, Refused
from cms.features.second_factor import queries, recovery, service
from cms.features.second_factor.enrolling import posted_enrolment
from cms.features.second_factor.forms import CodeForm
from cms.features.second_factor.passkeys import rp_id
from cms.theming import render
from cms.views import flash_problems


second_factor = desk_blueprint("second_factor")


@second_factor.route("/tai-khoan/buoc-hai", methods=["GET", "POST"])
@requires_fresh_login
def own() -> ResponseReturnValue:
    """Show one's own second factor; set an app up with its first code."""
    user = get_current_user()
    setting_up = posted_enrolment(user)
    if setting_up.codes is not None:
        return codes_page(setting_up.codes)
    page = render(
        "desk/me/second_factor.html",
        form=setting_up.form,
        enrolment=setting_up.enrolment,
        on=queries.has_factor(user.id),
        has_app=queries.has_app(user.id),
        passkeys=queries.passkeys_of(user.id),
        passkeys_possible=rp_id() is not None,
        required=queries.is_required(user),
        unused=recovery.unused_codes(user.id),
    )
    return page, setting_up.status


@second_factor.post("/tai-khoan/buoc-hai/ma-du-phong")
@requires_fresh_login
def new_codes() -> ResponseReturnValue:
    """Make new recovery codes, against a code."""
    user = get_current_user()
    if not right_code(user):
        return redirect(url_for("second_factor.own"), 303)
    return codes_page(service.renew_codes(user))


@second_factor.post("/tai-khoan/buoc-hai/tat")
@requires_fresh_login
def turn_off() -> ResponseReturnValue:
    """Turn one's own second factor off, against a code."""
    user = get_current_user()
    if right_code(user):
        try:
            service.turn_off(user)
        except Refused as refusal:
            flash_problems(refusal)
        else:
            flash(_("The second step is off."), "success")
    return redirect(url_for("second_factor.own"), 303)


def right_code(user: User) -> bool:
    """Use up the posted code; say what is wrong with it on the next page.

    Whoever has passkeys alone has no code: the fresh login has to do.
    """
    if not queries.has_app(user.id):
        return True
    form = CodeForm()
    if not form.validate():
        flash(_("Please give a code of the app."), "error")
        return False
    outcome = service.check_code(user, form.code.data or "", request.remote_addr or "")
    if isinstance(outcome, service.Wait):
        flash(wait_message(outcome.seconds), "error")
        return False
    if not outcome:
        flash(_("This code is wrong or has been used."), "error")
    return outcome


def codes_page(codes: list[str]) -> ResponseReturnValue:
    """Show new recovery codes; they are stored nowhere in clear."""
    return render("desk/me/recovery_codes.html", codes=codes)


@second_factor.post("/vai-tro/<int:role_id>/buoc-hai")
@requires("site.users", fresh=True)
def require_for_role(role_id: int) -> ResponseReturnValue:
    """Say whether holders of a role must have a second factor."""
    required = request.form.get("required") == "yes"
    service.require_for_role(get_current_user(), get_role(role_id), required)
    flash(
        _("Whoever holds this role now needs a second step.")
        if required
        else _("This role no longer asks for a second step."),
        "success",
    )
    return redirect(url_for("desk.role", role_id=role_id), 303)


@second_factor.post("/nguoi-dung/<int:user_id>/buoc-hai/<any(xin,duyet,thoi):what>")
@requires("site.users", fresh=True)
def reset(user_id: int, what: str) -> ResponseReturnValue:
    """Ask to take a person's second factor away, confirm that, or drop it."""
    actor, user = get_current_user(), get_user(user_id)
    acts = {
        "xin": (service.ask_for_reset, _("Another administrator must confirm this.")),
        "duyet": (service.confirm_reset, _("The second step was removed.")),
        "thoi": (service.withdraw_reset, _("The request was dropped.")),
    }
    act, message = acts[what]
    try:
        act(actor, user)
    except (Refused, Forbidden, Conflict) as error:
        flash_problems(error)
    else:
        flash(message, "success")
    return redirect(url_for("desk.user", user_id=user_id), 303)


def account_card(_item: None, user: Actor) -> Markup | None:
    """Return what stands of the second step on one's own account."""
    return render(
        "desk/me/_second_factor.html",
        on=queries.has_factor(user.id or 0),
        required=queries.is_required(get_current_user()),
    )


def user_card(person: User, actor: Actor) -> Markup | None:
    """Return what administrators can do about a person's second factor."""
    if person.id == actor.id or not queries.has_factor(person.id):
        return None
    if not covers(actor, person):
        return None
    asked = queries.open_reset(person.id)
    return render(
        "desk/site/_second_factor_user.html",
        person=person,
        asker=get_user(asked.asked_by_id) if asked else None,
        mine=asked is not None and asked.asked_by_id == actor.id,
    )


def role_card(role: Role, _actor: Actor) -> Markup | None:
    """Return the choice whether a role asks for a second factor."""
    return render(
        "desk/site/_second_factor_role.html",
        role=role,
        required=queries.is_role_required(role.id),
    )


def resets_panel(actor: Actor) -> Markup | None:
    """Return the resets that wait for this administrator's confirmation."""
    waiting = queries.open_resets(get_current_user())
    if not waiting:
        return None
    return render("desk/site/_second_factor_resets.html", waiting=waiting)
