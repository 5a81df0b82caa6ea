"""What syndication adds to every build."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.contributions import Area, Fragment, NavItem, Slot
from cms.features.syndication import feeds, sitemap, syndication
from cms.features.syndication.links import (
    about_feed,
    feed_link,
    list_feed,
    site_feed,
)
from cms.hookspecs import hookimpl


PAGES = (feeds, sitemap)


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the feeds, the site map and robots.txt."""
    return [syndication]


@hookimpl
def register_nav() -> Iterable[NavItem]:
    """Return the entry of the feed below every public page."""
    return [NavItem(Area.FOOTER, _l("RSS feed"), "syndication.rss", order=30)]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return the links to the feeds of the site, a type, a section, somebody."""
    return [
        Fragment("syndication.site", Slot.HEAD, site_feed),
        Fragment("syndication.list", Slot.LIST_HEAD, list_feed),
        Fragment("syndication.link", Slot.LIST_TOOLS, feed_link),
        Fragment("syndication.about", Slot.ITEM_ASIDE, about_feed),
    ]
