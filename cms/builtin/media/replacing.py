"""Replacing the file of a media record on every page."""

from __future__ import annotations

from typing import IO

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from cms import audit, inputs
from cms.actors import Actor
from cms.database.base import utcnow
from cms.database.transaction import release, transaction
from cms.errors import Conflict, Forbidden, NotFound
from cms.media.intake import Taken, take
from cms.media.kinds import extension_of, refuse
from cms.media.models import Media
from cms.media.service import TEXTS, attach_file, enqueue_renditions, may_manage
from cms.media.storage import storage
from cms.media.uses import hand_on_uses


audit.declare(
    {
        "media.replace_file": _l("File replaced"),
    }
)


_SHAPE = ("kind", "mime", "size", "width", "height", "sha256", "store_key")


def replace_file(
    actor: Actor, media_id: int, version: int | None, stream: IO[bytes], filename: str
) -> Media:
    """Put other bytes under a record; its description and its uses stay.

    The old file stays in the trash as a record of its own.
    Raises NotFound, Forbidden, Conflict, and Refused for what :func:`store`
    would refuse and for a file in the place of a picture.
    """
    name = inputs.file_name(filename)
    release()
    bytes_of = storage()
    taken = take(bytes_of, stream, extension_of(name))
    try:
        with transaction() as session:
            media = _wanted(session, actor, media_id, version, taken)
            before = _former(media)
            attach_file(media, taken)
            media.filename = name
            session.flush()
            # The key is unique: it is free once the row holds the new one.
            session.add(before)
            session.flush()
            hand_on_uses(session, media.id, before.id)
            detail = {"media": media.id, "sha256": taken.sha256, "was": before.sha256}
            audit.record(
                "media.replace_file", actor=actor, subject=media.title, detail=detail
            )
            enqueue_renditions(media)
    except BaseException:
        bytes_of.remove(taken.key)
        raise
    return media


def _wanted(
    session: Session, actor: Actor, media_id: int, version: int | None, taken: Taken
) -> Media:
    """Return the record that takes the new bytes, or raise why it may not."""
    media = session.get(Media, media_id)
    if media is None or media.deleted_at is not None:
        raise NotFound(f"No medium {media_id}.")
    if not may_manage(actor, media):
        raise Forbidden(_("You may not change this."))
    if version is not None and version != media.version:
        message = _("Somebody else has saved this in the meantime.")
        raise Conflict(message, media)
    if media.kind != taken.kind:
        raise refuse(_("A picture can only take the place of a picture."))
    return media


def _former(media: Media) -> Media:
    """Return a record in the trash that holds the bytes that ``media`` had."""
    kept = {name: getattr(media, name) for name in (*_SHAPE, *TEXTS, "title_fold")}
    return Media(
        filename=media.filename,
        created_by_id=media.created_by_id,
        consent=media.consent,
        focal_x=media.focal_x,
        focal_y=media.focal_y,
        deleted_at=utcnow(),
        **kept,
    )
