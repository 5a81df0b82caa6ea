"""Records and what belongs to an item: added, saved in place, put in order."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.desk.item.child_service import reorder
from cms.builtin.desk.item.editing import mark_problems, save_record
from cms.builtin.desk.item.records import new_record_page, prefix_of
from cms.builtin.desk.lists.listing import content_type_or_404
from cms.builtin.loading import get_item
from cms.content import service
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import find_item
from cms.contributions import ContentType
from cms.errors import Refused
from cms.extensions import db
from cms.views import flash_problems


@desk.route("/tao/<type_name>/ban-ghi", methods=["GET", "POST"])
@requires_login
def add_record(type_name: str) -> ResponseReturnValue:
    """Show the form of a new record and save it; ``cha`` is what it belongs to."""
    content_type = content_type_or_404(type_name)
    parent = _parent(content_type)
    if parent is None and not access.may(current_user, access.WRITE, type_name):
        abort(403)
    if not content_type.is_record:
        return _add_draft(content_type, parent)
    if request.method == "GET":
        return new_record_page(content_type, parent, content_type.form())
    form = content_type.form(request.form)
    if not form.validate():
        flash(_("Not saved: please look at the fields marked below."), "error")
        return new_record_page(content_type, parent, form, 422)
    data = Snapshot.read(form, content_type)
    try:
        item = service.create(
            current_user, type_name, data, parent_id=parent.id if parent else None
        )
    except Refused as refusal:
        db.session.rollback()
        mark_problems(form, refusal)
        return new_record_page(content_type, _parent(content_type), form, 422)
    flash(_("Added: “%(title)s”.", title=item.title), "success")
    return redirect(place_of(item), 303)


def _parent(content_type: ContentType) -> Item | None:
    """Return the item to which a new one will belong, or answer 404 or 403."""
    if content_type.parent is None:
        return None
    may_see = access.known_to(current_user)
    parent = find_item(request.args.get("cha", 0, type=int), may_see)
    if parent is None or parent.type != content_type.parent or parent.deleted_at:
        abort(404)
    if not access.may_add(current_user, content_type.name, parent):
        abort(403)
    return parent


def _add_draft(content_type: ContentType, parent: Item | None) -> ResponseReturnValue:
    """Make an empty draft that belongs to ``parent``."""
    if request.method == "GET" or parent is None:
        abort(404)
    item = service.create(current_user, content_type.name, parent_id=parent.id)
    return redirect(url_for("desk.edit", item_id=item.id), 303)


def place_of(item: Item) -> str:
    """Return where a record is edited: in its parent's page, or on its own."""
    parent = access.parent_of(item)
    if parent is None or not access.can(current_user, access.WRITE, parent):
        return url_for("desk.edit", item_id=item.id)
    return url_for("desk.edit", item_id=parent.id, _anchor=f"child-{item.id}")


@desk.post("/sua/<int:item_id>/tai-cho")
@requires_login
def save_in_place(item_id: int) -> ResponseReturnValue:
    """Save a child's form that stood in its parent's page."""
    item = get_item(current_user, item_id)
    start = prefix_of(item)
    typed = MultiDict(
        (name.removeprefix(start), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(start)
    )
    return save_record(item, Snapshot.posted(typed, Snapshot.of(item)), place_of(item))


@desk.post("/sua/<int:item_id>/thu-tu")
@requires_login
def move(item_id: int) -> ResponseReturnValue:
    """Move a child up or down among those of its kind."""
    item = get_item(current_user, item_id)
    try:
        reorder(current_user, item.id, -1 if request.form.get("to") == "up" else 1)
    except Refused as refusal:
        flash_problems(refusal)
    return redirect(place_of(item), 303)
