"""Taking the bytes of an upload: copied, checked, kept, or nothing is left of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from flask_babel import gettext as _

from cms.build_context import current_build
from cms.media.files import check_file
from cms.media.images import make_master, picture_format
from cms.media.kinds import FILES, IMAGES, refuse, refuse_extension
from cms.media.storage import MASTER, Storage, new_key


_CHUNK: Final = 256 * 1024


@dataclass(frozen=True)
class Taken:
    """A checked upload that lies in the store."""

    key: str
    kind: str
    mime: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None
    several: bool = False


def take(bytes_of: Storage, stream: IO[bytes], extension: str) -> Taken:
    """Copy, check and keep the bytes of an upload; nothing is left of a refused one.

    A picture is known by its content, whatever its name says.
    """
    raw, made = bytes_of.scratch(), bytes_of.scratch()
    key = new_key()
    try:
        size, digest = copy_bytes(stream, raw)
        with raw.open("rb") as file:
            is_picture = picture_format(file.read(32)) is not None
        if not is_picture and extension not in IMAGES and extension not in FILES:
            raise refuse_extension(extension)
        if is_picture or extension in IMAGES:
            master = make_master(raw, made)
            bytes_of.take(key, MASTER, made)
            size = bytes_of.path(key, MASTER).stat().st_size
            shape = (master.width, master.height)
            about = (master.mime, size, digest, *shape, master.several)
            return Taken(key, "image", *about)
        check_file(raw, extension)
        bytes_of.take(key, MASTER, raw)
        return Taken(key, "file", FILES[extension].mime, size, digest)
    finally:
        raw.unlink(missing_ok=True)
        made.unlink(missing_ok=True)


def copy_bytes(
    stream: IO[bytes], target: Path, limit: int | None = None
) -> tuple[int, str]:
    """Write the upload to disk, counting; return its size and SHA-256."""
    limit = current_build().config.max_upload_mb if limit is None else limit
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
