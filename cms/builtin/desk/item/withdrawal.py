"""The banner above a page that is withdrawn, archived or expired."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.desk.item.editing import item_or_404
from cms.content import service
from cms.errors import Conflict, Forbidden, Refused
from cms.forms import clean_text


@desk.post("/sua/<int:item_id>/loi-bao")
@requires_login
def save_banner(item_id: int) -> ResponseReturnValue:
    """Set the words above a page whose time is over."""
    item = item_or_404(item_id)
    version = request.form.get("version", type=int) or 0
    words = clean_text(request.form.get("banner")) or ""
    try:
        service.set_banner(current_user, item.id, version, words)
    except Forbidden:
        abort(403)
    except Conflict:
        flash(_("Somebody else has saved in the meantime; look again."), "error")
    except Refused as refusal:
        for problem in refusal.problems:
            flash(str(problem.message), "error")
    else:
        flash(_("Saved."), "success")
    return redirect(url_for("desk.edit", item_id=item.id), 303)
