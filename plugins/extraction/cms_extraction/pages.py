"""What an article proposes, on the desk: shown beside it, made and taken back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext
from markupsafe import Markup

from cms import (
    Actor,
    Conflict,
    Forbidden,
    Item,
    NotFound,
    Refused,
    can,
    current_user,
    flash_problems,
    get_item,
    render,
    requires_login,
)
from cms_extraction.certainty import Level
from cms_extraction.drafts import last_made, make, may_link, undo_last
from cms_extraction.proposals import GROUPS, propose


pages = Blueprint("extraction", __name__, url_prefix="/ban-lam-viec/trich-xuat")


def beside_article(item: Item, user: Actor) -> Markup | None:
    """Return what the text of an article proposes, for who may change it."""
    if item is None or not may_link(item.type) or not can(user, "write", item):
        return None
    _found, proposals = propose(item, user)
    step = last_made(item)
    if not proposals and step is None:
        return None
    groups = [
        (label, [one for one in proposals if one.kind == kind])
        for kind, label in GROUPS
    ]
    return render(
        "extraction/_proposals.html",
        item=item,
        groups=[(label, ones) for label, ones in groups if ones],
        step=step,
        levels=Level,
    )


def _article(item_id: int) -> Item:
    """Return an article that may be changed; NotFound for a type without links."""
    item = get_item(current_user, item_id, "write")
    if not may_link(item.type):
        raise NotFound(f"Nothing is extracted from {item.type}.")
    return item


@pages.post("/<int:item_id>")
@requires_login
def make_records(item_id: int) -> ResponseReturnValue:
    """Make drafts of the chosen records and link them with the article."""
    item = _article(item_id)
    version = request.form.get("version", 0, type=int)
    try:
        step = make(item, current_user, request.form.getlist("record"), version)
    except (Conflict, Refused) as error:
        flash_problems(error)
    except Forbidden as error:
        flash(str(error) or _("You may not create this kind of content."), "error")
    else:
        count = len(step.drafts)
        flash(
            ngettext(
                "%(num)d draft was made and linked.",
                "%(num)d drafts were made and linked.",
                count,
            )
        )
    return redirect(url_for("desk.edit", item_id=item_id), 303)


@pages.post("/<int:item_id>/hoan-tac")
@requires_login
def undo_records(item_id: int) -> ResponseReturnValue:
    """Take back what was made last: links and drafts."""
    item = _article(item_id)
    step = last_made(item)
    if step is None:
        abort(404)
    try:
        undo_last(item, current_user, step, request.form.get("version", 0, type=int))
    except (Conflict, Refused, Forbidden) as error:
        flash_problems(error)
    else:
        flash(_("The drafts and their links were removed."))
    return redirect(url_for("desk.edit", item_id=item_id), 303)
