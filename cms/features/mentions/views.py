"""The records that a text speaks of, beside the form: shown, accepted one by one or all."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from markupsafe import Markup

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.actors import Actor
from cms.builtin.desk.blueprints import desk_blueprint
from cms.builtin.desk.item.transitions import (
    conflict_with_typed,
    refused_page,
    save_first,
)
from cms.builtin.desk.picker import picker_option
from cms.builtin.loading import get_item
from cms.content import service
from cms.content.revisions.merging import FieldConflict
from cms.content.revisions.snapshot import Snapshot, blank_form
from cms.content.spine import access, locks
from cms.content.spine.models import Item
from cms.content.spine.queries import content_type_of
from cms.errors import Conflict, Refused
from cms.features.mentions.recognition import Recognised, recognise
from cms.theming import render
from cms.views import flash_problems


mentions = desk_blueprint("mentions")


def beside_form(item: Item, user: Actor) -> Markup | None:
    """Return the records that the text of an item speaks of, for who may link them."""
    lock = locks.held(item.id)
    locked = lock is not None and lock.user_id != user.id
    links = blank_form(content_type_of(item)).links()
    if locked or not links or not access.can(user, access.WRITE, item):
        return None
    return render("desk/item/_mentions.html", item=item, proposals=_proposals(item))


def _proposals(item: Item) -> list[dict[str, Any]]:
    """Return what the text of an item speaks of, each with what a picker shows of it."""
    return [{"found": one, "option": picker_option(one.item)} for one in _found(item)]


def _found(item: Item) -> list[Recognised]:
    may_see = access.known_to(current_user)
    return recognise(item, Snapshot.of(item), may_see)


@mentions.get("/sua/<int:item_id>/ho-so")
@requires_login
def proposals(item_id: int) -> ResponseReturnValue:
    """Show the proposals alone: what the page asks for after each save."""
    item = get_item(current_user, item_id)
    return render("desk/item/_mention_list.html", item=item, proposals=_proposals(item))


@mentions.post("/sua/<int:item_id>/ho-so")
@requires_login
def accept(item_id: int) -> ResponseReturnValue:
    """Save the form that came along, then link one proposal, or all that are sure."""
    item = get_item(current_user, item_id)
    chosen = request.form.get("record", "")
    try:
        version = save_first(item)
    except FieldConflict as conflict:
        return conflict_with_typed(item, conflict)
    except Refused as refusal:
        return refused_page(item, refusal)
    except Conflict as conflict:
        flash_problems(conflict)
        return redirect(url_for("desk.edit", item_id=item.id), 303)
    try:
        wanted = [
            one
            for one in _found(item)
            if chosen in (f"{one.field}:{one.item.id}", "all" if not one.unsure else "")
        ]
        service.save(current_user, item.id, _linked(item, wanted), version)
    except (Conflict, Refused) as error:
        flash_problems(error)
    else:
        count = len(wanted)
        flash(
            ngettext(
                "%(num)d record was linked.", "%(num)d records were linked.", count
            )
        )
    return redirect(url_for("desk.edit", item_id=item.id), 303)


def _linked(item: Item, wanted: list[Recognised]) -> dict[str, Any]:
    """Return the link fields with the wanted records added."""
    form = Snapshot.of(item).form
    values: dict[str, Any] = {}
    for one in wanted:
        link = form[one.field]
        if link.many:
            values[one.field] = [*values.get(one.field, link.ids), one.item.id]
        else:
            values[one.field] = one.item.id
    return values
