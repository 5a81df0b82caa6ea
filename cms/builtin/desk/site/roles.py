"""Roles: which rights each gives."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import get_current_user
from cms.accounts.guard import requires
from cms.accounts.models import Role
from cms.accounts.permissions import (
    CONTENT_VERBS,
    CORE_PERMISSIONS,
    EVERYTHING,
    holds_everywhere,
)
from cms.builtin.accounts import role_service as service
from cms.builtin.accounts.forms import RoleForm
from cms.builtin.accounts.roles import TITLES, all_roles
from cms.builtin.desk import desk
from cms.builtin.desk.site import queries
from cms.builtin.desk.site.users import problems_of
from cms.errors import Forbidden, Refused
from cms.registry import registry
from cms.theming import render


@desk.get("/vai-tro/")
@requires("site.users")
def roles() -> ResponseReturnValue:
    """List the roles with how many people hold each."""
    return render(
        "desk/site/roles.html",
        roles=all_roles(),
        counts=queries.holder_counts(),
        titles=permission_titles(),
    )


@desk.route("/vai-tro/moi", methods=["GET", "POST"])
@requires("site.users", fresh=True)
def new_role() -> ResponseReturnValue:
    """Add a role."""
    return role_page(None)


@desk.route("/vai-tro/<int:role_id>", methods=["GET", "POST"])
@requires("site.users", fresh=True)
def role(role_id: int) -> ResponseReturnValue:
    """Change a role's name and rights."""
    return role_page(queries.get_role(role_id))


@desk.post("/vai-tro/<int:role_id>/xoa")
@requires("site.users", fresh=True)
def delete_role(role_id: int) -> ResponseReturnValue:
    """Delete a role that nobody holds."""
    found = queries.get_role(role_id)
    try:
        service.delete_role(get_current_user(), found)
    except (Refused, Forbidden) as error:
        for problem in problems_of(error):
            flash(problem.message, "error")
        return redirect(url_for("desk.role", role_id=role_id), 303)
    flash(_("The role was deleted."), "success")
    return redirect(url_for("desk.roles"), 303)


def role_page(found: Role | None) -> ResponseReturnValue:
    """Show or save the form of a role."""
    form = RoleForm(obj=found)
    actor = get_current_user()
    chosen = set(found.permissions) if found else set()
    if request.method == "POST":
        # Rights of plugins that are switched off just now are kept.
        hidden = {name for name in chosen if name not in permission_titles()}
        chosen = set(request.form.getlist("permission")) | hidden
        if form.validate() and known(chosen - hidden):
            try:
                service.save_role(
                    actor, found, title=form.title.data or "", permissions=chosen
                )
            except (Refused, Forbidden) as error:
                form.add_problems(problems_of(error))
            else:
                flash(_("Saved."), "success")
                return redirect(url_for("desk.roles"), 303)
    page = render(
        "desk/site/role.html",
        form=form,
        role=found,
        groups=permission_groups(),
        chosen=chosen,
        allowed={name for name in permission_titles() if holds_everywhere(actor, name)},
    )
    return page, 422 if form.errors else 200


def known(names: set[str]) -> bool:
    """Answer 400 unless every name is a right of this build."""
    if not names <= permission_titles().keys():
        abort(400)
    return True


def permission_titles() -> dict[str, Any]:
    """Return every right of this build with what a person reads."""
    titles: dict[str, Any] = dict(TITLES)
    types = registry().content_types
    verbs = {
        "read": _("read internal ones and drafts"),
        "write": _("write and submit"),
        "publish": _("approve, publish, archive and delete"),
        "edit": _("add, change and delete"),
    }
    for name, permission in registry().permissions.items():
        owner, _dot, verb = name.rpartition(".")
        if name in CORE_PERMISSIONS:
            titles.setdefault(name, permission.title)
        elif owner in types and verb in CONTENT_VERBS:
            titles[name] = f"{types[owner].plural}: {verbs[verb]}"
        else:
            titles[name] = permission.title
    return titles


def permission_groups() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the rights under headings: the whole site first, then each plugin's."""
    groups: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for name, title in permission_titles().items():
        whole = name == EVERYTHING or name in CORE_PERMISSIONS
        groups["" if whole else name.partition(".")[0]].append((name, title))
    return [(group_title(group), rights) for group, rights in groups.items()]


def group_title(plugin: str) -> str:
    """Return what a group of rights is about: the types of its plugin, in words."""
    types = registry().content_types.values()
    plurals = [str(one.plural) for one in types if one.plugin == plugin]
    return ", ".join(plurals) or plugin or _("The whole site")
