"""The menus of readers and of the desk, as templates show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from cms.accounts.current import current_user
from cms.accounts.permissions import holds
from cms.build_context import current_build
from cms.contributions import Area, ContentType, NavItem


# On the desk the lists of types stand between the core's first and last pages.
TYPES_ON_DESK = 200


@dataclass(frozen=True)
class Entry:
    """A menu entry as a template shows it."""

    label: Any
    url: str
    icon: str | None
    active: bool


def nav(area: Area | str) -> list[Entry]:
    """Return the entries of a menu that the current user may follow.

    Content types are there without being asked for: their public lists, and
    on the desk the lists of those that the user may write.
    """
    build = current_build()
    found = [
        (item.order, _entry(item))
        for item in build.registry.nav(area)
        if item.permission is None or holds(current_user, item.permission)
    ]
    for one in build.registry.content_types.values():
        if area == Area.SITE and one.in_menu:
            found.append((one.order, _type_entry(one, f"/{one.address}")))
        elif area == Area.DESK and holds(current_user, f"{one.name}.write"):
            url = url_for("desk.items", type_name=one.name)
            found.append((TYPES_ON_DESK + one.order, _type_entry(one, url)))
    return [entry for _order, entry in sorted(found, key=lambda pair: pair[0])]


def _entry(item: NavItem) -> Entry:
    url = url_for(item.endpoint, **item.values)
    # The first page of an area contains all others; only itself is "here".
    first = item.endpoint in ("desk.dashboard", "desk.all_items", "pages.home")
    active = request.path == url if first else _inside(url)
    return Entry(item.label, url, item.icon, active)


def _type_entry(one: ContentType, url: str) -> Entry:
    return Entry(one.plural, url, one.icon, _inside(url))


def _inside(url: str) -> bool:
    return request.path == url or request.path.startswith(url.rstrip("/") + "/")
