"""The agenda: moved on the desk with times that follow, and as the day goes on."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, flash, redirect, request, url_for
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
    flash_problems,
    get_item,
    keep_until,
    live_revision,
    public,
    render,
    requires_login,
    service,
    site_zone,
    utcnow,
    visible,
)
from cms_conferences import CONFERENCE
from cms_conferences.agenda_times import current_place, moved, slots
from cms_conferences.ledger_pages import ledger
from cms_conferences.queries import meeting_by_slug
from cms_conferences.views import conference_view


agenda = Blueprint("agenda", __name__, url_prefix="/hoi-nghi")


@ledger.get("/hoi-nghi/<int:item_id>/chuong-trinh")
@requires_login
def order_agenda(item_id: int) -> ResponseReturnValue:
    """Show the agenda with its times, each entry with the ways up and down."""
    item = get_item(current_user, item_id, "write", type_name=CONFERENCE)
    data = current_snapshot(item)
    record = conference_view(item, data, {})
    return render("conferences/agenda_order.html", item=item, data=data, record=record)


@ledger.post("/hoi-nghi/<int:item_id>/chuong-trinh")
@requires_login
def move_entry(item_id: int) -> ResponseReturnValue:
    """Move one entry up or down; all times follow, or nothing is saved."""
    item = get_item(current_user, item_id, "write", type_name=CONFERENCE)
    data = current_snapshot(item)
    place = request.form.get("place", -1, type=int)
    step = -1 if request.form.get("to") == "up" else 1
    try:
        rows = moved(data.get("agenda") or [], place, step, data.get("start"))
        version = request.form.get("version", 0, type=int)
        service.save(current_user, item.id, {"agenda": rows}, version)
    except Conflict:
        db.session.rollback()
        flash(_("Somebody else has changed this conference: look again."), "error")
    except Refused as refusal:
        db.session.rollback()
        flash_problems(refusal)
    target = max(place + step, 0)
    url = url_for("conferences.ledger.order_agenda", item_id=item_id)
    return redirect(f"{url}#entry-{target}", 303)


@agenda.get("/<slug>/bay-gio")
@public
def now(slug: str) -> ResponseReturnValue:
    """Show what is going on now and what comes next, in large type for a phone."""
    item, conference = meeting_by_slug(slug, visible(current_user))
    moment = utcnow().astimezone(site_zone())
    keep_until(moment + dt.timedelta(minutes=1))
    revision = live_revision(item.id)
    data = revision.data if revision is not None else {}
    found = slots(data.get("agenda") or [], data.get("start"))
    first, last = conference.date, conference.date_end or conference.date
    is_today = first is not None and last is not None and first <= moment.date() <= last
    minutes = moment.hour * 60 + moment.minute
    page = render(
        "conferences/now.html",
        item=item,
        record=conference_view(item, data, {}),
        place=current_place(found, minutes) if is_today else None,
        upcoming=next(
            (n for n, one in enumerate(found) if (one.start or 0) > minutes), None
        )
        if is_today
        else None,
        is_today=is_today,
        moment=moment,
    )
    return Response(page)


def agenda_link(item: Item | None, user: Actor) -> Markup | None:
    """Return the way to the agenda's order, beside the form of a conference."""
    if item is None or item.type != CONFERENCE or not can(user, "write", item):
        return None
    url = url_for("conferences.ledger.order_agenda", item_id=item.id)
    return render("conferences/_agenda_link.html", url=url)
