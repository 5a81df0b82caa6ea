"""The media library on the desk: look, find, upload, choose, delete several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from sqlalchemy import ColumnElement, Select
from werkzeug.datastructures import FileStorage

from cms import inputs, text
from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.accounts.permissions import holds
from cms.builtin.desk import desk
from cms.builtin.desk.library.picker_data import media_options
from cms.builtin.desk.library.queries import media_query, seen_media_ids, undescribed
from cms.builtin.media.notes import note_on
from cms.builtin.media.removal import KEPT, delete_many, restore_media
from cms.builtin.pagination import Page, page_of
from cms.builtin.rates import limited
from cms.content.fields.measures import parse_day
from cms.database.transaction import release, transaction
from cms.errors import Refused
from cms.i18n import site_zone
from cms.media import Media, may_upload
from cms.media.kinds import ACCEPT
from cms.media.service import (
    CONSENTS,
    TEXTS,
    StagedUpload,
    create_media,
    discard_uploads,
    stage_upload,
)
from cms.media.uses import is_used
from cms.theming import render
from cms.views import wants_json


CONSENT_WORDS = {
    "unknown": _l("Not known yet"),
    "given": _l("Given"),
    "not_needed": _l("Not needed (a public event)"),
    "refused": _l("Refused"),
}
PAGE_SIZE = 48
PICKER_SIZE = 60
KINDS = ("image", "file")


@desk.get("/media/")
@requires_login
def media_library() -> ResponseReturnValue:
    """Show pictures and files, searched and filtered, newest first."""
    staff_only()
    page = _page(_query(), PAGE_SIZE)
    return render(
        "desk/library/media.html",
        page=page,
        tiles=media_options(page.items, current_user),
        may_upload=may_upload(current_user),
        accept=ACCEPT,
        trash=_in_trash(),
        removed=_numbers("removed"),
        kept_days=KEPT.days,
        consents=CONSENT_WORDS,
        day_problems=_day_problems(),
    )


def _in_trash() -> bool:
    return request.args.get("use") == "deleted"


def _numbers(name: str) -> list[int]:
    """Return the ids of a query argument with commas; what is no number is left out."""
    return inputs.record_ids(request.args.get(name, "").split(","))


def staff_only() -> None:
    """Answer 403 to those who have nothing to do with the library."""
    if not (may_upload(current_user) or holds(current_user, "content.read")):
        abort(403)


def _query() -> Select[Media]:
    return media_query(current_user, *_filters(), trashed=_in_trash())


def _filters() -> list[ColumnElement[bool]]:
    """Return the criteria of the query string; values that mean nothing are left out."""
    found: list[ColumnElement[bool]] = []
    for word in text.fold(request.args.get("q", "")).split():
        found.append(Media.title_fold.contains(word, autoescape=True))
    if request.args.get("kind") in KINDS:
        found.append(Media.kind == request.args["kind"])
    if request.args.get("use") == "none":
        found.append(~is_used())
    if request.args.get("use") == "no-alt":
        found.append(undescribed())
    if request.args.get("consent") in CONSENTS:
        found.append(Media.kind == "image")
        found.append(Media.consent == request.args["consent"])
    if request.args.get("rights") == "none":
        found.append((Media.rights == "") & (Media.credit == ""))
    return [*found, *_days()]


def _days() -> Iterator[ColumnElement[bool]]:
    """Yield the limits of the days between which something was added."""
    zone = site_zone()
    for name, days in (("from", 0), ("to", 1)):
        try:
            day = parse_day(request.args.get(name, ""))
        except ValueError:
            day = None
        if day is None:
            continue
        start = dt.datetime.combine(day, dt.time(), zone) + dt.timedelta(days=days)
        yield Media.created_at >= start if name == "from" else Media.created_at < start


def _day_problems() -> dict[str, str]:
    """Return what is wrong with days that were typed as limits, by their fields."""
    found = {}
    for name in ("from", "to"):
        try:
            parse_day(request.args.get(name, ""))
        except ValueError as error:
            found[name] = str(error)
    return found


def _page(query: Select[Media], limit: int) -> Page[Media]:
    cursor = request.args.get("cursor") or request.args.get("page")
    return page_of(
        query, Media.created_at, Media.id, cursor=cursor, limit=limit, count_cap=1000
    )


@desk.get("/media/chon.json")
@requires_login
@limited(300, reads=True)
def media_pick() -> ResponseReturnValue:
    """Answer a picker: media whose words match ``q``, or those of ``ids``.

    ``page`` is a cursor.
    """
    staff_only()
    query = _query()
    if "ids" in request.args:
        query = query.where(Media.id.in_(_numbers("ids")))
    page = _page(query, PICKER_SIZE)
    return jsonify(items=media_options(page.items, current_user), next=page.next)


@desk.post("/media/tai-len")
@requires_login
@limited(300)
def media_upload() -> ResponseReturnValue:
    """Take one file or many; each is accepted or refused by itself.

    The rows of all are made in one transaction, with the form's key: whoever sends
    it again, after it was killed, has none of them or all.
    """
    if not may_upload(current_user):
        abort(403)
    # The files are still arriving: nobody should wait for that with us.
    release()
    staged: list[StagedUpload] = []
    refused: list[str] = []
    made: list[Media] = []
    try:
        for upload in request.files.getlist("file"):
            if upload.filename:
                _stage(upload, staged, refused)
        if staged:
            made = _make_rows(staged)
    except BaseException:
        discard_uploads(staged)
        raise
    if not made and not refused:
        refused.append(_("Please choose a file first."))
    return _upload_answer(made, refused, list(filter(None, map(note_on, staged))))


def _stage(upload: FileStorage, staged: list[StagedUpload], refused: list[str]) -> None:
    """Add a file to those that were taken, or the reason to those refused."""
    name = upload.filename or ""
    try:
        staged.append(stage_upload(current_user, upload.stream, name))
    except Refused as refusal:
        reason = str(refusal.problems[0].message)
        refused.append(reason if wants_json() else f"{name}: {reason}")


def _make_rows(staged: list[StagedUpload]) -> list[Media]:
    details = {name: request.form[name] for name in TEXTS if name in request.form}
    with transaction():
        return [create_media(current_user, one, **details) for one in staged]


def _upload_answer(
    made: list[Media], refused: list[str], notes: list[str]
) -> ResponseReturnValue:
    if wants_json():
        if refused:
            return jsonify(
                error=" ".join(refused), media=media_options(made, current_user)
            ), 422
        options = media_options(made, current_user)
        return jsonify({**options[0], "media": options, "notes": notes}), 201
    for reason in refused:
        flash(reason, "error")
    for note in notes:
        flash(note, "warning")
    if made:
        count = len(made)
        message = ngettext("%(num)d file uploaded.", "%(num)d files uploaded.", count)
        flash(message, "success")
    if len(made) == 1 and not refused:
        return redirect(url_for("desk.media_edit", media_id=made[0].id), 303)
    return redirect(url_for("desk.media_library"), 303)


@desk.post("/media/xoa-nhieu")
@requires_login
def media_delete_many() -> ResponseReturnValue:
    """Move the ticked media to the trash; those in use stay and are named."""
    staff_only()
    gone, stayed = delete_many(current_user, _ticked())
    for reason in stayed:
        flash(reason, "error")
    if not gone and not stayed:
        flash(_("Nothing is selected."), "warning")
    removed = ",".join(map(str, gone)) or None
    return redirect(url_for("desk.media_library", removed=removed), 303)


@desk.post("/media/khoi-phuc")
@requires_login
def media_restore() -> ResponseReturnValue:
    """Restore the given media from the trash."""
    staff_only()
    count = restore_media(current_user, _ticked())
    message = ngettext("%(num)d restored.", "%(num)d restored.", count)
    flash(message, "success")
    return redirect(url_for("desk.media_library"), 303)


def _ticked() -> list[int]:
    """Return the ids sent that this person may see, whether in the trash or not."""
    sent = [one for one in request.form.getlist("media", type=int) if one > 0]
    return seen_media_ids(current_user, sent)
