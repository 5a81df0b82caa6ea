"""What pickers of items are answered: items by their words, as small JSON objects."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.extensions import db
from cms.search import matching_ids


PICKER_LIMIT = 12


@desk.get("/chon.json")
@requires_login
def pick() -> ResponseReturnValue:
    """Answer a picker: items of ``types`` whose words match ``q``, drafts included."""
    types = current_build().registry.content_types
    wanted = [
        name for name in request.args.get("types", "").split(",") if name in types
    ]
    query = picker_query(wanted, request.args.get("q", "").strip())
    return jsonify([picker_option(item) for item in db.session.scalars(query)])


def picker_query(types: list[str], words: str) -> Select[Any]:
    """Return the statement for items that the user may link to, best first.

    ``types`` are names of content types; an empty list means all of them.
    """
    may_see = access.known_to(current_user)
    query = select(Item).where(may_see, Item.deleted_at.is_(None))
    if types:
        query = query.where(Item.type.in_(types))
    if not words:
        return query.order_by(Item.updated_at.desc()).limit(PICKER_LIMIT)
    starts = func.coalesce(Item.title, "").istartswith(words, autoescape=True)
    return (
        query.where(Item.id.in_(matching_ids(words)))
        .order_by(starts.desc(), Item.sort_date.desc())
        .limit(PICKER_LIMIT)
    )


def picker_option(item: Item) -> dict[str, Any]:
    """Return what a picker shows of an item."""
    content_type = current_build().registry.content_types[item.type]
    return {
        "id": item.id,
        "title": item.title or _("Untitled"),
        "type_label": str(content_type.label),
        "date": item.sort_date.date().isoformat(),
        "state": item.status if item.status != "draft" else (item.stage or "draft"),
        "url": url_for("desk.edit", item_id=item.id),
    }
