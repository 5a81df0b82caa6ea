"""Views that lock an item, unlock it and take over a lock."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.loading import get_item
from cms.content.spine import locks
from cms.errors import Refused
from cms.views import flash_problems


@desk.post("/sua/<int:item_id>/giu-rieng")
@requires_login
def take_lock(item_id: int) -> ResponseReturnValue:
    """Lock the item for the current user."""
    reason = request.form.get("reason", "").strip()
    return _locking(
        item_id,
        lambda: locks.take(current_user, item_id, reason),
        _("Locked: nobody else can edit this until you unlock it."),
    )


@desk.post("/sua/<int:item_id>/tha-ra")
@requires_login
def release_lock(item_id: int) -> ResponseReturnValue:
    """Release the current user's lock."""
    return _locking(
        item_id, lambda: locks.release(current_user, item_id), _("Unlocked.")
    )


@desk.post("/sua/<int:item_id>/tiep-quan")
@requires_login
def take_over_lock(item_id: int) -> ResponseReturnValue:
    """Take over another user's lock."""
    reason = request.form.get("reason", "").strip()
    return _locking(
        item_id,
        lambda: locks.take_over(current_user, item_id, reason),
        _(
            "You have taken over the lock; nobody else can edit this until you "
            "unlock it."
        ),
    )


def _locking(item_id: int, act: Callable[[], None], done: str) -> ResponseReturnValue:
    item = get_item(current_user, item_id)
    try:
        act()
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(done, "success")
    return redirect(url_for("desk.edit", item_id=item.id), 303)
