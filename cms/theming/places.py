"""Template globals: menus, named places, addresses of static files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup

from cms.accounts.current import current_user
from cms.accounts.permissions import holds
from cms.build_context import current_build
from cms.content.spine.models import Item, Section
from cms.contributions import Area, ContentType, NavItem, Slot
from cms.plugins.manager import Trouble
from cms.theming.assets import Assets
from cms.theming.rendering import render


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


def slot(name: Slot | str, item: Item | ContentType | Section | None = None) -> Markup:
    """Return what plugins show in a named place of the page.

    A plugin that failed leaves its part empty; staff see a short notice.
    """
    build, place = current_build(), Slot(name)
    pieces = [
        build.manager.guard(
            plugin, f"fragment {one.name}", one.render, item, current_user
        )
        for plugin, one in build.registry.fragments.get(place, ())
    ]
    pieces += build.manager.render(
        "render_slot", slot=place, item=item, user=current_user
    )
    return Markup("").join(
        _notice(piece) if isinstance(piece, Trouble) else piece
        for piece in pieces
        if piece is not None
    )


def _notice(trouble: Trouble) -> Markup:
    if not current_user.is_authenticated:
        return Markup("")
    return render("errors/_missing_part.html", trouble=trouble)


def install(app: Flask, assets: Assets) -> None:
    """Give the templates of an application their globals."""
    app.jinja_env.globals.update(
        nav=nav, slot=slot, asset=assets.url, Area=Area, Slot=Slot
    )
    app.context_processor(lambda: {"site": current_build().settings[""]})
