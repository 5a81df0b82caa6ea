"""HTML of pictures and of links to files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import g, has_request_context
from markupsafe import Markup
from sqlalchemy import ColumnElement, select

from cms import text
from cms.extensions import db
from cms.media.focal_point import focal_classes
from cms.media.kinds import FILES, extension_of
from cms.media.models import Media
from cms.media.renditions import MIMES, WIDTHS, formats_of, widths_of
from cms.richtext import tag


DEFAULT_SIZES = "(min-width: 60rem) 44rem, 100vw"


def prepare(
    ids: Iterable[int | None], criterion: ColumnElement[bool] | None = None
) -> None:
    """Load the rows of pictures and files that a page will show, in one query.

    What does not meet the criterion counts as gone for the rest of the request.
    """
    wanted = {number for number in ids if number is not None} - _kept().keys()
    if not wanted:
        return
    query = select(Media).where(Media.id.in_(wanted))
    rows = db.session.scalars(query if criterion is None else query.where(criterion))
    found: dict[int, Media | None] = dict.fromkeys(wanted)
    found.update({row.id: row for row in rows})
    _kept().update(found)


def find(media: Media | int | None) -> Media | None:
    """Return the row, from what was prepared when possible."""
    if media is None or isinstance(media, Media):
        return media
    if media not in _kept():
        if not has_request_context():
            return db.session.get(Media, media)
        prepare([media])
    return _kept()[media]


def _kept() -> dict[int, Media | None]:
    """Return the rows kept for the length of a request."""
    return g.setdefault("cms_media", {}) if has_request_context() else {}


def rendition_url(media: Media, width: int, extension: str) -> str:
    """Return the address of a rendition."""
    return f"/media/{media.id}/{width}.{extension}"


def file_url(media: Media) -> str:
    """Return the address from which a file is downloaded."""
    return f"/media/{media.id}/tep/{quote(media.filename, safe='')}"


def picture(
    media: Media | int | None,
    sizes: str = DEFAULT_SIZES,
    *,
    alt: str | None = None,
    class_: str | None = None,
    loading: str | None = "lazy",
    priority: bool = False,
) -> Markup:
    """Return a picture in every size and format on offer; nothing when it is gone.

    ``alt`` overrides the library's own description ("" for decoration);
    ``priority`` is for the one picture that is seen first.
    """
    row = find(media)
    if row is None or row.kind != "image" or not row.width:
        return Markup("")
    *modern, plain = formats_of(row)
    sources = [
        tag("source", type=MIMES[kind], srcset=_srcset(row, kind), sizes=sizes)
        for kind in modern
    ]
    image = tag(
        "img",
        src=shown_url(row),
        srcset=_srcset(row, plain),
        sizes=sizes,
        width=row.width,
        height=row.height,
        alt=_description(row) if alt is None else alt,
        class_=focal_classes(row.focal_x, row.focal_y),
        loading=None if priority else loading,
        fetchpriority="high" if priority else None,
        decoding="async",
    )
    return tag("picture", *sources, image, class_=class_)


def figure(media: Media | int | None, sizes: str = DEFAULT_SIZES) -> Markup:
    """Return a picture with its caption and credit, leading to its largest size."""
    row = find(media)
    shown = picture(row, sizes)
    if row is None or not shown:
        return Markup("")
    if _description(row):
        url = rendition_url(row, widths_of(row)[-1], formats_of(row)[-1])
        shown = tag("a", shown, href=url)
    parts: list[Any] = [text.keep_together(row.caption)] if row.caption else []
    if row.credit:
        parts.append(tag("span", row.credit, class_="credit"))
    note = tag("figcaption", Markup(" ").join(parts)) if parts else ""
    return tag("figure", shown, note)


def figures(ids: Iterable[int], sizes: str = DEFAULT_SIZES) -> Markup:
    """Return pictures with their captions, loaded in one query."""
    wanted = list(ids)
    prepare(wanted)
    return Markup("").join(figure(number, sizes) for number in wanted)


def _description(media: Media) -> str:
    return "" if media.decorative else media.alt


def shown_url(media: Media) -> str:
    """Return the one rendition for whoever cannot choose, at most 960 px wide."""
    widths = widths_of(media)
    width = max([width for width in widths if width <= WIDTHS[2]] or widths[:1])
    return rendition_url(media, width, formats_of(media)[-1])


def _srcset(media: Media, extension: str) -> str:
    return ", ".join(
        f"{rendition_url(media, width, extension)} {width}w"
        for width in widths_of(media)
    )


def file_link(media: Media | int | None, title: str = "") -> Markup | None:
    """Return a link to a file with its type and size, or None when it is gone."""
    row = find(media)
    if row is None:
        return None
    if row.kind == "image":
        url: Any = rendition_url(row, widths_of(row)[-1], formats_of(row)[-1])
    else:
        url = file_url(row)
    link = tag("a", title or row.title or row.filename, href=url)
    meta = tag(
        "span", f"({type_label(row)}, {size_label(row.size)})", class_="file-meta"
    )
    return Markup(" ").join([link, meta])


def type_label(media: Media) -> str:
    """Return what people call the kind of a file: "PDF", "Word"."""
    if media.kind == "image":
        return "PNG" if media.mime == "image/png" else "JPEG"
    kind = FILES.get(extension_of(media.filename))
    return kind.label if kind else media.mime


def size_label(size: int) -> str:
    """Return a number of bytes for people: "640 KB", "1,2 MB"."""
    if size < 1000 * 1000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{text.format_number(size / 1_000_000, 1)} MB"
