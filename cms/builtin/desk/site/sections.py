"""Sections of the site: add, set up, order, merge, delete when empty."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l

from cms.accounts.current import current_user
from cms.accounts.guard import requires
from cms.builtin.desk import desk
from cms.builtin.desk.site import queries, section_service as service
from cms.content.fields.forms import VISIBILITIES, SnapshotForm
from cms.content.fields.measures import Integer
from cms.content.fields.texts import Choice, LongText, Text
from cms.content.spine.models import Section
from cms.content.spine.queries import sections as all_sections
from cms.errors import Conflict, Refused
from cms.theming import render
from cms.views import flash_problems


class SectionForm(SnapshotForm):
    """Name, address and settings of a section."""

    title = Text(_l("Name"), required=True, max=200)
    slug = Text(_l("Address"), max=120, hint=_l("If empty, it follows the name."))
    intro = LongText(
        _l("Opening text"), max=4000, hint=_l("Shown above the section's public list.")
    )
    default_visibility = Choice(
        _l("Default visibility of new content"),
        choices=VISIBILITIES,
        default="public",
        required=True,
    )
    review_days = Integer(
        _l("Days for a review"),
        min=1,
        hint=_l("Submitted content should be reviewed within this many working days."),
    )
    position = Integer(_l("Place in the order"), min=0, default=100)


@desk.get("/chuyen-muc/")
@requires("site.sections")
def sections() -> ResponseReturnValue:
    """List the sections with how much is filed under each."""
    counts = queries.item_counts()
    return render("desk/site/sections.html", sections=all_sections(), counts=counts)


@desk.route("/chuyen-muc/moi", methods=["GET", "POST"])
@requires("site.sections")
def new_section() -> ResponseReturnValue:
    """Add a section."""
    return _section_page(None)


@desk.route("/chuyen-muc/<int:section_id>", methods=["GET", "POST"])
@requires("site.sections")
def section(section_id: int) -> ResponseReturnValue:
    """Change a section."""
    return _section_page(queries.get_section(section_id))


def _section_page(found: Section | None) -> ResponseReturnValue:
    names = SectionForm().names()
    stored = {name: getattr(found, name) for name in names} if found else {}
    form = SectionForm(request.form if request.method == "POST" else None, data=stored)
    status = 200
    if request.method == "POST":
        if _saved(form, found):
            return redirect(url_for("desk.sections"), 303)
        status = 422
    others = [one for one in all_sections() if found and one.id != found.id]
    page = render("desk/site/section.html", form=form, section=found, others=others)
    return page, status


def _saved(form: SectionForm, found: Section | None) -> bool:
    """Save what was typed; put what stands against it beside its field."""
    form.validate()
    for name, messages in form.missing().items():
        form[name].errors = [*form[name].errors, *messages]
    if any(field.errors for field in form):
        return False
    version = request.form.get("version", type=int)
    try:
        service.save(current_user, found, form.snapshot(), version)
    except Refused as refusal:
        form["slug"].errors = [str(refusal.problems[0].message)]
        return False
    except Conflict as conflict:
        flash_problems(conflict)
        return False
    flash(_("Saved."), "success")
    return True


@desk.post("/chuyen-muc/<int:section_id>/xoa")
@requires("site.sections")
def delete_section(section_id: int) -> ResponseReturnValue:
    """Delete an empty section; say what is in the way of any other."""
    try:
        service.remove(current_user, section_id)
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(_("The section was deleted."), "success")
    return redirect(url_for("desk.sections"), 303)


@desk.post("/chuyen-muc/<int:section_id>/cho")
@requires("site.sections")
def move_section(section_id: int) -> ResponseReturnValue:
    """Move a section one place up or down."""
    step = -1 if request.form.get("step") == "-1" else 1
    service.move(current_user, section_id, step)
    return redirect(url_for("desk.sections"), 303)


@desk.post("/chuyen-muc/<int:section_id>/gop")
@requires("site.sections")
def merge_section(section_id: int) -> ResponseReturnValue:
    """File everything of a section under another one."""
    into = request.form.get("into", type=int) or 0
    try:
        number = service.merge(current_user, section_id, into)
    except Refused as refusal:
        flash_problems(refusal)
    else:
        message = _("The sections were merged; %(number)d items moved.", number=number)
        flash(message, "success")
    return redirect(url_for("desk.sections"), 303)
