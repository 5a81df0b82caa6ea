"""Storing, changing and deleting media: each function is one transaction."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from flask_babel import gettext as _, ngettext

from cms import audit, text
from cms.accounts.permissions import holds
from cms.build_context import current_build
from cms.database.transaction import after_commit, release, transaction
from cms.errors import Conflict, Forbidden, NotFound, Problem, Refused
from cms.jobs import enqueue
from cms.media.files import check_file
from cms.media.images import make_master
from cms.media.kinds import FILES, IMAGES, extension_of, refuse, refuse_extension
from cms.media.models import Media
from cms.media.storage import MASTER, Storage, new_key, storage
from cms.media.uses import used_in


RENDITIONS_JOB: Final = "core.renditions"
_CHUNK: Final = 256 * 1024
_UNWANTED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:\"|?*]"
)
#: Fields that people fill in, with how much each holds.
TEXTS: Final = {"title": 300, "alt": 1000, "caption": 2000, "credit": 300}


@dataclass(frozen=True)
class _Taken:
    """A checked upload that lies in the store."""

    key: str
    kind: str
    mime: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None


def may_upload(user: Any) -> bool:
    """Tell whether ``user`` may add to the library: whoever writes anything may."""
    rights = ["content.write", "media.manage"]
    rights += [f"{name}.write" for name in current_build().registry.content_types]
    return any(holds(user, right) for right in rights)


def may_manage(user: Any, media: Media) -> bool:
    """Tell whether ``user`` may change these details: managers, and who uploaded it."""
    own = media.created_by_id is not None and media.created_by_id == user.id
    return holds(user, "media.manage") or (own and may_upload(user))


def store(actor: Any, stream: IO[bytes], filename: str, **details: Any) -> Media:
    """Check an upload, put it in the store and return its row.

    ``details`` are title, alt, caption, credit and visibility. Raises Refused
    with a reason that people understand, or Forbidden. The bytes are safe on
    disk before the row is: a row never points at nothing.
    """
    if not may_upload(actor):
        raise Forbidden(_("You may not add to the media library."))
    name = clean_filename(filename)
    release()
    bytes_of = storage()
    taken = _take(bytes_of, stream, extension_of(name))
    try:
        with transaction() as session:
            media = Media(
                filename=name,
                kind=taken.kind,
                mime=taken.mime,
                size=taken.size,
                width=taken.width,
                height=taken.height,
                sha256=taken.sha256,
                store_key=taken.key,
                created_by_id=actor.id,
            )
            _apply(media, {"title": name.rpartition(".")[0], **details})
            session.add(media)
            session.flush()
            detail = {"media": media.id}
            audit.record("media.store", actor=actor, subject=media.title, detail=detail)
            if media.kind == "image":
                key = f"renditions:{media.id}"
                enqueue(RENDITIONS_JOB, dedupe=key, media_id=media.id)
    except BaseException:
        bytes_of.remove(taken.key)
        raise
    return media


def clean_filename(given: str) -> str:
    """Return a file name without folders or signs that a header or disk would mind."""
    last = re.split(r"[/\\]", given)[-1]
    name = " ".join(_UNWANTED.sub("", text.nfc(last)).split()).strip(". ")
    stem, _point, extension = name.rpartition(".")
    return f"{stem[:180]}.{extension[:10]}" if stem else name[:180]


def _take(bytes_of: Storage, stream: IO[bytes], extension: str) -> _Taken:
    """Copy, check and keep the bytes of an upload; nothing is left of a refused one."""
    if extension not in IMAGES and extension not in FILES:
        raise refuse_extension(extension)
    raw, made = bytes_of.scratch(), bytes_of.scratch()
    key = new_key()
    try:
        size, digest = _copy(stream, raw)
        if extension in IMAGES:
            master = make_master(raw, made)
            bytes_of.take(key, MASTER, made)
            size = bytes_of.path(key, MASTER).stat().st_size
            shape = (master.width, master.height)
            return _Taken(key, "image", master.mime, size, digest, *shape)
        check_file(raw, extension)
        bytes_of.take(key, MASTER, raw)
        return _Taken(key, "file", FILES[extension].mime, size, digest)
    finally:
        raw.unlink(missing_ok=True)
        made.unlink(missing_ok=True)


def _copy(stream: IO[bytes], target: Path) -> tuple[int, str]:
    """Write the upload to disk, counting; return its size and SHA-256."""
    limit = current_build().config.max_upload_mb
    size, digest = 0, hashlib.sha256()
    with target.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit * 1024 * 1024:
                message = _("This file is larger than %(limit)d MB.", limit=limit)
                raise refuse(message)
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise refuse(_("This file is empty."))
    return size, digest.hexdigest()


def update(
    actor: Any, media_id: int, version: int | None, changes: Mapping[str, Any]
) -> Media:
    """Change texts, focal point (percent) or visibility of a medium; return it.

    Raises NotFound, Forbidden, Refused, and Conflict when somebody else has
    saved since ``version``.
    """
    with transaction() as session:
        media = session.get(Media, media_id)
        if media is None:
            raise NotFound(f"No medium {media_id}.")
        if not may_manage(actor, media):
            raise Forbidden(_("You may not change this."))
        if version is not None and version != media.version:
            raise Conflict(_("Somebody else has saved this in the meantime."), media)
        if "visibility" in changes and not holds(actor, "media.manage"):
            raise Forbidden(_("You may not change this."))
        _apply(media, changes)
        session.flush()
        detail = {"media": media.id, "fields": sorted(changes)}
        audit.record("media.update", actor=actor, subject=media.title, detail=detail)
    return media


def _apply(media: Media, changes: Mapping[str, Any]) -> None:
    """Set details on a row; raise Refused for values out of range."""
    for name, limit in TEXTS.items():
        if name in changes:
            lines = text.nfc(str(changes[name] or "")).strip()
            value = lines if name == "caption" else " ".join(lines.split())
            setattr(media, name, _UNPRINTABLE.sub("", value)[:limit])
    for name in ("focal_x", "focal_y"):
        if name in changes:
            value = changes[name]
            if not isinstance(value, int) or not 0 <= value <= 100:
                message = _("The focal point lies between 0 and 100 percent.")
                raise Refused([Problem(message, name)])
            setattr(media, name, value)
    if "visibility" in changes:
        if changes["visibility"] not in ("auto", "site"):
            raise Refused([Problem(_("Please choose one of the list."), "visibility")])
        media.visibility = changes["visibility"]
    found_by = (media.title, media.filename, media.alt, media.caption, media.credit)
    media.title_fold = text.fold(" ".join(part or "" for part in found_by))[:700]


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def delete(actor: Any, media_id: int) -> None:
    """Delete a picture or file that nothing uses, with its bytes.

    Raises NotFound, Forbidden, or Refused while an item or the site uses it.
    """
    with transaction() as session:
        media = session.get(Media, media_id)
        if media is None:
            raise NotFound(f"No medium {media_id}.")
        if not may_manage(actor, media):
            raise Forbidden(_("You may not delete this."))
        uses = used_in(session, media_id)
        if uses:
            message = ngettext(
                "This is used in %(num)d place.",
                "This is used in %(num)d places.",
                len(uses),
            )
            raise Refused([Problem(message)])
        if media.visibility == "site":
            message = _("This belongs to the site itself; take that mark away first.")
            raise Refused([Problem(message)])
        detail = {"media": media.id, "sha256": media.sha256}
        audit.record("media.delete", actor=actor, subject=media.title, detail=detail)
        key, bytes_of = media.store_key, storage()
        session.delete(media)
        after_commit(lambda: bytes_of.remove(key))
