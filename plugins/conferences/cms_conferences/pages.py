"""The desk's way to say that a directive was carried out."""

from __future__ import annotations

from typing import Any

from cms_directory import today
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms import (
    Conflict,
    Refused,
    current_snapshot,
    current_user,
    db,
    flash_problems,
    get_item,
    requires_login,
    save_record,
)
from cms_conferences import DIRECTIVE
from cms_conferences.choices import DONE
from cms_conferences.downloads import downloads


pages = Blueprint("conferences", __name__)
pages.register_blueprint(downloads)


@pages.post("/ban-lam-viec/chi-dao/<int:item_id>/xong")
@requires_login
def tick(item_id: int) -> ResponseReturnValue:
    """Mark a directive as carried out, with what was done if it is said; offer the way back."""
    item = get_item(current_user, item_id, type_name=DIRECTIVE)
    note = request.form.get("note", "").strip()
    values: dict[str, Any] = {"status": DONE}
    if note:
        done = {"date": today().isoformat(), "text": note}
        values["progress"] = [*(current_snapshot(item).get("progress") or []), done]
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
