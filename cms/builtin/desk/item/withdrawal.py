"""The banner above a page that is withdrawn, archived or expired."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.loading import get_item
from cms.content import service
from cms.errors import Conflict, Refused
from cms.forms import clean_text
from cms.views import flash_problems


@desk.post("/sua/<int:item_id>/loi-bao")
@requires_login
def save_banner(item_id: int) -> ResponseReturnValue:
    """Save the banner above an archived or expired page."""
    item = get_item(current_user, item_id)
    version = request.form.get("version", type=int) or 0
    words = clean_text(request.form.get("banner")) or ""
    try:
        service.set_banner(current_user, item.id, version, words)
    except Conflict:
        flash(_("Somebody else has saved in the meantime; look again."), "error")
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(_("Saved."), "success")
    return redirect(url_for("desk.edit", item_id=item.id), 303)
