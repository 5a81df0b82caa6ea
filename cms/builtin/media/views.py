"""The addresses of bytes: renditions of pictures, and files to download."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from flask import Response, abort, g, make_response, send_file
from flask.typing import ResponseReturnValue

from cms.accounts.current import current_user
from cms.accounts.guard import public
from cms.build_context import current_build
from cms.builtin.media import media
from cms.content.spine.media_access import find, for_everyone, for_items, for_person
from cms.media import Media
from cms.media.renditions import MIMES, fitting, formats_of, rendition
from cms.media.storage import MASTER, storage
from cms.plugins.manager import Trouble
from cms.security_headers import cacheable


PUBLIC_SECONDS = 300
# A picture or file that was made to look like a page can do nothing.
POLICY = "default-src 'none'; sandbox"


@media.get("/<int:media_id>/<int:width>")
@media.get("/<int:media_id>/<int:width>.<extension>")
@cacheable(PUBLIC_SECONDS)
@public
def image(media_id: int, width: int, extension: str = "") -> ResponseReturnValue:
    """Send a rendition of a picture, making it when it is not there yet."""
    found = _allowed(media_id)
    kinds = formats_of(found) if found.kind == "image" else ()
    extension = extension or (kinds[-1] if kinds else "")
    size = fitting(found, width) if extension in kinds else None
    if size is None:
        _absent()
    try:
        path = rendition(found, size, extension)
    except FileNotFoundError:
        _absent()
    return _send(found, path, MIMES[extension], f"{size}.{extension}")


@media.get("/<int:media_id>/tep/<name>")
@cacheable(PUBLIC_SECONDS)
@public
def file(media_id: int, name: str) -> ResponseReturnValue:
    """Send a file to be saved; its name in the address is for people only."""
    found = _allowed(media_id)
    path = storage().path(found.store_key, MASTER)
    if found.kind != "file" or not path.exists():
        _absent()
    return _send(found, path, found.mime, "file", download=found.filename)


def _allowed(media_id: int) -> Media:
    """Return the medium that this visitor may have; else 404, which nobody keeps."""
    found = find(media_id, for_everyone(archived=False))
    if found is None:
        # Not for everybody, or no longer: whoever gets it, no cache may hold it.
        g.no_store = True
        found = find(media_id, for_everyone())
    if found is None:
        if current_user.is_authenticated:
            found = find(media_id, for_person(current_user))
        if found is None and (items := _items_of_passes()):
            found = find(media_id, for_items(items))
    if found is None:
        _absent()
    return found


def _items_of_passes() -> set[int]:
    """Return the items whose media this request may have without an account."""
    build = current_build()
    found: set[int] = set()
    for plugin, one in build.registry.media_passes:
        items = build.manager.guard(plugin, f"media pass {one.name}", one.items)
        if not isinstance(items, Trouble):
            found.update(items or ())
    return found


def _absent() -> NoReturn:
    """Answer 404, the same for what is absent and for what must not be known."""
    g.no_store = True
    abort(404)


def _send(
    found: Media, path: Path, mime: str, name: str, download: str | None = None
) -> Response:
    response = make_response(
        send_file(
            path,
            mimetype=mime,
            as_attachment=download is not None,
            download_name=download,
            conditional=True,
            # Bytes never change under a key; the key itself stays secret.
            etag=f"{found.sha256[:32]}-{name}",
            max_age=PUBLIC_SECONDS,
        )
    )
    response.headers["Content-Security-Policy"] = POLICY
    return response
