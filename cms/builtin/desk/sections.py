"""Sections of the site: add, rename, order, delete when empty."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import func, select

from cms import audit, text
from cms.accounts.guard import requires
from cms.builtin.desk import desk
from cms.content.forms import SnapshotForm
from cms.content.measures import Integer
from cms.content.models import Item, Section
from cms.content.queries import sections as all_sections
from cms.content.words import Text
from cms.database.transaction import transaction
from cms.errors import Conflict, NotFound, Problem, Refused
from cms.extensions import db
from cms.plugins.state import bump
from cms.theming import render


class SectionForm(SnapshotForm):
    """Name, address and place of a section."""

    title = Text(_l("Name"), required=True, max=200)
    slug = Text(_l("Address"), max=120, hint=_l("Left empty, it follows the name."))
    position = Integer(_l("Place in the order"), min=0, default=100)


@desk.get("/chuyen-muc/")
@requires("site.sections")
def sections() -> ResponseReturnValue:
    """List the sections with how much is filed under each."""
    counted = select(Item.section_id, func.count()).group_by(Item.section_id)
    counts = dict(db.session.execute(counted).all())
    return render("desk/sections.html", sections=all_sections(), counts=counts)


@desk.route("/chuyen-muc/moi", methods=["GET", "POST"])
@requires("site.sections")
def new_section() -> ResponseReturnValue:
    """Add a section."""
    return _section_page(None)


@desk.route("/chuyen-muc/<int:section_id>", methods=["GET", "POST"])
@requires("site.sections")
def section(section_id: int) -> ResponseReturnValue:
    """Change a section."""
    found = db.session.get(Section, section_id)
    if found is None:
        abort(404)
    return _section_page(found)


def _section_page(found: Section | None) -> ResponseReturnValue:
    stored = (
        {"title": found.title, "slug": found.slug, "position": found.position}
        if found
        else {}
    )
    form = SectionForm(request.form if request.method == "POST" else None, data=stored)
    status = 200
    if request.method == "POST":
        form.validate()
        for name, messages in form.missing().items():
            form[name].errors = [*form[name].errors, *messages]
        if not any(field.errors for field in form):
            try:
                save_section(current_user, found, form.snapshot())
            except Refused as refusal:
                form["slug"].errors = [str(refusal.problems[0].message)]
            except Conflict as conflict:
                flash(str(conflict), "error")
            else:
                flash(_("Saved."), "success")
                return redirect(url_for("desk.sections"), 303)
        status = 422
    return render("desk/section.html", form=form, section=found), status


def save_section(actor: object, found: Section | None, data: dict) -> Section:
    """Write a section in one transaction; raise Refused when its address is taken."""
    version = request.form.get("version", type=int)
    slug = text.slugify(data["slug"] or data["title"])
    with transaction() as session:
        same = select(Section.id).where(
            Section.slug == slug, Section.id != (found.id if found else 0)
        )
        if session.scalar(same) is not None:
            message = _("Another section has this address.")
            raise Refused([Problem(message, "slug")])
        if found is None:
            found = Section()
            session.add(found)
        elif version is not None and version != found.version:
            raise Conflict(_("Somebody else has saved this in the meantime."), found)
        found.title, found.slug = data["title"], slug
        found.position = data["position"] if data["position"] is not None else 100
        session.flush()
        audit.record("section.save", actor=actor, subject=found.title)
        bump(session)
    return found


@desk.post("/chuyen-muc/<int:section_id>/xoa")
@requires("site.sections")
def delete_section(section_id: int) -> ResponseReturnValue:
    """Delete an empty section; say what is in the way of any other."""
    try:
        remove_section(current_user, section_id)
    except NotFound:
        abort(404)
    except Refused as refusal:
        flash(str(refusal.problems[0].message), "error")
    else:
        flash(_("The section was deleted."), "success")
    return redirect(url_for("desk.sections"), 303)


def remove_section(actor: object, section_id: int) -> None:
    """Delete a section in one transaction; raise Refused while it holds items."""
    with transaction() as session:
        found = session.get(Section, section_id)
        if found is None:
            raise NotFound(f"No section {section_id}.")
        count = select(func.count()).where(Item.section_id == section_id)
        if number := session.scalar(count):
            message = _(
                "%(number)d items are filed here; move them to another section first.",
                number=number,
            )
            raise Refused([Problem(message)])
        audit.record("section.delete", actor=actor, subject=found.title)
        session.delete(found)
        bump(session)
