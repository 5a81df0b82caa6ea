"""On the edit page of a conference: what the previous one left, moved on by one press."""

from __future__ import annotations

from cms_directory import today
from flask import flash, redirect, request, url_for
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
    current_user,
    db,
    editable,
    flash_problems,
    known_to,
    may,
    render,
    requires_login,
)
from cms_conferences import CONFERENCE, DIRECTIVE
from cms_conferences.follow_up import move_directives, previous_conference
from cms_conferences.ledger import ALL, DESK_BADGES, Filters, ledger_page, share_of
from cms_conferences.ledger_pages import ledger


MOST = 100


def follow_up_block(item: Item, user: Actor) -> Markup | None:
    """Return the directives of the previous conference, for who may write directives."""
    if item is None or item.type != CONFERENCE or not may(user, "write", DIRECTIVE):
        return None
    before = previous_conference(item, known_to(user))
    if before is None:
        return None
    filters = Filters(state=ALL, parent=before.id)
    page = ledger_page(filters, today(), editable(user), limit=MOST)
    if not page.items:
        return None
    return render(
        "conferences/_follow_up.html",
        item=item,
        before=before,
        entries=page.items,
        share=share_of(filters, today(), editable(user)),
        badges=DESK_BADGES,
    )


@ledger.post("/hoi-nghi/<int:item_id>/viec-ky-truoc")
@requires_login
def move_on(item_id: int) -> ResponseReturnValue:
    """Move the chosen directives, given as ``id:version``, to this conference."""
    chosen = []
    for value in request.form.getlist("directive"):
        number, _colon, version = value.partition(":")
        if number.isdecimal() and version.isdecimal():
            chosen.append((int(number), int(version)))
    back = url_for("desk.edit", item_id=item_id, _anchor="viec-ky-truoc")
    if not chosen:
        flash(_("Nothing was chosen."), "warning")
        return redirect(back, 303)
    try:
        made = move_directives(current_user, item_id, chosen)
    except (Conflict, NotFound):
        db.session.rollback()
        message = _("Somebody else has changed one of these directives: look again.")
        flash(message, "error")
    except Forbidden:
        db.session.rollback()
        flash(_("You may not change one of these directives."), "error")
    except Refused as refusal:
        db.session.rollback()
        flash_problems(refusal)
    else:
        flash(
            ngettext(
                "%(num)d directive was moved to this conference.",
                "%(num)d directives were moved to this conference.",
                len(made),
            ),
            "success",
        )
    return redirect(back, 303)
