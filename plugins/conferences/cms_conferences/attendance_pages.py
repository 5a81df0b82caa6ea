"""Attendance on the desk: a list from Excel or Word is pasted, looked at and saved."""

from __future__ import annotations

import datetime as dt

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from markupsafe import Markup

from cms import (
    Actor,
    Conflict,
    Form,
    Item,
    Refused,
    can,
    current_snapshot,
    current_user,
    db,
    fields,
    flash_problems,
    get_item,
    known_to,
    render,
    requires_login,
    service,
)
from cms_conferences import CONFERENCE
from cms_conferences.attendance import (
    Recognised,
    attended_by_year,
    merged_rows,
    recognise,
)
from cms_conferences.choices import ABSENCES, ROLES
from cms_conferences.ledger_pages import ledger
from cms_conferences.pasted_lines import PRESENT


class PasteForm(Form):
    """A pasted list and what its lines leave open."""

    pasted = fields.LongText(_l("List of attendees"))
    role = fields.Choice(
        _l("Role of lines that name none"), choices=ROLES, default="dai_bieu"
    )
    replace = fields.YesNo(_l("Replace the whole list, absent people too"))


@ledger.route("/hoi-nghi/<int:item_id>/thanh-phan", methods=["GET", "POST"])
@requires_login
def attendance(item_id: int) -> ResponseReturnValue:
    """Show the form for a list; say what each line names; save all of it or nothing."""
    item = get_item(current_user, item_id, "write", type_name=CONFERENCE)
    form, version = PasteForm(), item.version
    if request.method == "GET":
        return _page(item, form, version)
    version = request.form.get("version", 0, type=int)
    form.validate()
    found = _recognised(item, form)
    if not found:
        form.pasted.errors = [_("Paste at least one line with a name.")]
    wrong = sum(1 for one in found if one.problem)
    if form.errors or wrong or request.form.get("step") != "save":
        code = 422 if form.errors or wrong else 200
        return _page(item, form, version, found, code)
    rows = merged_rows(
        current_snapshot(item), found, role=form.role.data, replace=form.replace.data
    )
    try:
        service.save(current_user, item.id, rows, version)
    except Conflict:
        db.session.rollback()
        message = _("Somebody else has changed this conference: look again and save.")
        flash(message, "error")
        item = get_item(current_user, item_id, "write", type_name=CONFERENCE)
        return _page(item, form, item.version, _recognised(item, form), 409)
    except Refused as refusal:
        db.session.rollback()
        flash_problems(refusal)
        item = get_item(current_user, item_id, "write", type_name=CONFERENCE)
        return _page(item, form, version, _recognised(item, form), 422)
    flash(
        ngettext(
            "%(num)d line of the list was taken.",
            "%(num)d lines of the list were taken.",
            len(found),
        ),
        "success",
    )
    return redirect(url_for("desk.edit", item_id=item_id), 303)


def _recognised(item: Item, form: PasteForm) -> list[Recognised]:
    """Return what the lines name as of the day of the conference."""
    day = current_snapshot(item).get("date")
    date = dt.date.fromisoformat(day) if day else None
    return recognise(form.pasted.data or "", date, known_to(current_user))


def _page(
    item: Item,
    form: PasteForm,
    version: int,
    found: list[Recognised] | None = None,
    code: int = 200,
) -> Response:
    lines = found or []
    page = render(
        "conferences/attendance.html",
        item=item,
        form=form,
        version=version,
        lines=lines,
        wrong=[one for one in lines if one.problem],
        present=sum(1 for one in lines if one.line.presence == PRESENT),
        roles=dict(ROLES),
        absences=dict(ABSENCES),
        day=current_snapshot(item).get("date"),
    )
    return Response(page, code)


def attendance_link(item: Item | None, user: Actor) -> Markup | None:
    """Return the way to the pasted list, beside the form of a conference."""
    if item is None or item.type != CONFERENCE or not can(user, "write", item):
        return None
    url = url_for("conferences.ledger.attendance", item_id=item.id)
    return render("conferences/_attendance_link.html", url=url)


def attendance_block(item: Item) -> Markup | None:
    """Return in how many conferences of each year somebody took part; None without any."""
    years = attended_by_year(item.id)
    return render("conferences/_attended.html", years=years) if years else None
