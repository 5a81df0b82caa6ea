"""Who has an item open: word from open edit pages, and the bar that names them."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.actors import Actor
from cms.builtin.desk.blueprints import desk_blueprint
from cms.builtin.desk.item import conflicts
from cms.builtin.desk.queries import user_names
from cms.builtin.loading import get_item
from cms.content.spine import locks
from cms.content.spine.models import Item
from cms.features.presence import service
from cms.i18n import date_time
from cms.theming import render


presence = desk_blueprint("presence")
LONGEST_TOKEN = 40
LONGEST_FIELD = 80


@presence.post("/sua/<int:item_id>/hien-dien")
@requires_login
def report(item_id: int) -> ResponseReturnValue:
    """Record an open edit page; answer who else is there and what has changed."""
    item = get_item(current_user, item_id)
    token = request.form.get("token", "")[:LONGEST_TOKEN]
    if not token:
        abort(400)
    if request.form.get("leave"):
        service.leave(current_user, item.id, token)
        return "", 204
    field = request.form.get("field", "")[:LONGEST_FIELD]
    service.visit(current_user, item.id, token, field)
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
                for one in service.people_present(current_user, item.id, token)
            ],
            "lock": _lock_data(lock),
        }
    )


def _lock_data(lock: locks.Held | None) -> dict[str, Any] | None:
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
    return user_names([item.updated_by_id]).get(item.updated_by_id, "")


def bar(item: Item, user: Actor) -> Markup:
    """Return who else has the item open, as the edit page shows it."""
    return render(
        "desk/item/_presence.html",
        item=item,
        others=service.people_present(user, item.id),
        state=conflicts.state_of(item, locks.held(item.id)),
    )
