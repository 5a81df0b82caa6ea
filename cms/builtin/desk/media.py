"""The media library on the desk: look, upload, describe, delete, choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, select
from werkzeug.datastructures import FileStorage

from cms import text
from cms.accounts.guard import requires_login
from cms.accounts.permissions import holds
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.listing import chip as item_chip
from cms.builtin.media.access import find, for_person
from cms.content import access
from cms.content.models import Item
from cms.database.pagination import Page, page_of
from cms.database.transaction import release
from cms.errors import Conflict, Forbidden, Refused
from cms.extensions import db
from cms.media import (
    Media,
    MediaUse,
    chip,
    delete,
    may_manage,
    may_upload,
    picture,
    store,
    update,
)
from cms.media.kinds import ACCEPT
from cms.media.markup import file_url, size_label, type_label
from cms.media.service import TEXTS
from cms.media.uses import is_used
from cms.theming import render


PAGE_SIZE = 48
PICKER_SIZE = 60
KINDS = ("image", "file")


@desk.get("/media/")
@requires_login
def media_library() -> ResponseReturnValue:
    """Show pictures and files, searched and filtered, newest first."""
    _staff_only()
    page = _page(_query(), PAGE_SIZE)
    return render(
        "desk/media.html",
        page=page,
        tiles=[chip(one) for one in page.items],
        may_upload=may_upload(current_user),
        accept=ACCEPT,
    )


def _staff_only() -> None:
    if not (may_upload(current_user) or holds(current_user, "content.read")):
        abort(403)


def _query() -> Select[Any]:
    return select(Media).where(for_person(current_user), *_filters())


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
        found.append((Media.kind == "image") & (Media.alt == ""))
    return found


def _page(query: Select[Any], limit: int) -> Page[Media]:
    cursor = request.args.get("cursor") or request.args.get("page")
    return page_of(
        query, Media.created_at, Media.id, cursor=cursor, limit=limit, count_cap=1000
    )


@desk.get("/media/chon.json")
@requires_login
def media_pick() -> ResponseReturnValue:
    """Answer a picker: media whose words match ``q``; ``page`` is a cursor."""
    _staff_only()
    page = _page(_query(), PICKER_SIZE)
    return jsonify(items=[chip(one) for one in page.items], next=page.next)


@desk.post("/media/tai-len")
@requires_login
def media_upload() -> ResponseReturnValue:
    """Take one file or many; each is accepted or refused by itself."""
    if not may_upload(current_user):
        abort(403)
    # The files are still arriving: nobody should wait for that with us.
    release()
    made: list[Media] = []
    refused: list[str] = []
    for upload in request.files.getlist("file"):
        if not upload.filename:
            continue
        try:
            made.append(_store(upload))
        except Refused as refusal:
            reason = str(refusal.problems[0].message)
            refused.append(reason if _wants_json() else f"{upload.filename}: {reason}")
    if not made and not refused:
        refused.append(_("Please choose a file first."))
    return _upload_answer(made, refused)


def _store(upload: FileStorage) -> Media:
    details = {name: request.form[name] for name in TEXTS if name in request.form}
    return store(current_user, upload.stream, upload.filename or "", **details)


def _upload_answer(made: list[Media], refused: list[str]) -> ResponseReturnValue:
    if _wants_json():
        if refused:
            return jsonify(
                error=" ".join(refused), media=[chip(one) for one in made]
            ), 422
        first = chip(made[0])
        return jsonify({**first, "media": [chip(one) for one in made]}), 201
    for reason in refused:
        flash(reason, "error")
    if made:
        count = len(made)
        told = ngettext("%(num)d file uploaded.", "%(num)d files uploaded.", count)
        flash(told, "success")
    if len(made) == 1 and not refused:
        return redirect(url_for("desk.media_edit", media_id=made[0].id), 303)
    return redirect(url_for("desk.media_library"), 303)


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == (
        "application/json"
    )


@desk.get("/media/<int:media_id>")
@requires_login
def media_edit(media_id: int) -> ResponseReturnValue:
    """Show one picture or file with its details and where it is used."""
    return _edit_page(_media_or_404(media_id))


def _media_or_404(media_id: int) -> Media:
    _staff_only()
    found = find(media_id, for_person(current_user))
    if found is None:
        abort(404)
    return found


def _edit_page(
    media: Media, typed: Mapping[str, Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    uses, hidden = _uses(media.id)
    page = render(
        "desk/media_edit.html",
        media=media,
        picture=picture(media, "(min-width: 60rem) 40rem, 100vw", alt=""),
        file_url=file_url(media) if media.kind == "file" else None,
        type_label=type_label(media),
        size_label=size_label(media.size),
        typed=typed or {},
        limits=TEXTS,
        uses=uses,
        hidden_uses=hidden,
        may_manage=may_manage(current_user, media),
        may_mark=holds(current_user, "media.manage"),
    )
    return page, status


def _uses(media_id: int) -> tuple[list[dict[str, Any]], int]:
    """Return the items that use a medium, and the number of those not to be named."""
    using = select(MediaUse.item_id).where(MediaUse.media_id == media_id)
    query = select(Item).where(Item.id.in_(using))
    shown = query.where(access.editable(current_user)).order_by(Item.updated_at.desc())
    found = list(db.session.scalars(shown))
    total = len(list(db.session.scalars(using)))
    types = current_build().registry.content_types
    named = [item_chip(item) for item in found if item.type in types]
    return named, total - len(named)


@desk.post("/media/<int:media_id>")
@requires_login
def media_save(media_id: int) -> ResponseReturnValue:
    """Save the details that were sent; a page of the library or a picker asks."""
    media = _media_or_404(media_id)
    version = request.form.get("version", type=int)
    try:
        media = update(current_user, media.id, version, _changes())
    except Forbidden:
        abort(403)
    except Conflict as conflict:
        return _not_saved(media_id, str(conflict), 409)
    except Refused as refusal:
        return _not_saved(media_id, str(refusal.problems[0].message), 422)
    if _wants_json():
        return jsonify(chip(media))
    flash(_("Saved."), "success")
    return redirect(url_for("desk.media_edit", media_id=media.id), 303)


def _changes() -> dict[str, Any]:
    """Return what the form holds, and only fields that exist."""
    changes: dict[str, Any] = {
        name: request.form[name] for name in TEXTS if name in request.form
    }
    for name in ("focal_x", "focal_y"):
        if name in request.form:
            changes[name] = request.form.get(name, type=int)
    if "marks" in request.form:
        changes["visibility"] = "site" if "site" in request.form else "auto"
    return changes


def _not_saved(media_id: int, message: str, status: int) -> ResponseReturnValue:
    if _wants_json():
        return jsonify(error=message), status
    flash(message, "error")
    return _edit_page(_media_or_404(media_id), request.form, status)


@desk.post("/media/<int:media_id>/xoa")
@requires_login
def media_delete(media_id: int) -> ResponseReturnValue:
    """Delete what nothing uses; for anything else the page says where it is used."""
    media = _media_or_404(media_id)
    try:
        delete(current_user, media.id)
    except Forbidden:
        abort(403)
    except Refused as refusal:
        flash(str(refusal.problems[0].message), "error")
        return redirect(url_for("desk.media_edit", media_id=media_id), 303)
    flash(_("Deleted."), "success")
    return redirect(url_for("desk.media_library"), 303)
