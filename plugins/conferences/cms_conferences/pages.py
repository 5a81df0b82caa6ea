"""The desk's ways to say how far a directive is: from the panel, and with evidence."""

from __future__ import annotations

from typing import Any

from cms_directory import today
from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l

from cms import (
    Conflict,
    Form,
    Item,
    Refused,
    current_snapshot,
    current_user,
    db,
    fields,
    flash_problems,
    get_item,
    render,
    requires_login,
    save_record,
)
from cms_conferences import DIRECTIVE
from cms_conferences.agenda_pages import agenda
from cms_conferences.calendar_pages import calendars
from cms_conferences.checks import is_link
from cms_conferences.choices import DIRECTIVE_STATUSES, DONE, IN_PROGRESS, NOT_BEGUN
from cms_conferences.downloads import downloads
from cms_conferences.ledger_pages import ledger
from cms_conferences.status_pages import status


pages = Blueprint("conferences", __name__)
pages.register_blueprint(downloads)
pages.register_blueprint(status)
pages.register_blueprint(calendars)
pages.register_blueprint(agenda)

#: What the owner of a directive may say of it; to withdraw it is for its editors.
REACHED = [one for one in DIRECTIVE_STATUSES if one[0] in (IN_PROGRESS, DONE)]


class ProgressForm(Form):
    """What was done towards a directive, and what shows it."""

    status = fields.Choice(_l("Progress"), choices=REACHED, default=IN_PROGRESS)
    text = fields.LongText(_l("What was done"))
    link = fields.Text(
        _l("Evidence: a link"), max=2000, hint=_l("Begins with https:// or with /.")
    )
    files = fields.Files(_l("Evidence: files"))


@pages.post("/ban-lam-viec/chi-dao/<int:item_id>/xong")
@requires_login
def tick(item_id: int) -> ResponseReturnValue:
    """Mark a directive as carried out, or note progress; offer the way back."""
    item = get_item(current_user, item_id, type_name=DIRECTIVE)
    note = request.form.get("note", "").strip()
    wanted = request.form.get("status", DONE)
    reached = wanted if wanted in dict(REACHED) else DONE
    if reached == IN_PROGRESS and not note:
        flash(_("Please say what was done."), "error")
        return redirect(url_for("conferences.ledger.progress", item_id=item_id), 303)
    values = _values(item, reached, {"text": note} if note else None)
    try:
        save_record(item.id, values, request.form.get("version", 0, type=int))
    except Conflict:
        db.session.rollback()
        flash(_("Somebody else has changed this directive: look at it again."), "error")
        return redirect(url_for("desk.edit", item_id=item_id), 303)
    except Refused as refusal:
        db.session.rollback()
        flash_problems(refusal)
        return redirect(url_for("desk.edit", item_id=item_id), 303)
    return redirect(url_for("desk.dashboard"), 303)


def _values(item: Item, reached: str, note: dict[str, Any] | None) -> dict[str, Any]:
    """Return what a note of today changes in a directive."""
    values: dict[str, Any] = {"status": reached}
    if note is not None:
        noted = {"date": today().isoformat(), **note}
        values["progress"] = [*(current_snapshot(item).get("progress") or []), noted]
    return values


@ledger.route("/chi-dao/<int:item_id>/tien-do", methods=["GET", "POST"])
@requires_login
def progress(item_id: int) -> ResponseReturnValue:
    """Note what was done, with evidence; what was typed stays when it is not taken."""
    item = get_item(current_user, item_id, "write", type_name=DIRECTIVE)
    form, version = ProgressForm(), item.version
    if request.method == "GET":
        if current_snapshot(item).get("status") not in (NOT_BEGUN, IN_PROGRESS):
            form.status.data = DONE
        return _progress_page(item, form, version)
    version = request.form.get("version", 0, type=int)
    if not form.validate() or not _says_something(form):
        return _progress_page(item, form, version, 422)
    note = {"text": form.text.data, "link": form.link.data, "files": form.files.data}
    try:
        save_record(item.id, _values(item, form.status.data, note), version)
    except Conflict:
        db.session.rollback()
        flash(_("Somebody else has changed this directive: look at it again."), "error")
        item = get_item(current_user, item_id, "write", type_name=DIRECTIVE)
        return _progress_page(item, form, item.version, 409)
    except Refused as refusal:
        db.session.rollback()
        flash_problems(refusal)
        item = get_item(current_user, item_id, "write", type_name=DIRECTIVE)
        return _progress_page(item, form, version, 422)
    return redirect(url_for("conferences.ledger.show"), 303)


def _says_something(form: ProgressForm) -> bool:
    """Tell whether the note says what was done; say at its place what is missing."""
    if not (form.text.data or "").strip():
        form.text.errors = [_("Please say what was done.")]
    if form.link.data and not is_link(form.link.data):
        form.link.errors = [_("A link begins with https:// or with /.")]
    return not form.errors


def _progress_page(
    item: Item, form: ProgressForm, version: int, code: int = 200
) -> Response:
    data = current_snapshot(item)
    page = render(
        "conferences/progress.html", item=item, form=form, data=data, version=version
    )
    return Response(page, code)


pages.register_blueprint(ledger)
