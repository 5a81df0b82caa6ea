"""What intake adds to every build: the drop zone, its report, pastes made Unicode."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from cms.contributions import Fragment, Picker, Slot
from cms.features.intake import encoding_views, views
from cms.hookspecs import hookimpl


PAGES = (encoding_views, views)


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return where dropped files and pasted texts are sent to."""
    return [views.intake]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return the drop zone of the desk and the report on a draft that came so."""
    return [
        Fragment("intake.drop", Slot.DESK_DASHBOARD, views.drop_zone),
        Fragment("intake.report", Slot.DESK_ITEM_TOP, views.report, order=10),
    ]


@hookimpl
def register_pickers() -> Iterable[Picker]:
    """Return where the editor has pasted text in old encodings read."""
    return [Picker("convert", "intake.convert")]
