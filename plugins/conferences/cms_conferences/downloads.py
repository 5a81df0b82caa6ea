"""Downloads of a conference: its minutes in three formats, for who may edit it."""

from __future__ import annotations

import io

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
from cms_conferences.minutes import compile_minutes
from cms_conferences.queries import children
from cms_conferences.views import conference_view


#: How each format is made, and its media type.
FORMATS = {
    "pdf": (documents.render_pdf, "application/pdf"),
    "docx": (
        documents.render_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "html": (documents.render_html_file, "text/html"),
}

downloads = Blueprint("downloads", __name__, url_prefix="/hoi-nghi/bien-ban")


@downloads.get("/<int:item_id>.<kind>")
@requires("conferences.conference.write")
@limited(30, reads=True)
def minutes(item_id: int, kind: str) -> ResponseReturnValue:
    """Send the minutes of a conference as they would be issued from its latest text."""
    if kind not in FORMATS:
        raise NotFound(f"Minutes are not made as {kind!r}.")
    item = get_item(current_user, item_id, "write", type_name=CONFERENCE)
    content, media_type = render_minutes(item, kind)
    answer = send_file(
        io.BytesIO(content),
        mimetype=media_type,
        as_attachment=True,
        download_name=f"bien-ban-{item.slug}.{kind}",
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def render_minutes(item: Item, kind: str) -> tuple[bytes, str]:
    """Return the minutes for the current reader in a format, and its media type."""
    data = current_snapshot(item)
    document = compile_minutes(item, data, conference_view(item, data, children(item)))
    render, media_type = FORMATS[kind]
    return render(document), media_type
