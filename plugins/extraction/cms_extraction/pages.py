"""What an article proposes, on the desk: shown beside it, made and taken back."""

from __future__ import annotations

from cms_directory import PERSON
from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
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
    limited,
    may,
    render,
    requires_login,
    transaction,
)
from cms_extraction.blueprint import pages
from cms_extraction.certainty import Level
from cms_extraction.drafts import last_made, make, may_link, undo_last
from cms_extraction.model_names import answer_about, ask_later, may_leave
from cms_extraction.model_server import model_server
from cms_extraction.proposals import GROUPS, propose
from cms_extraction.queries import decision, has_sources
from cms_extraction.remembered import NOT_PERSON, decisions, key_of_name, remember


def beside_article(item: Item, user: Actor) -> Markup | None:
    """Return what the text of an article proposes, for who may change it."""
    if item is None or not may_link(item.type) or not can(user, "write", item):
        return None
    _found, proposals = propose(item, user)
    step = last_made(item)
    if not proposals and step is None:
        return None
    may_ask = model_server() is not None and may_leave(item)
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
        may_remember=may(user, "write", PERSON),
        has_sources=has_sources(item.id),
        may_ask=may_ask,
        answer=answer_about(item.id) if may_ask else None,
        states=ANSWERS,
    )


ANSWERS = {
    "waiting": _l("The model was asked; load this page again in a moment."),
    "answered": _l("The model was asked; what it names is marked."),
    "silent": _l("The model did not answer in time."),
    "refused": _l("The model refused to answer."),
    "long": _l("The model gave too long an answer."),
    "wrong": _l("The model gave an answer of the wrong form."),
}


def _article(item_id: int) -> Item:
    """Return an article that may be changed; NotFound for a type without links."""
    item = get_item(current_user, item_id, "write")
    if not may_link(item.type):
        raise NotFound(f"Nothing is extracted from {item.type}.")
    return item


@pages.post("/trich-xuat/<int:item_id>")
@requires_login
def make_records(item_id: int) -> ResponseReturnValue:
    """Make drafts of the chosen records and link them with the article."""
    item = _article(item_id)
    version = request.form.get("version", 0, type=int)
    chosen = None if "all" in request.form else request.form.getlist("record")
    try:
        step = make(item, current_user, chosen, version)
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


@pages.post("/trich-xuat/<int:item_id>/khong-phai-nguoi")
@requires_login
def forget_person(item_id: int) -> ResponseReturnValue:
    """Remember for the site that words of this article are no person's name."""
    item = _article(item_id)
    if not may(current_user, "write", PERSON):
        abort(403)
    name = request.form.get("name", "")
    _found, proposals = propose(item, current_user)
    known = {one.title for one in proposals if one.kind == "people"}
    if name not in known:
        abort(404)
    with transaction():
        remember(current_user, NOT_PERSON, key_of_name(name), None)
    flash(_("“%(name)s” is not taken for a person any more.", name=name))
    return redirect(url_for("desk.edit", item_id=item_id), 303)


@pages.get("/trich-xuat/da-nho")
@requires_login
def show_decisions() -> ResponseReturnValue:
    """Show what staff decided about words of articles, for who may change people."""
    if not may(current_user, "write", PERSON):
        abort(403)
    rows = decisions(current_user)
    return render("extraction/decisions.html", rows=rows, not_person=NOT_PERSON)


@pages.post("/trich-xuat/da-nho/<int:decision_id>")
@requires_login
def drop_decision(decision_id: int) -> ResponseReturnValue:
    """Forget a decision: such words are asked about again."""
    if not may(current_user, "write", PERSON):
        abort(403)
    row = decision(decision_id)
    if row is not None:
        with transaction() as session:
            session.delete(row)
    flash(_("The decision was forgotten."))
    return redirect(url_for("extraction.show_decisions"), 303)


@pages.post("/trich-xuat/<int:item_id>/hoi-mo-hinh")
@requires_login
@limited(60)
def ask_model(item_id: int) -> ResponseReturnValue:
    """Let the worker ask the operator's model about names in an article for everybody."""
    item = _article(item_id)
    if model_server() is None or not may_leave(item):
        raise NotFound("There is no model to ask about this.")
    ask_later(item)
    return redirect(url_for("desk.edit", item_id=item_id), 303)


@pages.post("/trich-xuat/<int:item_id>/hoan-tac")
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
