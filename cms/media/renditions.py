"""Pictures in the sizes and formats that pages ask for, made once and kept."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cms.extensions import db
from cms.media.images import make_rendition
from cms.media.models import Media
from cms.media.storage import MASTER, storage


WIDTHS: Final = (320, 640, 960, 1600)
MIMES: Final = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
}


def widths_of(media: Media) -> list[int]:
    """Return the widths in which a picture is offered: never wider than it is."""
    width = media.width or 0
    smaller = [size for size in WIDTHS if size < width]
    return smaller if width > WIDTHS[-1] else [*smaller, width]


def formats_of(media: Media) -> tuple[str, ...]:
    """Return the extensions in which a picture is offered, the smallest files first."""
    return ("avif", "webp", "png" if media.mime == "image/png" else "jpg")


def fitting(media: Media, width: int) -> int | None:
    """Return the width to send when ``width`` is asked for; None for odd sizes.

    A standard size that the picture does not reach gives its full width.
    """
    offered = widths_of(media)
    if width in offered:
        return width
    return offered[-1] if width in WIDTHS else None


def rendition(media: Media, width: int, extension: str) -> Path:
    """Return the file of a rendition, making it when it is not there yet."""
    store = storage()
    name = f"{width}.{extension}"
    path = store.path(media.store_key, name)
    if path.exists():
        return path
    with store.lock(media.store_key):
        if not path.exists():
            scratch = store.scratch()
            try:
                master = store.path(media.store_key, MASTER)
                make_rendition(master, scratch, width, extension)
                store.take(media.store_key, name, scratch)
            finally:
                scratch.unlink(missing_ok=True)
    return path


def make_renditions(media_id: int) -> None:
    """Make every rendition of a picture; what is there already is left alone."""
    media = db.session.get(Media, media_id)
    if media is None or media.kind != "image":
        return
    for width in widths_of(media):
        for extension in formats_of(media):
            rendition(media, width, extension)
