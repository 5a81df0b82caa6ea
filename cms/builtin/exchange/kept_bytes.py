"""Bytes that a site has kept before, taken from an archive as they are."""

from __future__ import annotations

from typing import IO, Final

from cms.media.files import check_file
from cms.media.images import make_master, read_master
from cms.media.intake import Taken, copy_bytes
from cms.media.kinds import FILES, refuse_extension
from cms.media.storage import MASTER, Storage, new_key


#: What was a small upload may be a larger PNG once it is kept.
MOST_MB: Final = 512


def take_kept(bytes_of: Storage, stream: IO[bytes], kind: str, extension: str) -> Taken:
    """Keep bytes that a site has kept before, as they are, once they are checked.

    A picture that no site has written is written anew, as an upload is. Raises
    Refused for what :func:`cms.media.intake.take` would refuse.
    """
    raw, made = bytes_of.scratch(), bytes_of.scratch()
    key = new_key()
    try:
        size, digest = copy_bytes(stream, raw, MOST_MB)
        if kind == "image":
            master = read_master(raw)
            if master is None:
                master, raw_or_made = make_master(raw, made), made
            else:
                raw_or_made = raw
            size = raw_or_made.stat().st_size
            bytes_of.take(key, MASTER, raw_or_made)
            shape = (master.width, master.height)
            return Taken(key, "image", master.mime, size, digest, *shape)
        if kind != "file" or extension not in FILES:
            raise refuse_extension(extension)
        check_file(raw, extension)
        bytes_of.take(key, MASTER, raw)
        return Taken(key, "file", FILES[extension].mime, size, digest)
    finally:
        raw.unlink(missing_ok=True)
        made.unlink(missing_ok=True)
