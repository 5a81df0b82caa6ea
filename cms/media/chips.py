"""Media as the desk's pickers and uploads show them: small JSON objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from cms.extensions import db
from cms.media.markup import file_url, rendition_url, size_label, type_label
from cms.media.models import Media
from cms.media.renditions import formats_of, widths_of


def titles(ids: Iterable[int]) -> Mapping[int, str]:
    """Return the titles of media by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.scalars(select(Media).where(Media.id.in_(wanted)))
    return {row.id: row.title or row.filename for row in rows}


def chips(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return what pickers show of media, by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.scalars(select(Media).where(Media.id.in_(wanted)))
    return {row.id: chip(row) for row in rows}


def chip(media: Media) -> dict[str, Any]:
    """Return what a picker shows of one picture or file."""
    is_image = media.kind == "image"
    return {
        "id": media.id,
        "kind": media.kind,
        "title": media.title or media.filename,
        "filename": media.filename,
        "alt": media.alt,
        "caption": media.caption,
        "credit": media.credit,
        "width": media.width,
        "height": media.height,
        "type": type_label(media),
        "size": size_label(media.size),
        "thumb": _picture_url(media, 0) if is_image else None,
        "src": _picture_url(media, 1) if is_image else None,
        "url": _picture_url(media, -1) if is_image else file_url(media),
        "edit_url": f"/ban-lam-viec/media/{media.id}",
        "version": media.version,
    }


def _picture_url(media: Media, place: int) -> str:
    widths = widths_of(media)
    place = min(place, len(widths) - 1)
    return rendition_url(media, widths[place], formats_of(media)[-1])
