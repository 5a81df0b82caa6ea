"""What the guests' room adds to every build: its pages."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from cms.features.guests import guests, views
from cms.hookspecs import hookimpl


PAGES = (views,)


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the guest's pages."""
    return [guests]
