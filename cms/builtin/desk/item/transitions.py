"""Views of the workflow: submit, return, approve, schedule, publish, archive, delete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk, undo
from cms.builtin.desk.item import conflicts
from cms.builtin.desk.item.corrections import correct
from cms.builtin.desk.item.editing import (
    conflict_answer,
    edit_page,
    posted,
)
from cms.builtin.desk.item.proposed_times import save_proposal
from cms.builtin.desk.lists import bulk
from cms.builtin.desk.lists.trash import moved_to_trash
from cms.builtin.idempotency.service import in_parts
from cms.builtin.loading import get_item
from cms.content import service
from cms.content.fields.measures import parse_instant
from cms.content.revisions.merging import FieldConflict
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.workflow import PUBLISHED
from cms.errors import Conflict, Problem, Refused
from cms.extensions import db


DONE: dict[str, Callable[[], str]] = {
    "submit": lambda: _("Submitted for review."),
    "take_back": lambda: _("Withdrawn from review: you can edit it again."),
    "send_back": lambda: _("Returned to the author with your reason."),
    "approve": lambda: _("Approved."),
    "schedule": lambda: _("Scheduled."),
    "publish": lambda: _("Published."),
    "correct": lambda: _("The correction is on the site."),
    "withdraw": lambda: _("Withdrawn: its page says why."),
    "archive": lambda: _("Archived: it keeps its page but leaves the lists."),
    "revive": lambda: _("Published again."),
    "discard": lambda: _("The unpublished changes were discarded."),
    "trash": moved_to_trash,
    "untrash": lambda: _("Restored from the trash."),
}


UNDOABLE = {
    "trash": access.WRITE,
    "archive": access.PUBLISH,
    "withdraw": access.PUBLISH,
}


@desk.post("/sua/<int:item_id>/buoc/<name>")
@requires_login
def step(item_id: int, name: str) -> ResponseReturnValue:
    """Make one transition of the workflow, after saving the form that came with it."""
    if name not in DONE:
        abort(404)
    item = get_item(current_user, item_id, trashed=name == "untrash")
    try:
        with in_parts():
            version = save_first(item)
        moved = _move_remembered(item, name, version)
    except FieldConflict as conflict:
        return conflict_with_typed(item, conflict)
    except Conflict:
        message = _("Somebody else has saved in the meantime. Look at it, then decide.")
        flash(message, "error")
        return redirect(url_for("desk.edit", item_id=item.id), 303)
    except Refused as refusal:
        return refused_page(item, refusal)
    if name not in UNDOABLE:
        flash(DONE[name](), "success")
    return _after(moved, name)


def _move_remembered(item: Item, name: str, version: int) -> Item:
    """Make a transition; archiving and deleting can be undone from the next page."""
    if name not in UNDOABLE:
        return _move(item, name, version)
    with undo.remembered(current_user, item, name, UNDOABLE[name]) as kept:
        moved = _move(item, name, version)
    bulk.offer(kept[0])
    return moved


def save_first(item: Item) -> int:
    """Save the posted form, if there is one; return the version to go on from."""
    version = request.form.get("version", type=int) or 0
    if "title" not in request.form:
        return version
    data = posted(item)
    form = data.form
    if not form.validate():
        problems = [
            Problem(str(message), field)
            for field, messages in form.errors.items()
            for message in messages
        ]
        raise Refused(problems)
    outcome = conflicts.save_posted(item, data)
    saved = outcome.item
    if conflicts.proposes():
        saved = save_proposal(saved, None)
    if outcome.merged:
        # Nobody decides upon words that were not on the page in front of them.
        flash(conflicts.merged_words(form, outcome.merged), "info")
        raise Conflict(_("Somebody else has saved this in the meantime."), saved)
    return saved.version


def _move(item: Item, name: str, version: int) -> Item:
    reason = request.form.get("reason", "").strip()
    if name == "send_back":
        return service.send_back(current_user, item.id, version, reason)
    if name == "schedule":
        if item.status == PUBLISHED:
            note = request.form.get("change_note")
            return service.schedule_change(
                current_user, item.id, version, _publish_at(), note
            )
        return service.schedule(current_user, item.id, version, _publish_at())
    if name == "untrash":
        return service.untrash(current_user, item.id)
    if name == "withdraw":
        words = request.form.get("banner", "").strip()
        return service.withdraw(current_user, item.id, version, words)
    if name in ("correct", "publish") and item.status == PUBLISHED:
        note = request.form.get("change_note")
        if name == "publish":
            return service.publish_change(current_user, item.id, version, note)
        return correct(current_user, item.id, version, note or "")
    if name in ("submit", "archive"):
        act = service.submit if name == "submit" else service.archive
        return act(current_user, item.id, version, reason)
    moved: Item = getattr(service, name)(current_user, item.id, version)
    return moved


def _publish_at() -> dt.datetime:
    try:
        moment = parse_instant(request.form.get("publish_at", ""))
    except ValueError as error:
        raise Refused([Problem(str(error), "publish_at")]) from error
    if moment is None:
        raise Refused([Problem(_("Please give a date and time."), "publish_at")])
    return moment


def conflict_with_typed(item: Item, conflict: FieldConflict) -> ResponseReturnValue:
    """Show both versions of what was changed on two sides; the typed text stays."""
    data = posted(item)
    data.form.validate()
    return conflict_answer(item, data, conflict)


def refused_page(item: Item, refusal: Refused) -> ResponseReturnValue:
    """Show the form again with each problem beside its field; the typed text stays."""
    db.session.rollback()
    item = get_item(current_user, item.id)
    if "title" in request.form:
        data = posted(item)
        data.form.validate()
    else:
        data = Snapshot.of(item)
    for problem in refusal.problems:
        field = data.form.find(problem.field or "")
        message = str(problem.message)
        if field is None:
            flash(message, "error")
        elif message not in field.errors:
            field.errors = [*field.errors, message]
    return edit_page(item, data, status=422)


def _after(item: Item, name: str) -> ResponseReturnValue:
    """Redirect to the list after a deletion, else to the item."""
    if name == "trash":
        return redirect(url_for("desk.items", type_name=item.type), 303)
    if name == "submit" and not access.can(current_user, access.PUBLISH, item):
        return redirect(url_for("desk.dashboard"), 303)
    return redirect(url_for("desk.edit", item_id=item.id), 303)
