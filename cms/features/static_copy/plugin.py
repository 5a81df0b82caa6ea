"""What the static copy adds to every build: the job that keeps it current, a check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from flask_babel import lazy_gettext as _l

from cms.actors import Actor
from cms.build_context import current_build
from cms.content.spine.models import Item
from cms.contributions import Command, HealthCheck, Job
from cms.database.base import utcnow
from cms.features.static_copy.commands import export, status
from cms.features.static_copy.keeping import JOB, keep_current, late
from cms.features.static_copy.options import static_copy
from cms.hookspecs import hookimpl
from cms.jobs import enqueue


# Several changes at once are followed by one copy.
SOON: Final = dt.timedelta(seconds=2)


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the job that looks each minute whether the copy is still current."""
    return [Job(JOB, keep_current, every=60, title=_l("Keep the static copy current"))]


@hookimpl
def register_commands() -> Iterable[Command]:
    """Return `cms static export` and `cms static status`."""
    return [Command("static", export), Command("static", status)]


@hookimpl
def register_checks() -> Iterable[HealthCheck]:
    """Return the question whether the copy is older than it should be."""
    return [HealthCheck("static_copy", late)]


@hookimpl
def on_item_published(item: Item, actor: Actor) -> None:
    """Have the copy made current soon; other changes wait for the next minute."""
    _look_soon()


@hookimpl
def on_item_archived(item: Item, actor: Actor) -> None:
    """Have the copy made current soon."""
    _look_soon()


@hookimpl
def on_item_trashed(item: Item, actor: Actor) -> None:
    """Have the copy made current soon."""
    _look_soon()


def _look_soon() -> None:
    if static_copy(current_build().config).folder is not None:
        enqueue(JOB, run_at=utcnow() + SOON, dedupe=JOB)
