"""What syndication adds to every build."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from cms.features.syndication import feeds, sitemap, syndication
from cms.hookspecs import hookimpl


PAGES = (feeds, sitemap)


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the feeds, the site map and robots.txt."""
    return [syndication]
