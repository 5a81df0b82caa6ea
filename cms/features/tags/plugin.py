"""What keywords add to every build: their pages, what is done with them in lists."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.contributions import (
    Action,
    Area,
    ExchangePart,
    NavItem,
    Picker,
    Projection,
    SitemapPaths,
)
from cms.features.tags import actions, keep, pages, service, views
from cms.features.tags.models import Tag
from cms.features.tags.queries import public_paths
from cms.hookspecs import hookimpl


MERGE = Action(
    service.MERGE,
    _l("Merge keywords"),
    _l("The keywords were merged; %(number)d items changed."),
    "write",
    listed=False,
    undo=service.undo_merge,
)


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the public page of a keyword and the desk's page of all."""
    return [pages.tags, views.keywords]


@hookimpl
def register_nav() -> Iterable[NavItem]:
    """Return the entry of the desk's menu."""
    return [
        NavItem(
            Area.DESK,
            _l("Keywords"),
            "keywords.listing",
            permission="site.sections",
            order=822,
            icon="tags",
        )
    ]


@hookimpl
def register_projections() -> Iterable[Projection]:
    """Return the rows of which item carries which keyword."""
    return [Projection("tags.tags", keep.write)]


@hookimpl
def register_exchange_parts() -> Iterable[ExchangePart]:
    """Return the keywords as they are spelled, for archives of the site."""
    return [ExchangePart("tags", Tag, ("slug",))]


@hookimpl
def register_actions() -> Iterable[Action]:
    """Return the giving and taking of keywords in lists, and their merging."""
    return [*actions.ACTIONS, MERGE]


@hookimpl
def register_pickers() -> Iterable[Picker]:
    """Return where fields of keywords get their proposals."""
    return [Picker("tags", "keywords.suggest")]


@hookimpl
def register_sitemap_paths() -> Iterable[SitemapPaths]:
    """Return the pages of the keywords that something public carries."""
    return [SitemapPaths("tags.pages", public_paths)]
