"""The trash: deleted items, restored or deleted for good."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.lists import bulk
from cms.builtin.desk.queries import editable_query, user_names
from cms.builtin.pagination import page_of
from cms.content.revisions.trash import TRASH_KEPT
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.search import matching_ids
from cms.settings import get_settings
from cms.theming import render


@desk.app_template_global()
def trash_days() -> int:
    """Return for how many days deleted content can be restored."""
    return TRASH_KEPT.days


def moved_to_trash() -> str:
    """Return the message after an item was moved to the trash."""
    return _("Moved to the trash, where it stays for %(days)d days.", days=trash_days())


@desk.get("/thung-rac/")
@requires_login
def trash() -> ResponseReturnValue:
    """List what is in the trash, the newest first, by words and kind."""
    query = editable_query(current_user, Item.deleted_at.is_not(None))
    types = current_build().registry.content_types
    if (kind := request.args.get("type", "")) in types:
        query = query.where(Item.type == kind)
    if words := request.args.get("q", "").strip():
        query = query.where(Item.id.in_(matching_ids(words)))
    page = page_of(
        query,
        Item.deleted_at,
        Item.id,
        descending=True,
        cursor=request.args.get("cursor"),
        limit=get_settings().per_page,
        count_cap=1000,
    )
    return render(
        "desk/lists/trash.html",
        page=page,
        kept=TRASH_KEPT,
        names=user_names(item.updated_by_id for item in page.items),
        kinds=[
            (name, one.plural)
            for name, one in types.items()
            if access.may(current_user, access.WRITE, name)
        ],
        **bulk.bar(trashed=True),
    )
