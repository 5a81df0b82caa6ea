"""Downloads of a conference: minutes and running order, for who may edit it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from cms import (
    Item,
    NotFound,
    current_snapshot,
    current_user,
    documents,
    get_item,
    limited,
    requires,
)
from cms_conferences import CONFERENCE
from cms_conferences.minutes import compile_minutes, compile_running_order
from cms_conferences.queries import children
from cms_conferences.views import ConferenceView, conference_view


#: Makes a paper of an item, its snapshot and what its page shows.
Compile = Callable[[Item, Mapping[str, Any], ConferenceView], documents.Document]
#: How each format is made, and its media type.
FORMATS = {
    "pdf": (documents.render_pdf, "application/pdf"),
    "docx": (
        documents.render_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "html": (documents.render_html_file, "text/html"),
}

downloads = Blueprint("downloads", __name__, url_prefix="/hoi-nghi")


@downloads.get("/bien-ban/<int:item_id>.<kind>")
@requires("conferences.conference.write")
@limited(30, reads=True)
def minutes(item_id: int, kind: str) -> ResponseReturnValue:
    """Send the minutes of a conference as they would be issued from its latest text."""
    return _send(item_id, kind, "bien-ban", compile_minutes)


@downloads.get("/chuong-trinh/<int:item_id>.<kind>")
@requires("conferences.conference.write")
@limited(30, reads=True)
def running_order(item_id: int, kind: str) -> ResponseReturnValue:
    """Send the running order of a conference, to be printed."""
    return _send(item_id, kind, "chuong-trinh", compile_running_order)


def _send(item_id: int, kind: str, name: str, compile_: Compile) -> ResponseReturnValue:
    if kind not in FORMATS:
        raise NotFound(f"Papers are not made as {kind!r}.")
    item = get_item(current_user, item_id, "write", type_name=CONFERENCE)
    content, media_type = _rendered(item, kind, compile_)
    answer = send_file(
        io.BytesIO(content),
        mimetype=media_type,
        as_attachment=True,
        download_name=f"{name}-{item.slug}.{kind}",
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def render_minutes(item: Item, kind: str) -> tuple[bytes, str]:
    """Return the minutes for the current reader in a format, and its media type."""
    return _rendered(item, kind, compile_minutes)


def _rendered(item: Item, kind: str, compile_: Compile) -> tuple[bytes, str]:
    data = current_snapshot(item)
    record = conference_view(item, data, children(item))
    render, media_type = FORMATS[kind]
    return render(compile_(item, data, record)), media_type
