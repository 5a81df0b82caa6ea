"""Template globals: menus, named places, addresses of static files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user
from markupsafe import Markup

from cms.accounts.permissions import holds
from cms.build_context import current_build
from cms.contributions import Area, NavItem, Slot
from cms.plugins.manager import Trouble
from cms.theming.assets import Assets
from cms.theming.rendering import render


@dataclass(frozen=True)
class Entry:
    """A menu entry as a template shows it."""

    label: Any
    url: str
    icon: str | None
    active: bool
    endpoint: str


def nav(area: Area | str) -> list[Entry]:
    """Return the entries of a menu that the current user may follow."""
    return [
        _entry(item)
        for item in current_build().registry.nav(area)
        if item.permission is None or holds(current_user, item.permission)
    ]


def _entry(item: NavItem) -> Entry:
    url = url_for(item.endpoint, **item.values)
    inside = request.path == url or (
        url != "/" and request.path.startswith(url.rstrip("/") + "/")
    )
    # The first page of an area contains all others; only itself is "here".
    first = item.endpoint in ("desk.dashboard", "pages.home")
    active = request.path == url if first else inside
    return Entry(item.label, url, item.icon, active, item.endpoint)


def slot(name: Slot | str, item: Any = None) -> Markup:
    """Return what plugins show in a named place of the page.

    A plugin that failed leaves its part empty; staff see a short notice.
    """
    pieces = current_build().manager.render(
        "render_slot", slot=Slot(name), item=item, user=current_user
    )
    return Markup("").join(
        _notice(piece) if isinstance(piece, Trouble) else piece for piece in pieces
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
