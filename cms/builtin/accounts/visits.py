"""What is read of what is not for everybody, taken away or refused: in the audit log."""

from __future__ import annotations

import datetime as dt

from flask import Response, g, request
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.accounts.current import current_user
from cms.audit.models import AuditEntry
from cms.content.spine.access import is_confidential
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db


audit.declare(
    {
        "item.read": _l("read it, which is not for everybody"),
        "access.denied": _l("Access refused"),
        "access.export": _l("Downloaded"),
    },
    access=_l("Access"),
)

#: One entry for a person and an item within so long: pages ask again by themselves.
QUIET = dt.timedelta(minutes=10)
PAGE_OF_AN_ITEM = "pages.item"


def record_visit(response: Response) -> Response:
    """Write down a visit that somebody may have to answer for; after each request.

    Reading a limited item or one that a plugin keeps back, a refusal of
    somebody who is logged in, and a download of what is not public.
    """
    if not current_user.is_authenticated:
        return response
    if response.status_code == 403:
        _record("access.denied", request.path)
    elif request.method == "GET" and response.status_code == 200:
        if _is_download(response):
            _record("access.export", request.path)
        if (item := _item()) is not None and is_confidential(item):
            _record_reading(item)
    return response


def _is_download(response: Response) -> bool:
    """Tell whether something is saved that is not everybody's."""
    if "attachment" not in response.headers.get("Content-Disposition", ""):
        return False
    return request.endpoint != "media.file" or bool(g.get("no_store"))


def _record(action: str, subject: str, item: Item | None = None) -> None:
    item_id = item.id if item is not None else None
    db.session.rollback()
    with transaction():
        audit.record(action, actor=current_user, item_id=item_id, subject=subject)


def _item() -> Item | None:
    """Return the item that the address names, on the desk or among the pages."""
    if request.endpoint == PAGE_OF_AN_ITEM:
        return db.session.scalar(select(Item).where(Item.path == request.path))
    number = (request.view_args or {}).get("item_id")
    return db.session.get(Item, number) if isinstance(number, int) else None


def _record_reading(item: Item) -> None:
    last = select(AuditEntry.id).where(
        AuditEntry.item_id == item.id,
        AuditEntry.action == "item.read",
        AuditEntry.actor_id == current_user.id,
        AuditEntry.at > utcnow() - QUIET,
    )
    if db.session.scalar(last.limit(1)) is None:
        _record("item.read", item.title, item)
