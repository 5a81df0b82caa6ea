"""What the public pages add to every build."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.builtin.pages import health, items, lists, not_found, pages, searching
from cms.contributions import Area, NavItem
from cms.hookspecs import hookimpl


PAGES = (health, items, lists, not_found, searching)


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the public pages."""
    return [pages]


@hookimpl
def register_nav() -> Iterable[NavItem]:
    """Return what the public menus hold besides the content types."""
    return [
        NavItem(Area.SITE, _l("Home"), "pages.home", order=0),
        NavItem(Area.FOOTER, _l("Archive"), "pages.archive", order=10),
        NavItem(Area.FOOTER, _l("Search"), "pages.search", order=20),
    ]
