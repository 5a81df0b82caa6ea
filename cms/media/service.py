"""Storing and changing media: each function is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from cms import audit, inputs, text
from cms.accounts.permissions import holds, holds_everywhere
from cms.actors import Actor
from cms.build_context import current_build
from cms.database.transaction import release, transaction
from cms.errors import Conflict, Forbidden, NotFound, Problem, Refused
from cms.jobs import enqueue
from cms.media.intake import Taken, take
from cms.media.kinds import extension_of
from cms.media.models import Media
from cms.media.storage import storage


audit.declare(
    {
        "media.store": _l("File added"),
        "media.update": _l("File changed"),
    },
    media=_l("Media library"),
)


RENDITIONS_JOB: Final = "core.renditions"
#: Fields that people fill in, with how much each holds.
TEXTS: Final = {
    "title": 300,
    "alt": 1000,
    "caption": 2000,
    "credit": 300,
    "rights": 300,
    "consent_note": 500,
}
#: What is known of the consent of the persons shown.
CONSENTS: Final = ("unknown", "given", "not_needed", "refused")


def words_of(session: Session, media_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the public texts of media by id: titles, captions, file names."""
    wanted = set(media_ids)
    if not wanted:
        return {}
    columns = (Media.title, Media.alt, Media.caption, Media.credit, Media.filename)
    rows = session.execute(select(Media.id, *columns).where(Media.id.in_(wanted)))
    return {row[0]: [words for words in row[1:] if words] for row in rows}


def may_upload(user: Actor) -> bool:
    """Tell whether ``user`` may add to the library: whoever writes anything may."""
    rights = ["content.write", "media.manage"]
    types = current_build().registry.content_types.values()
    rights += [one.permission("write") for one in types]
    return any(holds(user, right) for right in rights)


def may_manage(user: Actor, media: Media) -> bool:
    """Tell whether ``user`` may change these details: managers, and who uploaded it."""
    own = media.created_by_id is not None and media.created_by_id == user.id
    return holds(user, "media.manage") or (own and may_upload(user))


def store(actor: Actor, stream: IO[bytes], filename: str, **details: Any) -> Media:
    """Check an upload, put it in the store and return its row.

    ``details`` are what :func:`update` takes. Raises Refused with a reason
    that people understand, or Forbidden. The bytes are safe on disk before
    the row is: a row never points at nothing.
    """
    staged = stage_upload(actor, stream, filename)
    try:
        with transaction():
            media = create_media(actor, staged, **details)
    except BaseException:
        discard_uploads([staged])
        raise
    return media


@dataclass(frozen=True)
class StagedUpload:
    """A checked upload whose bytes lie in the store; it has no row yet."""

    filename: str
    taken: Taken


def stage_upload(actor: Actor, stream: IO[bytes], filename: str) -> StagedUpload:
    """Check an upload and put its bytes in the store; raises what :func:`store` does.

    What comes of it must be given to :func:`create_media` or to :func:`discard_uploads`.
    """
    if not may_upload(actor):
        raise Forbidden(_("You may not add to the media library."))
    name = inputs.file_name(filename)
    release()
    return StagedUpload(name, take(storage(), stream, extension_of(name)))


def create_media(actor: Actor, staged: StagedUpload, **details: Any) -> Media:
    """Make the row of a staged upload, in the caller's transaction."""
    with transaction() as session:
        name = staged.filename
        media = Media(filename=name, created_by_id=actor.id)
        attach_file(media, staged.taken)
        _apply(media, {"title": name.rpartition(".")[0], **details})
        session.add(media)
        session.flush()
        detail = {"media": media.id}
        audit.record("media.store", actor=actor, subject=media.title, detail=detail)
        enqueue_renditions(media)
    return media


def discard_uploads(several: Iterable[StagedUpload]) -> None:
    """Remove the bytes of staged uploads that got no row."""
    for one in several:
        storage().remove(one.taken.key)


def attach_file(media: Media, taken: Taken) -> None:
    """Let a row point at bytes that were just checked and kept."""
    media.kind, media.mime, media.size = taken.kind, taken.mime, taken.size
    media.width, media.height = taken.width, taken.height
    media.sha256, media.store_key = taken.sha256, taken.key


def enqueue_renditions(media: Media) -> None:
    """Have the sizes of a picture made in the background."""
    if media.kind == "image":
        key = f"renditions:{media.store_key[:16]}"
        enqueue(RENDITIONS_JOB, dedupe=key, media_id=media.id)


def may_describe(user: Actor, media: Media) -> bool:
    """Tell whether ``user`` may say what a picture shows.

    Whoever writes may: an article with somebody else's picture must not wait
    for him, and the log says who did it.
    """
    return may_upload(user) if media.kind == "image" else may_manage(user, media)


def manageable(user: Actor) -> ColumnElement[bool]:
    """Return the SQL criterion for :func:`may_manage`."""
    if holds(user, "media.manage"):
        return true()
    own = (Media.created_by_id == user.id) & Media.created_by_id.is_not(None)
    return own if may_upload(user) else false()


def update(
    actor: Actor, media_id: int, version: int | None, changes: Mapping[str, Any]
) -> Media:
    """Change texts, focal point (percent), consent, visibility; return the medium.

    Raises NotFound, Forbidden, Refused, and Conflict when somebody else has
    saved since ``version``.
    """
    with transaction() as session:
        media = session.get(Media, media_id)
        if media is None or media.deleted_at is not None:
            raise NotFound(f"No medium {media_id}.")
        describes = changes.keys() <= {"alt", "decorative"}
        if not (may_describe if describes else may_manage)(actor, media):
            raise Forbidden(_("You may not change this."))
        if version is not None and version != media.version:
            raise Conflict(_("Somebody else has saved this in the meantime."), media)
        if "visibility" in changes and not may_make_public(actor):
            raise Forbidden(_("You may not change this."))
        _apply(media, changes)
        session.flush()
        detail = {"media": media.id, "fields": sorted(changes)}
        audit.record("media.update", actor=actor, subject=media.title, detail=detail)
    return media


def may_make_public(user: Actor) -> bool:
    """Tell whether ``user`` may make media public without a page that shows them."""
    return holds(user, "media.manage") and holds_everywhere(user, "content.publish")


def _apply(media: Media, changes: Mapping[str, Any]) -> None:
    """Set details on a row; raise Refused for values out of range."""
    for name, limit in TEXTS.items():
        if name in changes:
            lines = inputs.clean_text(str(changes[name] or "")).strip()
            value = lines if name == "caption" else " ".join(lines.split())
            setattr(media, name, value[:limit])
    for name in ("focal_x", "focal_y"):
        if name in changes:
            value = changes[name]
            if not isinstance(value, int) or not 0 <= value <= 100:
                message = _("The focal point lies between 0 and 100 percent.")
                raise Refused([Problem(message, name)])
            setattr(media, name, value)
    for name, choices in (("visibility", ("auto", "site")), ("consent", CONSENTS)):
        if name in changes:
            if changes[name] not in choices:
                raise Refused([Problem(_("Please choose one of the list."), name)])
            setattr(media, name, changes[name])
    if "decorative" in changes:
        media.decorative = bool(changes["decorative"])
    write_fold(media)


def write_fold(media: Media) -> None:
    """Set the search text of a medium."""
    found_by = (media.title, media.filename, media.alt, media.caption, media.credit)
    media.title_fold = text.fold(" ".join(part or "" for part in found_by))[:700]
