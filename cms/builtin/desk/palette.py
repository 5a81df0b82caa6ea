"""What the command palette is answered: pages, actions, people and items by their words."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms import text
from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.accounts.permissions import holds
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.picker import picker_option
from cms.builtin.desk.queries import authors, items_to_link
from cms.builtin.rates import limited
from cms.content.spine import access
from cms.contributions import Area
from cms.theming.menus import nav


@desk.get("/lenh.json")
@requires_login
@limited(300, reads=True)
def palette() -> ResponseReturnValue:
    """Answer the command palette: pages and actions of the desk, people, then items."""
    words = request.args.get("q", "").strip()
    folded = text.fold(words)
    pages = [
        {"title": str(entry.label), "url": entry.url, "type_label": _("Go to")}
        for entry in nav(Area.DESK)
        if folded in text.fold(str(entry.label))
    ]
    found = [picker_option(item) for item in items_to_link(current_user, [], words)]
    if not words:
        return jsonify([*pages[:6], *found])
    return jsonify([*_actions(folded)[:4], *pages[:6], *_people(folded)[:4], *found])


def _actions(folded: str) -> list[dict[str, Any]]:
    """Return what this user may begin and whose name holds the folded words."""
    begun = [
        (_("New: %(label)s", label=content_type.label), content_type.name)
        for content_type in current_build().registry.content_types.values()
        if content_type.parent is None
        and access.may(current_user, access.WRITE, content_type.name)
    ]
    return [
        {
            "title": title,
            "url": url_for("desk.create_page", type_name=name),
            "type_label": _("Do"),
        }
        for title, name in begun
        if folded in text.fold(title)
    ]


def _people(folded: str) -> list[dict[str, Any]]:
    """Return colleagues whose name holds the folded words, for those who manage them."""
    if not holds(current_user, "site.users"):
        return []
    return [
        {
            "title": name,
            "url": url_for("desk.user", user_id=key),
            "type_label": _("Colleague"),
        }
        for key, name in authors()
        if folded in text.fold(name)
    ]
