"""The edit page: form, autosave, and what happens when two people save at once."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk, undo
from cms.builtin.desk.item import conflicts
from cms.builtin.desk.item.access_list import AccessList, access_list_of
from cms.builtin.desk.item.checks import check_results
from cms.builtin.desk.item.photos import photos_section
from cms.builtin.desk.item.pickers import prepared
from cms.builtin.desk.item.pointers import is_pointed_at
from cms.builtin.desk.item.proposed_times import proposal_choices, save_proposal
from cms.builtin.desk.item.records import child_groups, record_page
from cms.builtin.desk.item.review_state import review_state
from cms.builtin.desk.lists import bulk
from cms.builtin.desk.lists.listing import content_type_or_404
from cms.builtin.desk.variables import picker_urls
from cms.builtin.idempotency.service import in_parts
from cms.builtin.loading import get_item
from cms.builtin.related_items import related
from cms.content import service
from cms.content.fields.forms import ItemForm
from cms.content.publishing.change_notes import waiting_note
from cms.content.revisions.merging import FieldConflict
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access, locks
from cms.content.spine.models import Item
from cms.content.spine.queries import (
    content_type_of,
    live_revision,
    working_revision,
)
from cms.content.spine.workflow import DRAFT, possible
from cms.database.base import utcnow
from cms.errors import Conflict, Refused
from cms.extensions import db
from cms.theming import render


@desk.post("/tao/<type_name>")
@requires_login
def create(type_name: str) -> ResponseReturnValue:
    """Create an empty draft and redirect to its edit page."""
    content_type = content_type_or_404(type_name)
    if content_type.is_record or content_type.parent:
        return redirect(url_for("desk.add_record", type_name=type_name), 303)
    title = request.form.get("title", "")
    item = service.create(current_user, content_type.name, {"title": title})
    return redirect(url_for("desk.edit", item_id=item.id), 303)


@desk.get("/tao/<type_name>")
@requires_login
def create_page(type_name: str) -> ResponseReturnValue:
    """Ask for the title of a new item: the page behind links that say "new"."""
    content_type = content_type_or_404(type_name)
    if not access.may(current_user, access.WRITE, content_type.name):
        abort(403)
    if content_type.is_record or content_type.parent:
        return redirect(url_for("desk.add_record", type_name=type_name), 303)
    title = request.args.get("title", "")
    return render("desk/item/create.html", content_type=content_type, given_title=title)


@desk.get("/sua/<int:item_id>")
@requires_login
def edit(item_id: int) -> ResponseReturnValue:
    """Show the form of an item with what is being worked on."""
    item = get_item(current_user, item_id)
    return edit_page(item, Snapshot.of(item))


@desk.post("/sua/<int:item_id>")
@requires_login
def save(item_id: int) -> ResponseReturnValue:
    """Save the form; answer JSON to an autosave, the page or a redirect to others."""
    item = get_item(current_user, item_id)
    quiet = request.headers.get("X-Autosave") == "1"
    data = posted(item)
    if content_type_of(item).is_record and not quiet:
        return save_record(item, data, url_for("desk.edit", item_id=item.id))
    form = data.form
    form.validate()
    try:
        # The key is noted with the last of the two: sent again, the same words merge.
        with in_parts() if conflicts.proposes() else nullcontext():
            outcome = conflicts.save_posted(item, data, autosave=quiet)
        saved = outcome.item
        if conflicts.proposes():
            saved = save_proposal(saved, None)
    except Conflict as conflict:
        return conflict_answer(item, data, conflict, quiet=quiet)
    except Refused as refusal:
        return _refused(item, data, refusal, quiet=quiet)
    errors = {name: list(map(str, found)) for name, found in _errors(form).items()}
    if quiet:
        return jsonify(_autosaved(outcome, errors))
    if errors:
        flash(_("Saved, except the fields marked below."), "warning")
        return edit_page(saved, data, status=422)
    if move := request.form.get("then"):
        return redirect(url_for("desk.step", item_id=item.id, name=move), 303)
    flash(_("Saved."), "success")
    if outcome.merged:
        flash(conflicts.merged_words(form, outcome.merged), "info")
    return redirect(url_for("desk.edit", item_id=item.id), 303)


def save_record(item: Item, data: Snapshot, back: str) -> ResponseReturnValue:
    """Save a record, or show its page with everything that is wrong; nothing of it is lost.

    The page after it, ``back``, offers the way back.
    """
    if not data.form.validate():
        flash(_("Not saved: please look at the fields marked below."), "error")
        return record_page(item, data, 422)
    before = item.version
    try:
        with undo.remembered(current_user, item, "save", access.WRITE) as kept:
            outcome = conflicts.save_posted(item, data)
    except Conflict as conflict:
        return conflict_answer(item, data, conflict)
    except Refused as refusal:
        db.session.rollback()
        mark_problems(data.form, refusal)
        return record_page(get_item(current_user, item.id), data, 422)
    if outcome.merged:
        flash(conflicts.merged_words(data.form, outcome.merged), "info")
    if outcome.version != before:
        bulk.offer(kept[0])
    else:
        flash(_("Nothing was changed."), "info")
    return redirect(back, 303)


def mark_problems(form: ItemForm, refusal: Refused) -> None:
    """Put each problem beside its field; say the others at the top of the page."""
    for problem in refusal.problems:
        field, message = form.find(problem.field or ""), str(problem.message)
        if field is None:
            flash(message, "error")
        elif message not in field.errors:
            field.errors = [*field.errors, message]


def _autosaved(outcome: service.Saved, errors: dict[str, list[str]]) -> dict[str, Any]:
    """Return what the page needs to go on writing after an autosave."""
    item, values = outcome.item, outcome.values
    base = conflicts.base_of(values)
    if conflicts.proposes():
        base["proposed"] = conflicts.sent_proposal()
    return {
        "version": outcome.version,
        "state": conflicts.state_of(item, locks.held(item.id)),
        "saved_at": utcnow().isoformat(),
        "errors": errors,
        "base": base,
        "merged": conflicts.named(values.form, outcome.merged),
    }


def posted(item: Item) -> Snapshot:
    """Return what was posted, over what is stored."""
    return Snapshot.posted(request.form, Snapshot.of(item))


def _errors(form: ItemForm) -> dict[str, Any]:
    return {field.short_name: field.errors for field in form if field.errors}


def edit_page(
    item: Item,
    data: Snapshot,
    status: int = 200,
    access_list: AccessList | None = None,
) -> ResponseReturnValue:
    """Render the edit page with everything around the form of ``data``."""
    if content_type_of(item).is_record:
        return record_page(item, data, status)
    around = conflicts.surroundings(item, data)
    form = prepared(data.form)
    may_publish = access.can(current_user, access.PUBLISH, item)
    page = render(
        "desk/item/edit.html",
        item=item,
        form=form,
        content_type=content_type_of(item),
        moves=[
            move
            for move in possible(item.status, item.stage or DRAFT)
            if (move.right == "write" or may_publish) and not around["locked"]
        ],
        may_write=access.can(current_user, access.WRITE, item) and not around["locked"],
        may_publish=may_publish,
        revision=working_revision(item.id),
        live=live_revision(item.id),
        check_results=check_results(item),
        is_pointed_at=is_pointed_at(item),
        related=related(item, access.editable(current_user)),
        child_groups=child_groups(item),
        access_list=access_list or access_list_of(item),
        urls=picker_urls(),
        photos=photos_section(item, form),
        proposals=proposal_choices(item),
        change_note=request.form.get("change_note", waiting_note(item.id)),
        **around,
        **review_state(item),
    )
    return Response(page, status)


def _refused(
    item: Item, data: Snapshot, refusal: Refused, *, quiet: bool
) -> ResponseReturnValue:
    messages = [str(problem.message) for problem in refusal.problems]
    if quiet:
        return jsonify({"errors": {"": messages}}), 422
    for message in messages:
        flash(message, "error")
    return edit_page(item, data, status=422)


def conflict_answer(
    item: Item, data: Snapshot, conflict: Conflict, *, quiet: bool = False
) -> ResponseReturnValue:
    """Answer a conflicting save with both versions of what was changed."""
    db.session.rollback()
    current = get_item(current_user, item.id)
    if isinstance(conflict, FieldConflict):
        who = conflict.fields
    else:
        before = Snapshot.of(current).complete
        who = {name: "" for name in data if data[name] != before.get(name)}
    if quiet:
        answer = {
            "current_version": current.version,
            "url": url_for("desk.edit", item_id=item.id),
            "fields": conflicts.named(data.form, who),
        }
        return jsonify(answer), 409
    return conflicts.conflict_page(current, data, who, by_hand(data))


def by_hand(data: Snapshot) -> ItemForm:
    """Return a second form of the item, for choosing: it begins as what was typed."""
    copy = data.content_type.form(data=dict(data), prefix=conflicts.HAND_PREFIX)
    return prepared(copy)
