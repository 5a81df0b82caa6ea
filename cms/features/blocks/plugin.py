"""What reusable blocks add to every build: their pages, and themselves in texts."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.contributions import (
    Area,
    Embed,
    ExchangePart,
    LinkSource,
    NavItem,
    Picker,
    Projection,
)
from cms.features.blocks import links, uses, views
from cms.features.blocks.exchange import BlockPart
from cms.features.blocks.models import Block
from cms.features.blocks.queries import shown
from cms.features.blocks.service import may_change
from cms.hookspecs import hookimpl


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the desk's pages of blocks."""
    return [views.blocks]


@hookimpl
def register_nav() -> Iterable[NavItem]:
    """Return the entry of the desk's menu."""
    return [
        NavItem(
            Area.DESK,
            _l("Reusable blocks"),
            "blocks.listing",
            permission="content.write",
            order=805,
            icon="blocks",
        )
    ]


@hookimpl
def register_projections() -> Iterable[Projection]:
    """Return the rows of which item shows which block."""
    return [Projection("blocks.uses", uses.write, uses.keep)]


@hookimpl
def register_exchange_parts() -> Iterable[ExchangePart]:
    """Return the blocks, for archives of the site."""
    return [ExchangePart("blocks", Block, ("name",), handler=BlockPart)]


@hookimpl
def register_embeds() -> Iterable[Embed]:
    """Return where texts get the blocks that they show."""
    return [Embed("blocks.shared", shown)]


@hookimpl
def register_link_sources() -> Iterable[LinkSource]:
    """Return the blocks, whose texts link to items as those of items do."""
    return [
        LinkSource(
            "blocks.texts",
            _l("Reusable block"),
            links.find_links,
            may_change,
            links.replace_links,
        )
    ]


@hookimpl
def register_pickers() -> Iterable[Picker]:
    """Return where the editor offers blocks."""
    return [Picker("blocks", "blocks.pick")]
