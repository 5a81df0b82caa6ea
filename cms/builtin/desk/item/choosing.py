"""Choose between two versions of one item, field by field."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.desk.item import conflicts
from cms.builtin.desk.item.editing import (
    by_hand,
    conflict_answer,
    edit_page,
    posted,
)
from cms.builtin.loading import get_item
from cms.content import service
from cms.content.fields.answers import mark
from cms.content.revisions.snapshot import Snapshot
from cms.errors import Conflict, Refused
from cms.views import flash_problems


@desk.post("/sua/<int:item_id>/chon")
@requires_login
def choose(item_id: int) -> ResponseReturnValue:
    """Save what was chosen between two versions; the other stays in the history."""
    item = get_item(current_user, item_id)
    data = posted(item)
    data.form.validate()
    hand = data.content_type.form(
        request.form, data=dict(data), prefix=conflicts.HAND_PREFIX
    )
    hand.validate()
    base = conflicts.posted_marks() or {}
    mine = conflicts.typed(data, base)
    values, base, own = conflicts.chosen(mine, base, hand)
    try:
        service.save_merged(
            current_user, item.id, values, base, aside={} if own else mine
        )
    except Conflict as conflict:
        return conflict_answer(item, data, conflict)
    except Refused as refusal:
        flash_problems(refusal)
        return edit_page(item, data, status=422)
    flash(_("Saved. The version that was not chosen is in the history."), "success")
    return redirect(url_for("desk.edit", item_id=item.id), 303)


@desk.post("/sua/<int:item_id>/doi-chieu")
@requires_login
def compare_copy(item_id: int) -> ResponseReturnValue:
    """Show a text that stayed in somebody's browser beside what is stored."""
    item = get_item(current_user, item_id)
    data = posted(item)
    data.form.validate()
    base = conflicts.posted_marks() or {}
    stored = Snapshot.of(item).complete
    own = {
        name: ""
        for name, value in conflicts.typed(data, base).items()
        if mark(value) not in (mark(stored.get(name)), base.get(name))
    }
    return conflicts.conflict_page(item, data, own, by_hand(data), status=200)
