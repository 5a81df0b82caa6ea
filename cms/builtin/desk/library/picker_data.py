"""Media as the desk's pickers and uploads show them: small JSON objects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cms.accounts.permissions import ANONYMOUS
from cms.actors import Actor
from cms.builtin.desk.library.queries import known_media
from cms.content.spine.access import known_to
from cms.extensions import db
from cms.media.markup import file_url, rendition_url, size_label, type_label
from cms.media.models import Media
from cms.media.renditions import formats_of, widths_of
from cms.media.service import may_describe, may_manage
from cms.media.uses import use_counts


def media_options_by_id(
    ids: Iterable[int], viewer: Actor, user: Actor | None = None
) -> dict[int, dict[str, Any]]:
    """Return what pickers show of the media that ``viewer`` may know of, by id."""
    rows = known_media(viewer, ids)
    return {one["id"]: one for one in media_options(rows, user)}


def media_options(
    rows: Iterable[Media], user: Actor | None = None
) -> list[dict[str, Any]]:
    """Return what pickers show of media, with the number of uses that ``user`` knows."""
    found = list(rows)
    if not found:
        return []
    known = known_to(user or ANONYMOUS)
    counts = use_counts(db.session(), [media.id for media in found], known)
    return [
        {**media_option(media, user), "uses": counts.get(media.id, 0)}
        for media in found
    ]


def media_option(media: Media, user: Actor | None = None) -> dict[str, Any]:
    """Return what a picker shows of one picture or file.

    ``user`` is who looks: with one, the answer says what they may change.
    """
    is_image = media.kind == "image"
    shown: dict[str, Any] = {
        "id": media.id,
        "kind": media.kind,
        "title": media.title or media.filename,
        "filename": media.filename,
        "alt": media.alt,
        "decorative": media.decorative,
        "caption": media.caption,
        "credit": media.credit,
        "consent": media.consent,
        "width": media.width,
        "height": media.height,
        "focal_x": media.focal_x,
        "focal_y": media.focal_y,
        "type": type_label(media),
        "size": size_label(media.size),
        "thumb": _picture_url(media, 0) if is_image else None,
        "src": _picture_url(media, 1) if is_image else None,
        "url": _picture_url(media, -1) if is_image else file_url(media),
        "edit_url": f"/ban-lam-viec/media/{media.id}",
        "version": media.version,
    }
    if user is not None:
        shown["may_edit"] = may_manage(user, media)
        shown["may_describe"] = may_describe(user, media)
    return shown


def _picture_url(media: Media, place: int) -> str:
    widths = widths_of(media)
    place = min(place, len(widths) - 1)
    return rendition_url(media, widths[place], formats_of(media)[-1])
