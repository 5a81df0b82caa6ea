"""The desk's forms for comments and suggestions, and where they stand on its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.actors import Actor
from cms.builtin.desk.blueprints import desk_blueprint
from cms.builtin.desk.item.editing import posted
from cms.builtin.desk.item.review import review_page
from cms.builtin.desk.item.transitions import (
    conflict_with_typed,
    refused_page,
    save_first,
)
from cms.builtin.loading import get_item
from cms.builtin.rates import limited
from cms.content.revisions.merging import FieldConflict
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.errors import Conflict, Refused
from cms.extensions import db
from cms.features.comments import service
from cms.features.comments.queries import get_comment, names, open_comments, threads
from cms.theming import render
from cms.views import flash_problems


comments = desk_blueprint("comments")

DONE = {
    "accept": lambda: _("Accepted: the text is in the draft."),
    "decline": lambda: _("Declined."),
    "resolve": lambda: _("Marked as resolved."),
    "reopen": lambda: _("Reopened."),
    "remove": lambda: _("Deleted."),
}


@comments.post("/sua/<int:item_id>/nhan-xet")
@requires_login
@limited(30)
def add(item_id: int) -> ResponseReturnValue:
    """Add a comment, a suggestion or a reply."""
    item = get_item(current_user, item_id)
    given = request.form
    suggests = given.get("kind") == "suggestion"
    parent_id = given.get("parent_id", type=int)
    try:
        said = service.add(
            item,
            user=current_user,
            field=given.get("field", ""),
            quote=given.get("quote", ""),
            before=given.get("before", ""),
            after=given.get("after", ""),
            body=given.get(f"body-{parent_id}" if parent_id else "body", ""),
            replacement=given.get("replacement", "") if suggests else None,
            parent_id=parent_id,
        )
    except Refused as refusal:
        db.session.rollback()
        flash_problems(refusal)
        if given.get("back") != "review":
            return _back(item, parent_id)
        return review_page(get_item(current_user, item_id), status=422)
    flash(_("Your comment has been sent."), "success")
    return _back(item, said.parent_id or said.id)


@comments.post("/sua/<int:item_id>/nhan-xet/<int:comment_id>/<name>")
@requires_login
def step(item_id: int, comment_id: int, name: str) -> ResponseReturnValue:
    """Resolve, reopen, accept, decline or delete a comment."""
    if name not in DONE:
        abort(404)
    item = get_item(current_user, item_id)
    get_comment(item.id, comment_id)
    try:
        version = _saved_version(item)
    except FieldConflict as conflict:
        return conflict_with_typed(item, conflict)
    except Refused as refusal:
        return refused_page(item, refusal)
    except Conflict:
        flash(_("Somebody else has saved in the meantime; look again."), "error")
        return _back(item, comment_id)
    try:
        if name == "accept":
            service.accept(current_user, comment_id, version)
        else:
            getattr(service, name)(current_user, comment_id)
    except Conflict:
        flash(_("Somebody else has saved in the meantime; look again."), "error")
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(DONE[name](), "success")
    return _back(item, None if name == "remove" else comment_id)


def _saved_version(item: Item) -> int:
    """Save what the edit page has sent along, when it says something new."""
    version = request.form.get("version", type=int) or 0
    if "title" in request.form and posted(item) != Snapshot.of(item):
        return save_first(item)
    return version


def _back(item: Item, comment_id: int | None) -> ResponseReturnValue:
    """Redirect to the page of the form, at the comment."""
    page = "desk.review" if request.form.get("back") == "review" else "desk.edit"
    anchor = f"nhan-xet-{comment_id}" if comment_id else None
    return redirect(url_for(page, item_id=item.id, _anchor=anchor), 303)


def beside_form(item: Item, user: Actor) -> Markup:
    """Return what was said about an item, for the edit page."""
    return render("desk/item/_comments.html", **_variables(item, user))


def form_of_answers(item: Item, _user: Actor) -> Markup:
    """Return the form of the answers; it stands outside the item's own form."""
    return render("desk/item/_comments_form.html", item=item)


def on_review(item: Item, user: Actor) -> Markup:
    """Return what was said about an item and the form for more, for the review page."""
    typed = request.form
    return render(
        "desk/item/_comments_review.html", typed=typed, **_variables(item, user)
    )


def _variables(item: Item, user: Actor) -> dict[str, Any]:
    data = Snapshot.of(item)
    found = threads(item.id, data, form=data.form)
    return {
        "item": item,
        "threads": found,
        "names": names(found),
        "field_labels": data.labels(),
        "may_take_over": access.can(user, access.WRITE, item),
    }


def open_counts(items: Sequence[Item], _user: Actor) -> Mapping[int, int]:
    """Return the number of open comments by item id, for the desk's lists."""
    return open_comments(one.id for one in items)
