"""The desk's forms for remarks and suggestions, and for the deadline of a review."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.desk.item.editing import item_or_404, posted
from cms.builtin.desk.item.review import review_page
from cms.builtin.desk.item.transitions import save_first
from cms.content.fields.measures import parse_instant
from cms.content.publishing.deadlines import set_deadline
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.errors import Conflict, Forbidden, NotFound, Problem, Refused
from cms.extensions import db
from cms.features import comments
from cms.features.comments.models import Comment


DONE = {
    "accept": lambda: _("Taken over: the words are in the draft."),
    "decline": lambda: _("Not taken over."),
    "resolve": lambda: _("Marked as dealt with."),
    "reopen": lambda: _("Open again."),
    "remove": lambda: _("Deleted."),
}


@desk.post("/sua/<int:item_id>/nhan-xet")
@requires_login
def comment_add(item_id: int) -> ResponseReturnValue:
    """Take a remark, a suggestion, or an answer to one."""
    item = item_or_404(item_id)
    given = request.form
    suggests = given.get("kind") == "suggestion"
    parent_id = given.get("parent_id", type=int)
    try:
        said = comments.add(
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
        _tell(refusal)
        if given.get("back") != "review":
            return _back(item, parent_id)
        return review_page(item_or_404(item_id), status=422)
    except Forbidden:
        abort(403)
    except NotFound:
        abort(404)
    flash(_("Your words are there for the others to see."), "success")
    return _back(item, said.parent_id or said.id)


@desk.post("/sua/<int:item_id>/nhan-xet/<int:comment_id>/<name>")
@requires_login
def comment_step(item_id: int, comment_id: int, name: str) -> ResponseReturnValue:
    """Settle a remark, or take over what it suggests."""
    if name not in DONE:
        abort(404)
    item = item_or_404(item_id)
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.item_id != item.id:
        abort(404)
    try:
        version = _saved_version(item)
        if name == "accept":
            comments.accept(current_user, comment_id, version)
        else:
            getattr(comments, name)(current_user, comment_id)
    except Conflict:
        flash(_("Somebody else has saved in the meantime; look again."), "error")
    except Refused as refusal:
        _tell(refusal)
    except Forbidden:
        abort(403)
    except NotFound:
        abort(404)
    else:
        flash(DONE[name](), "success")
    return _back(item, None if name == "remove" else comment_id)


def _saved_version(item: Item) -> int:
    """Save what the edit page has sent along, when it says something new."""
    version = request.form.get("version", type=int) or 0
    if "title" in request.form and posted(item) != Snapshot.of(item):
        return save_first(item)
    return version


@desk.post("/sua/<int:item_id>/han-duyet")
@requires_login
def deadline(item_id: int) -> ResponseReturnValue:
    """Set by when the review should be done."""
    item = item_or_404(item_id)
    version = request.form.get("version", type=int) or 0
    try:
        moment = parse_instant(request.form.get("due_at", ""))
        set_deadline(current_user, item.id, version, moment)
    except ValueError as error:
        flash(str(error), "error")
    except Conflict:
        flash(_("Somebody else has saved in the meantime; look again."), "error")
    except Refused as refusal:
        _tell(refusal)
    except Forbidden:
        abort(403)
    else:
        flash(_("The deadline was saved."), "success")
    return _back(item, None)


def _tell(refusal: Refused) -> None:
    problems: list[Problem] = refusal.problems
    for problem in problems:
        flash(str(problem.message), "error")


def _back(item: Item, comment_id: int | None) -> Any:
    """Lead back to the page that the form stood on, at the remark."""
    page = "desk.review" if request.form.get("back") == "review" else "desk.edit"
    anchor = f"nhan-xet-{comment_id}" if comment_id else None
    return redirect(url_for(page, item_id=item.id, _anchor=anchor), 303)
