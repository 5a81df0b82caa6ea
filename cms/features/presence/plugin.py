"""What presence adds to every build: its bar, its address, the job that forgets."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.contributions import Fragment, Job, Slot
from cms.features.presence import views
from cms.features.presence.service import sweep
from cms.hookspecs import hookimpl


def _sweep() -> None:
    sweep()


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return where open pages say that they are there."""
    return [views.presence]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return the bar that names who else is on the page."""
    return [Fragment("presence.bar", Slot.DESK_ITEM_BAR, views.bar)]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the job that tidies every ten minutes."""
    return [
        Job(
            "presence.sweep",
            _sweep,
            every=600,
            title=_l("Delete old presence records"),
        )
    ]
