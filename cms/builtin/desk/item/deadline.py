"""By when a review should be done: its form on the pages of an item."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.loading import get_item
from cms.content.fields.measures import parse_instant
from cms.content.publishing.deadlines import set_deadline
from cms.errors import Conflict, Refused
from cms.views import flash_problems


@desk.post("/sua/<int:item_id>/han-duyet")
@requires_login
def deadline(item_id: int) -> ResponseReturnValue:
    """Set by when the review should be done."""
    item = get_item(current_user, item_id)
    version = request.form.get("version", type=int) or 0
    try:
        moment = parse_instant(request.form.get("due_at", ""))
        set_deadline(current_user, item.id, version, moment)
    except ValueError as error:
        flash(str(error), "error")
    except Conflict:
        flash(_("Somebody else has saved in the meantime; look again."), "error")
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(_("The deadline was saved."), "success")
    page = "desk.review" if request.form.get("back") == "review" else "desk.edit"
    return redirect(url_for(page, item_id=item.id), 303)
