"""Setting who may read a limited item."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.desk.item.access_list import access_list_of, posted_readers
from cms.builtin.desk.item.editing import edit_page
from cms.builtin.desk.item.reader_service import set_readers
from cms.builtin.loading import get_item
from cms.content.revisions.snapshot import Snapshot
from cms.errors import Refused


@desk.post("/sua/<int:item_id>/nguoi-doc")
@requires_login
def save_readers(item_id: int) -> ResponseReturnValue:
    """Save the readers of a limited item; problems appear beside their fields."""
    item = get_item(current_user, item_id)
    form, chosen = posted_readers(), request.form.getlist("reader", type=int)
    stored = access_list_of(item)
    hidden = stored.hidden if stored is not None else frozenset()
    try:
        if form.validate():
            set_readers(
                current_user,
                item.id,
                chosen,
                [*form.organisations.ids, *hidden],
                form.reason.data,
            )
            flash(_("The readers were saved."), "success")
            return redirect(url_for("desk.edit", item_id=item.id), 303)
    except Refused as refusal:
        for problem in refusal.problems:
            field = form[problem.field or "organisations"]
            field.errors = [*field.errors, problem.message]
    answer = access_list_of(item, form, chosen)
    return edit_page(item, Snapshot.of(item), 422, answer)
