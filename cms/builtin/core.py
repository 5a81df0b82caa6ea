"""What the content room adds to every build: its jobs and its projections."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from cms.builtin.statistics import refresh_statistics
from cms.content.publishing.schedule import expire_due, publish_due
from cms.content.revisions.projection import (
    LINKING_JOB,
    PROJECTIONS,
    refresh_linking_by_job,
)
from cms.content.revisions.trash import TRASH_KEPT, empty_trash
from cms.contributions import Job, Projection
from cms.hookspecs import hookimpl


def _publish_and_expire() -> None:
    publish_due()
    expire_due()


def _empty_trash() -> None:
    empty_trash()


@hookimpl
def register_projections() -> Iterable[Projection]:
    """Return the search row and the uses of media."""
    return PROJECTIONS


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the jobs that keep schedules: due within 20 seconds."""
    return [
        Job(
            "core.publish_due",
            _publish_and_expire,
            every=20,
            title=_l("Publish and expire on time"),
        ),
        Job(
            "core.empty_trash",
            _empty_trash,
            every=86_400,
            title=_l("Empty the trash after %(days)d days", days=TRASH_KEPT.days),
        ),
        Job(
            LINKING_JOB,
            refresh_linking_by_job,
            title=_l("Update the search for renamed records"),
        ),
        Job(
            "core.refresh_statistics",
            refresh_statistics,
            every=86_400,
            title=_l("Update the database’s statistics"),
        ),
    ]
