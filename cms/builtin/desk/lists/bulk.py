"""Bulk actions on the ticked items of a list, and the bar that undoes them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms import inputs
from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.desk import desk, undo
from cms.builtin.desk.lists import bulk_actions
from cms.content.fields.forms import VISIBILITIES
from cms.content.fields.measures import parse_instant
from cms.content.revisions.references import pointed_at
from cms.content.spine import access
from cms.content.spine.models import UndoRecord
from cms.content.spine.queries import section_choices
from cms.contributions import Action
from cms.registry import registry


OFFERED = "cms_undo"


def acts_for(user: Actor, *, trashed: bool = False) -> list[Action]:
    """Return the acts that the user may do to some kind of content at least."""
    types = current_build().registry.content_types
    rights = {
        right
        for right in (access.WRITE, access.PUBLISH)
        if any(access.may(user, right, name) for name in types)
    }
    return [
        act
        for act in registry().actions.values()
        if act.listed
        and act.trashed == trashed
        and act.right in rights
        and (act.name != "purge" or bulk_actions.may_purge(user))
    ]


@desk.post("/hang-loat")
@requires_login
def act_on_many() -> ResponseReturnValue:
    """Run the chosen action on the ticked items and report the result of each."""
    actions = registry().actions
    name = request.form.get("act", "")
    chosen = _chosen()
    if not chosen:
        flash(_("Please select at least one item."), "warning")
    elif name not in actions or not actions[name].listed:
        flash(_("Please choose what to do with the selected items."), "warning")
    elif name == "purge" and "sure" not in request.form:
        message = _("Please confirm: this cannot be undone.")
        flash(message, "warning")
    else:
        try:
            value = _value(actions[name].asks)
        except ValueError as error:
            flash(str(error), "warning")
        else:
            offer(bulk_actions.run(current_user, name, chosen, value))
    return redirect(_back(), 303)


def _chosen() -> list[tuple[int, int]]:
    """Return the ticked items as (id, version); boxes that say neither are left out."""
    parts = [value.split(":") for value in request.form.getlist("item")]
    pairs = [inputs.record_ids(part) for part in parts]
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


def _value(asks: str) -> Any:
    if asks == "time":
        return parse_instant(request.form.get("publish_at", ""))
    if asks == "section":
        return request.form.get("section", type=int)
    return request.form.get(asks, "").strip() if asks else None


def _back() -> str:
    """Return the list that the form stood on; never an address elsewhere."""
    try:
        back = inputs.target(request.form.get("back", ""))
    except ValueError:
        back = ""
    home = url_for("desk.all_items")
    return back if back.startswith(url_for("desk.dashboard")) else home


def offer(record: UndoRecord) -> None:
    """Show on the next page what was done, with the way back."""
    session[OFFERED] = record.id


@desk.app_template_global()
def undo_offer() -> dict[str, Any] | None:
    """Return what was just done, once: in words, what was not, and the way back."""
    if OFFERED not in session or not current_user.is_authenticated:
        return None
    record = undo.record_of(current_user, session.pop(OFFERED))
    if record is None:
        return None
    return {
        "id": record.id,
        "words": words_of(record),
        "failed": record.failed,
        "undoable": bulk_actions.is_undoable(record),
        "pointed": _pointed(record),
    }


def _pointed(record: UndoRecord) -> int:
    """Return how many of the items that went into the trash are linked from elsewhere."""
    if record.action != "trash":
        return 0
    return len(pointed_at([step["id"] for step in record.steps]))


def words_of(record: UndoRecord) -> str:
    """Return what was done, as a sentence with the number of items."""
    number = len(record.steps)
    if record.action == "undo":
        return _("Undone: %(number)d.", number=number)
    if record.action == "save":
        return _("Saved.")
    if record.action == "withdraw":
        return _("Withdrawn: its page says why.")
    act = registry().actions.get(record.action)
    return str(act.done % {"number": number}) if act is not None else ""


@desk.post("/hoan-tac/<int:record_id>")
@requires_login
def undo_action(record_id: int) -> ResponseReturnValue:
    """Undo an action on those items that nobody has changed since."""
    record = undo.record_of(current_user, record_id)
    if record is None or record.used_at is not None:
        flash(_("This can no longer be taken back."), "warning")
        return redirect(_back(), 303)
    act = registry().actions.get(record.action)
    back = act.undo if act is not None and act.undo is not None else undo.revert
    offer(back(current_user, record_id))
    return redirect(_back(), 303)


def bar(*, trashed: bool = False) -> dict[str, Any]:
    """Return the template variables of the bar below a list."""
    acts = acts_for(current_user, trashed=trashed)
    return {
        "acts": acts,
        "act_asks": {act.asks for act in acts} - {""},
        "bulk_sections": section_choices(),
        "visibilities": VISIBILITIES,
    }
