"""Several people at one item: who is here, holding it alone, choosing between versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from cms.accounts.guard import requires_login
from cms.accounts.models import User
from cms.builtin.desk import desk
from cms.builtin.desk.item import conflicts
from cms.builtin.desk.item.editing import (
    by_hand,
    conflict_answer,
    edit_page,
    item_or_404,
    posted,
)
from cms.content import service
from cms.content.fields.answers import mark
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import locks
from cms.content.spine.models import Item
from cms.errors import Conflict, Forbidden, NotFound, Refused
from cms.extensions import db
from cms.features import presence
from cms.i18n import date_time


LONGEST_TOKEN = 40
LONGEST_FIELD = 80


@desk.post("/sua/<int:item_id>/hien-dien")
@requires_login
def company(item_id: int) -> ResponseReturnValue:
    """Take word from an open edit page; answer who else is there and what has changed."""
    item = item_or_404(item_id)
    token = request.form.get("token", "")[:LONGEST_TOKEN]
    if not token:
        abort(400)
    if request.form.get("leave"):
        presence.leave(current_user, item.id, token)
        return "", 204
    field = request.form.get("field", "")[:LONGEST_FIELD]
    presence.visit(current_user, item.id, token, field)
    lock = locks.held(item.id)
    return jsonify(
        {
            "version": item.version,
            "state": conflicts.state_of(item, lock),
            "changed_by": _last_editor(item),
            "others": [
                {
                    "name": one.name,
                    "initials": one.initials,
                    "field": one.field,
                    "since": date_time(one.since),
                    "me": one.me,
                }
                for one in presence.company(current_user, item.id, token)
            ],
            "lock": _told(lock),
        }
    )


def _told(lock: locks.Held | None) -> dict[str, Any] | None:
    if lock is None:
        return None
    return {
        "name": lock.name,
        "reason": lock.reason,
        "since": date_time(lock.since),
        "mine": lock.user_id == current_user.id,
    }


def _last_editor(item: Item) -> str:
    if item.updated_by_id in (None, current_user.id):
        return ""
    user = db.session.get(User, item.updated_by_id)
    return user.name if user is not None else ""


@desk.post("/sua/<int:item_id>/giu-rieng")
@requires_login
def take_lock(item_id: int) -> ResponseReturnValue:
    """Keep the item to oneself."""
    reason = request.form.get("reason", "").strip()
    return _locking(
        item_id,
        lambda: locks.take(current_user, item_id, reason),
        _("Nobody else can change this until you release it."),
    )


@desk.post("/sua/<int:item_id>/tha-ra")
@requires_login
def release_lock(item_id: int) -> ResponseReturnValue:
    """Let others change the item again."""
    return _locking(
        item_id, lambda: locks.release(current_user, item_id), _("Released.")
    )


@desk.post("/sua/<int:item_id>/tiep-quan")
@requires_login
def take_over_lock(item_id: int) -> ResponseReturnValue:
    """Take somebody else's lock."""
    reason = request.form.get("reason", "").strip()
    return _locking(
        item_id,
        lambda: locks.take_over(current_user, item_id, reason),
        _("You have taken this over; nobody else can change it until you release it."),
    )


def _locking(item_id: int, act: Callable[[], None], done: str) -> ResponseReturnValue:
    item = item_or_404(item_id)
    try:
        act()
    except Refused as refusal:
        for problem in refusal.problems:
            flash(str(problem.message), "error")
    except Forbidden:
        abort(403)
    except NotFound:
        abort(404)
    else:
        flash(done, "success")
    return redirect(url_for("desk.edit", item_id=item.id), 303)


@desk.post("/sua/<int:item_id>/chon")
@requires_login
def choose(item_id: int) -> ResponseReturnValue:
    """Save what was chosen between two versions; the other stays in the history."""
    item = item_or_404(item_id)
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
        for problem in refusal.problems:
            flash(str(problem.message), "error")
        return edit_page(item, data, status=422)
    except Forbidden:
        abort(403)
    except NotFound:
        abort(404)
    flash(_("Saved. The version that was not chosen is in the history."), "success")
    return redirect(url_for("desk.edit", item_id=item.id), 303)


@desk.post("/sua/<int:item_id>/doi-chieu")
@requires_login
def compare_copy(item_id: int) -> ResponseReturnValue:
    """Show a text that stayed in somebody's browser beside what is stored."""
    item = item_or_404(item_id)
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
