"""On the edit page of an item about a conference: who attended, taken over by one press."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from cms import (
    Actor,
    Conflict,
    Item,
    NotFound,
    Refused,
    can,
    current_build,
    current_snapshot,
    current_user,
    db,
    flash_problems,
    get_item,
    known_to,
    live_revision,
    render,
    requires_login,
    richtext,
    service,
)
from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from cms_conferences.ledger_pages import ledger
from cms_conferences.queries import conferences_of
from cms_conferences.sentence import attendance_sentences


OWN = (CONFERENCE, DIRECTIVE, ASSESSMENT)


def _body_field(item: Item) -> str | None:
    """Return the name of the field that holds an item's text; None without."""
    content_type = current_build().registry.content_types[item.type]
    has_body = hasattr(content_type.form, content_type.body)
    return content_type.body if has_body and item.type not in OWN else None


def _written(conference: Item, item: Item, user: Actor) -> str:
    """Return the sentences in the language of an item: from what its writer may know.

    Who may not write the conference gets what is live, not what is being worked on.
    """
    if can(user, "write", conference):
        return attendance_sentences(current_snapshot(conference), item.language)
    revision = live_revision(conference.id)
    return attendance_sentences(revision.data if revision else {}, item.language)


def sentence_block(item: Item | None, user: Actor) -> Markup | None:
    """Return the sentences of the conferences that an item is about, to be taken over."""
    if item is None or (field := _body_field(item)) is None:
        return None
    if not can(user, "write", item):
        return None
    written = richtext.plain_text(current_snapshot(item).get(field) or {})
    offers = [
        (conference, words, words in written)
        for conference in conferences_of(item.id, known_to(user))
        if (words := _written(conference, item, user))
    ]
    if not offers:
        return None
    return render("conferences/_sentence.html", item=item, offers=offers)


@ledger.post("/hoi-nghi/cau-du/<int:item_id>")
@requires_login
def insert_sentence(item_id: int) -> ResponseReturnValue:
    """Append who attended a conference to the text of an item that is about it."""
    item = get_item(current_user, item_id, "write")
    conference_id = request.form.get("conference", 0, type=int)
    version = request.form.get("version", 0, type=int)
    field = _body_field(item)
    found = conferences_of(item.id, known_to(current_user))
    conference = next((one for one in found if one.id == conference_id), None)
    if field is None or conference is None:
        raise NotFound(f"Item {item_id} is not about conference {conference_id}.")
    words = _written(conference, item, current_user)
    body = current_snapshot(item).get(field) or richtext.EMPTY_DOC
    added = richtext.from_text(words)["content"]
    fresh = {**body, "content": [*(body.get("content") or []), *added]}
    try:
        service.save(current_user, item.id, {field: fresh}, version)
    except Conflict:
        db.session.rollback()
        flash(_("This text was changed meanwhile: look at it again."), "error")
    except Refused as refusal:
        db.session.rollback()
        flash_problems(refusal)
    else:
        flash(_("The sentence stands at the end of the text."), "success")
    return redirect(url_for("desk.edit", item_id=item_id), 303)
