"""What pickers of items are answered: items by their words, as small JSON objects."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.queries import items_to_link
from cms.builtin.rates import limited
from cms.content.spine.models import Item


@desk.get("/chon.json")
@requires_login
@limited(300, reads=True)
def pick() -> ResponseReturnValue:
    """Answer a picker: items of ``types`` whose words match ``q``, drafts included."""
    types = current_build().registry.content_types
    wanted = [
        name for name in request.args.get("types", "").split(",") if name in types
    ]
    items = items_to_link(current_user, wanted, request.args.get("q", "").strip())
    return jsonify([picker_option(item) for item in items])


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
