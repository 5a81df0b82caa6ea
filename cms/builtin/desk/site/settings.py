"""Settings on the desk: a form made from the typed model of the site or a plugin."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.site.settings_form import form_of, values_of
from cms.errors import Refused
from cms.settings.values import save_settings
from cms.theming import render


@desk.route("/cai-dat/", methods=["GET", "POST"])
@requires("site.settings")
def settings() -> ResponseReturnValue:
    """Show and save the settings of the site."""
    return _page(None)


@desk.route("/cai-dat/<name>", methods=["GET", "POST"])
@requires("site.settings")
def plugin_settings(name: str) -> ResponseReturnValue:
    """Show and save the settings of a plugin that is on."""
    if name not in current_build().registry.settings_models:
        abort(404)
    return _page(name)


def _page(name: str | None) -> ResponseReturnValue:
    stored = current_build().settings[name or ""]
    form = form_of(type(stored))(data=stored.model_dump())
    status = 200
    if request.method == "POST":
        if form.validate():
            try:
                save_settings(current_user, name, values_of(form, type(stored)))
            except Refused as refusal:
                form.add_problems(refusal.problems)
            else:
                flash(_("Saved."), "success")
                return redirect(request.path, 303)
        status = 422
    pages = [(_("Site"), url_for("desk.settings"), name is None)]
    pages += [
        (_title(one), url_for("desk.plugin_settings", name=one), one == name)
        for one in sorted(current_build().registry.settings_models)
    ]
    title = _title(name) if name else ""
    page = render(
        "desk/site/settings.html", form=form, plugin=name, title=title, pages=pages
    )
    return page, status


def _title(name: str) -> str:
    """Return what staff call a plugin: as its first list in the menu, else its name."""
    registry = current_build().registry
    for one in registry.content_types.values():
        if registry.plugin_of("content type", one.name) == name:
            return str(one.plural)
    return name
