"""What the recognising of records adds to every build: its card beside the form."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from cms.contributions import Fragment, Slot
from cms.features.mentions import views
from cms.hookspecs import hookimpl


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return where proposals are asked for and accepted."""
    return [views.mentions]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return the card of the records that a text speaks of."""
    return [
        Fragment("mentions.card", Slot.DESK_ITEM_SIDE, views.beside_form, order=200)
    ]
