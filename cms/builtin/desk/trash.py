"""The trash: what was deleted in the last 30 days, and the way back."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.content import access
from cms.content.models import Item
from cms.content.schedule import TRASH_KEPT
from cms.database.pagination import page_of
from cms.settings import settings
from cms.theming import render


@desk.get("/thung-rac/")
@requires_login
def trash() -> ResponseReturnValue:
    """List what is in the trash, the newest first."""
    query = select(Item).where(
        access.editable(current_user), Item.deleted_at.is_not(None)
    )
    page = page_of(
        query,
        Item.deleted_at,
        Item.id,
        descending=True,
        cursor=request.args.get("cursor"),
        limit=settings().per_page,
    )
    return render("desk/trash.html", page=page, kept=TRASH_KEPT)
