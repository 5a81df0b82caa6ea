"""One picture or file on the desk: its details, its uses, another in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.item.photos import crops
from cms.builtin.desk.library.media import CONSENT_WORDS, staff_only
from cms.builtin.desk.library.media_uses import replace_everywhere, uses_of
from cms.builtin.desk.library.picker_data import media_option
from cms.builtin.desk.picker import picker_option
from cms.builtin.media.pdf_notes import notes_on_pdf
from cms.builtin.media.removal import KEPT, delete
from cms.builtin.media.replacing import replace_file
from cms.content.spine.media_access import find, for_person
from cms.content.spine.models import Item
from cms.errors import Conflict, Refused
from cms.media import (
    Media,
    may_make_public,
    may_manage,
    picture,
    update,
)
from cms.media.kinds import ACCEPT, FILES
from cms.media.markup import file_url, size_label, type_label
from cms.media.service import TEXTS
from cms.media.storage import MASTER, storage
from cms.theming import render
from cms.views import flash_problems, wants_json


@desk.get("/media/<int:media_id>")
@requires_login
def media_edit(media_id: int) -> ResponseReturnValue:
    """Show one picture or file with its details and where it is used."""
    return _edit_page(media_or_404(media_id))


def media_or_404(media_id: int) -> Media:
    """Return what this person may see in the library; 404 like for nothing."""
    staff_only()
    found = find(media_id, for_person(current_user))
    if found is None:
        abort(404)
    return found


def _edit_page(
    media: Media, typed: Mapping[str, Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    uses = uses_of(current_user, media.id)
    page = render(
        "desk/library/media_item.html",
        media=media,
        picture=picture(media, "(min-width: 60rem) 40rem, 100vw", alt=""),
        record=media_option(media, current_user),
        crops=crops(),
        consents=CONSENT_WORDS,
        file_url=file_url(media) if media.kind == "file" else None,
        notes=_notes(media),
        type_label=type_label(media),
        size_label=size_label(media.size),
        accept=ACCEPT,
        typed=typed or {},
        limits=TEXTS,
        kept=KEPT,
        uses=_picker_options([*uses.open, *uses.closed]),
        may_manage=may_manage(current_user, media),
        may_mark=may_make_public(current_user),
    )
    return page, status


def _notes(media: Media) -> list[str]:
    """Return what whoever gets this file is told beside what it shows."""
    path = storage().path(media.store_key, MASTER)
    if media.mime != FILES["pdf"].mime or not path.exists():
        return []
    return list(notes_on_pdf(path))


def _picker_options(items: list[Item]) -> list[dict[str, Any]]:
    types = current_build().registry.content_types
    return [picker_option(item) for item in items if item.type in types]


@desk.post("/media/<int:media_id>")
@requires_login
def media_save(media_id: int) -> ResponseReturnValue:
    """Save the details that were sent; a page of the library or a picker asks."""
    media = media_or_404(media_id)
    version = request.form.get("version", type=int)
    try:
        media = update(current_user, media.id, version, _changes())
    except Conflict as conflict:
        return _not_saved(media_id, str(conflict), 409)
    except Refused as refusal:
        return _not_saved(media_id, str(refusal.problems[0].message), 422)
    if wants_json():
        return jsonify(media_option(media, current_user))
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
    if "consent" in request.form:
        changes["consent"] = request.form["consent"]
    if "decorative" in request.form or "described" in request.form:
        changes["decorative"] = bool(request.form.get("decorative"))
    if "marks" in request.form:
        changes["visibility"] = "site" if "site" in request.form else "auto"
    return changes


def _not_saved(media_id: int, message: str, status: int) -> ResponseReturnValue:
    if wants_json():
        theirs = media_option(media_or_404(media_id), current_user)
        return jsonify(error=message, media=theirs), status
    flash(message, "error")
    return _edit_page(media_or_404(media_id), request.form, status)


@desk.post("/media/<int:media_id>/xoa")
@requires_login
def media_delete(media_id: int) -> ResponseReturnValue:
    """Delete what nothing uses; for anything else the page says where it is used."""
    media = media_or_404(media_id)
    try:
        delete(current_user, media.id)
    except Refused as refusal:
        flash_problems(refusal)
        return redirect(url_for("desk.media_edit", media_id=media_id), 303)
    return redirect(url_for("desk.media_library", removed=media_id), 303)


@desk.post("/media/<int:media_id>/tep-moi")
@requires_login
def media_new_file(media_id: int) -> ResponseReturnValue:
    """Replace the file of a record."""
    media = media_or_404(media_id)
    upload = request.files.get("file")
    version = request.form.get("version", type=int)
    page = redirect(url_for("desk.media_edit", media_id=media_id), 303)
    if upload is None or not upload.filename:
        flash(_("Please choose a file first."), "error")
        return page
    try:
        replace_file(current_user, media.id, version, upload.stream, upload.filename)
    except Conflict as conflict:
        flash_problems(conflict)
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(_("The file was replaced on every page that shows it."), "success")
    return page


@desk.get("/media/<int:media_id>/thay")
@requires_login
def media_replace(media_id: int) -> ResponseReturnValue:
    """Show where something is used, and ask for what takes its place."""
    media = media_or_404(media_id)
    uses = uses_of(current_user, media_id)
    return render(
        "desk/library/media_replace.html",
        media=media,
        record=media_option(media, current_user),
        open_uses=_picker_options(uses.open),
        closed_uses=_picker_options(uses.closed),
        urls={
            "media": url_for("desk.media_pick"),
            "upload": url_for("desk.media_upload"),
        },
    )


@desk.post("/media/<int:media_id>/thay")
@requires_login
def media_replace_now(media_id: int) -> ResponseReturnValue:
    """Show another picture in every place."""
    old = media_or_404(media_id)
    again = redirect(url_for("desk.media_replace", media_id=media_id), 303)
    chosen = request.form.get("replacement", 0, type=int)
    new = find(chosen, for_person(current_user))
    if new is None:
        flash(_("Please choose another picture."), "error")
        return again
    try:
        changed = replace_everywhere(current_user, old.id, new.id)
    except Refused as refusal:
        flash_problems(refusal)
        return again
    count = len(changed)
    message = ngettext(
        "Replaced in %(num)d place.", "Replaced in %(num)d places.", count
    )
    flash(message, "success")
    return redirect(url_for("desk.media_edit", media_id=new.id), 303)
