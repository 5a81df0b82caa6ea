"""Pages of the desk for the moves of an inspection."""

from __future__ import annotations

from typing import Any

from cms_directory import today
from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from cms import (
    Actor,
    Conflict,
    Item,
    Refused,
    can,
    current_snapshot,
    current_user,
    db,
    desk_blueprint,
    editable,
    flash_problems,
    get_item,
    items_by_id,
    known_to,
    render,
    requires_login,
    save_record,
)
from cms_inspections import INSPECTION, RECOMMENDATION
from cms_inspections.choices import STATUSES
from cms_inspections.move_forms import (
    EXTEND,
    MoveForm,
    inputs_for,
    mark_problems,
    values_of,
)
from cms_inspections.moves import PUBLISHED, make_move, open_needs, steps_of
from cms_inspections.queries import open_recommendations
from cms_inspections.record_choices import DONE


desk_pages = desk_blueprint("desk")
SHOWN = 8


def moves_panel(item: Item, user: Actor) -> Markup | None:
    """Return the moves of an inspection for whoever may write it; else None."""
    if item is None or item.type != INSPECTION or item.status != PUBLISHED:
        return None
    if not can(user, "write", item):
        return None
    steps = steps_of(current_snapshot(item), user)
    return render("inspections/_moves.html", item=item, steps=steps)


@desk_pages.route("/kiem-tra/<int:item_id>/chuyen/<name>", methods=["GET", "POST"])
@requires_login
def move(item_id: int, name: str) -> ResponseReturnValue:
    """Ask for what a move needs, and make it."""
    item = get_item(current_user, item_id, "write", type_name=INSPECTION)
    data = current_snapshot(item)
    step = next((one for one in steps_of(data, current_user) if one.name == name), None)
    if step is None:
        if name not in dict(STATUSES):
            abort(404)
        flash(_("It cannot go there from where it stands now: look again."), "error")
        return redirect(url_for("desk.edit", item_id=item.id), 303)
    if not step.allowed:
        abort(403)
    shown = inputs_for(open_needs(name, data))
    form = MoveForm(request.form if request.method == "POST" else None)
    problems: list[str] = []
    if request.method == "POST" and form.validate():
        try:
            return _moved(item, data, form, name, str(step.label))
        except Conflict:
            db.session.rollback()
            item = get_item(current_user, item_id, "write", type_name=INSPECTION)
            problems = [
                _(
                    "Somebody else has saved this in the meantime: look at it, then decide."
                )
            ]
        except Refused as refusal:
            db.session.rollback()
            item = get_item(current_user, item_id, "write", type_name=INSPECTION)
            problems = mark_problems(form, shown, refusal.problems)
    chosen = items_by_id(form["team_lead"].ids, known_to(current_user))
    page = render(
        "inspections/move.html",
        item=item,
        step=step,
        form=form,
        shown=shown,
        problems=problems,
        chosen=[{"id": one.id, "title": one.title} for one in chosen.values()],
        state=dict(STATUSES).get(data.get("status") or ""),
    )
    return Response(page, 422 if request.method == "POST" else 200)


def _moved(
    item: Item, data: Any, form: MoveForm, name: str, label: str
) -> ResponseReturnValue:
    values = values_of(form, data, today(), label)
    if name != EXTEND:
        values["status"] = name
    version = request.form.get("version", 0, type=int)
    if make_move(current_user, item, values, version):
        flash(_("Done: it is on the site."), "success")
    else:
        flash(_("Sent to review: it is done once somebody has approved it."), "success")
    return redirect(url_for("desk.edit", item_id=item.id), 303)


def recommendations_panel(user: Actor) -> Markup | None:
    """Return the open recommendations that somebody may tick off; None without any."""
    rows = open_recommendations(editable(user), SHOWN)
    rows = [(item, detail) for item, detail in rows if can(user, "write", item)]
    if not rows:
        return None
    return render("inspections/_recommendations.html", rows=rows, day=today())


@desk_pages.post("/kien-nghi/<int:item_id>/xong")
@requires_login
def tick(item_id: int) -> ResponseReturnValue:
    """Mark a recommendation as carried out today; the next page offers the way back."""
    item = get_item(current_user, item_id, "write", type_name=RECOMMENDATION)
    values = {"status": DONE, "done": today().isoformat()}
    if note := request.form.get("note", "").strip():
        values["evidence"] = note
    try:
        save_record(item.id, values, request.form.get("version", 0, type=int))
    except Conflict:
        db.session.rollback()
        flash(
            _("Somebody else has saved this in the meantime: look at it, then decide."),
            "error",
        )
        return redirect(url_for("desk.edit", item_id=item_id), 303)
    except Refused as refusal:
        db.session.rollback()
        flash_problems(refusal)
        return redirect(url_for("desk.edit", item_id=item_id), 303)
    return redirect(url_for("desk.dashboard"), 303)
