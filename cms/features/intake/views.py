"""The drop on the desk: a Word file and photos become a draft at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext
from markupsafe import Markup

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.actors import Actor
from cms.build_context import current_build
from cms.builtin.desk.blueprints import desk_blueprint
from cms.content.spine import access
from cms.content.spine.models import Item, Revision
from cms.content.spine.queries import history
from cms.content.spine.workflow import DRAFT
from cms.contributions import ContentType
from cms.features.intake.draft import holds_text
from cms.features.intake.drop import Dropped, Upload, drop
from cms.media.kinds import IMAGES
from cms.theming import render
from cms.views import wants_json


intake = desk_blueprint("intake")
ACCEPT = ",".join([".docx", *(f".{name}" for name in sorted(IMAGES))])


#: Several photos together may be larger than one file may be.
TOGETHER = 6


@intake.url_value_preprocessor
def allow_several(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a drop be larger than one upload, before anything reads the request."""
    if endpoint == "intake.take_drop":
        limit = current_build().config.max_upload_mb * TOGETHER * 1024 * 1024
        request.max_content_length = limit


def drop_types() -> list[ContentType]:
    """Return what a drop may become for this user, the news of the site first."""
    types = filter(holds_text, current_build().registry.content_types.values())
    mine = [one for one in types if access.may(current_user, access.WRITE, one.name)]
    return sorted(mine, key=lambda one: not one.feed)


@intake.post("/tha")
@requires_login
def take_drop() -> ResponseReturnValue:
    """Make drafts of dropped files; lead to the first, or say what was wrong."""
    types = {one.name: one for one in drop_types()}
    name = request.form.get("type") or next(iter(types), "")
    if name not in types:
        abort(403)
    dropped = drop(current_user, name, _uploads())
    return _answer(dropped)


def _uploads() -> Iterator[Upload]:
    for one in request.files.getlist("file"):
        if one.filename:
            yield Upload(one.filename, one.stream)


def _answer(dropped: Dropped) -> ResponseReturnValue:
    refused = [{"name": name, "reason": reason} for name, reason in dropped.refused]
    if not dropped.items:
        message = _("Please choose a file first.") if not refused else ""
        if wants_json():
            return jsonify(error=message, refused=refused), 422
        for sentence in [message, *_sentences(dropped)]:
            if sentence:
                flash(sentence, "error")
        return redirect(url_for("desk.dashboard"), 303)
    for sentence in _sentences(dropped):
        flash(sentence, "error")
    for sentence in dict.fromkeys(dropped.warnings):
        flash(sentence, "warning")
    _flash_other_drafts(dropped.items)
    came = "1" if dropped.conversion_note else None
    url = url_for("desk.edit", item_id=dropped.items[0].id, den=came)
    if wants_json():
        return jsonify(url=url, refused=refused), 201
    return redirect(url, 303)


def _sentences(dropped: Dropped) -> list[str]:
    return [f"{name}: {reason}" for name, reason in dropped.refused]


def _flash_other_drafts(items: list[Item]) -> None:
    """Flash links to the drafts beyond the one that is opened."""
    if len(items) > 1:
        message = ngettext(
            "%(num)d draft was created; you find it on your desk.",
            "%(num)d drafts were created; you find them on your desk.",
            len(items),
        )
        flash(message, "success")


def converted_on_arrival(item: Item) -> Revision | None:
    """Return the version in which a draft arrived, just after it was converted."""
    if request.args.get("den") != "1":
        return None
    versions = history(item.id)
    first = versions[-1] if versions else None
    converted = len(versions) > 1 and first is not None and first.note
    return first if converted else None


def drop_zone(_item: object, _user: Actor) -> Markup | None:
    """Return where files are dropped; nothing for who may write nothing of the kind."""
    types = drop_types()
    return (
        render("desk/intake/_drop.html", types=types, accept=ACCEPT) if types else None
    )


def report(item: Item, _user: Actor) -> Markup | None:
    """Return what was converted in a draft that has just arrived, and the way back."""
    arrived = converted_on_arrival(item)
    if arrived is None or item.status != DRAFT:
        return None
    return render("desk/item/_intake_report.html", item=item, arrived=arrived)
