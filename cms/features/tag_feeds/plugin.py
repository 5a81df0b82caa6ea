"""What the feeds of keywords add to every build: a feed of each, linked on its page."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from cms.features.tag_feeds.views import tag_feeds
from cms.hookspecs import hookimpl


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the feeds of keywords."""
    return [tag_feeds]
