"""Notices of the current user: the bell of every page, the list, marking as read."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import ColumnElement, and_

from cms.accounts.current import current_user, get_current_user
from cms.accounts.guard import requires_login
from cms.accounts.permissions import holds
from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.desk.blueprints import desk_blueprint
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.features.notices import service
from cms.features.notices.messages import icon, sentence
from cms.theming import render


notices = desk_blueprint("notices")


def _seen() -> ColumnElement[bool]:
    """Return the criterion for items that this user still finds on the desk."""
    return and_(Item.deleted_at.is_(None), access.editable(current_user))


def unread_notices(user_id: int) -> int:
    """Return how many notices the user has not read: the number on the bell."""
    return service.unread_count(user_id, _seen())


def bell(_item: object, user: Actor) -> Markup | None:
    """Return the bell with the number of unread notices."""
    if user.id is None:
        return None
    return render("desk/me/_bell.html", unread=unread_notices(user.id))


@notices.get("/tin-nhan/")
@requires_login
def inbox() -> ResponseReturnValue:
    """List the notices of the current user, the newest first."""
    page = service.page(get_current_user().id, _seen(), request.args.get("cursor"))
    titles = service.titles(page.items, _seen())
    rows = [
        (one, sentence(one.kind, titles.get(one.item_id or 0, ""), one.values))
        for one in page.items
    ]
    sends_mail = current_build().config.sends_mail
    return render(
        "desk/me/notices.html",
        page=page,
        rows=rows,
        notice_icon=icon,
        unread=unread_notices(get_current_user().id),
        no_mail=not sends_mail and holds(current_user, "site.settings"),
    )


@notices.post("/tin-nhan/<int:notice_id>/mo")
@requires_login
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Mark a notice as read and lead to what it speaks of."""
    notice = service.read(get_current_user().id, notice_id)
    if notice.item_id is None and notice.values.get("plugin"):
        return redirect(url_for("desk.plugin", name=notice.values["plugin"]), 303)
    if notice.item_id is None:
        return redirect(url_for("notices.inbox"), 303)
    return redirect(url_for("desk.edit", item_id=notice.item_id), 303)


@notices.post("/tin-nhan/da-doc")
@requires_login
def read_all() -> ResponseReturnValue:
    """Mark everything as read."""
    service.read_all(get_current_user().id)
    flash(_("Everything is marked as read."), "success")
    return redirect(url_for("notices.inbox"), 303)
