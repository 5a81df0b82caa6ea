"""What the content room adds to every build: its jobs and its rules."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from cms.content.checks import RULES
from cms.content.publishing.notifications import mail_notices, remind
from cms.content.publishing.schedule import empty_trash, expire_due, publish_due
from cms.content.revisions.projection import LINKING_JOB, refresh_linking_by_job
from cms.content.revisions.undo import forget_old
from cms.contributions import Job, Rule
from cms.database.statistics import refresh_statistics
from cms.features.links import ask_outside
from cms.features.notices.service import MAIL_JOB, forget_old as forget_old_notices
from cms.hookspecs import hookimpl


def _publish_and_expire() -> None:
    publish_due()
    expire_due()


def _empty_trash() -> None:
    empty_trash()
    forget_old()
    forget_old_notices()


@hookimpl
def register_rules() -> Iterable[Rule]:
    """Return the core's rules of good pages."""
    return RULES


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
            title=_l("Empty the trash after 30 days"),
        ),
        Job(MAIL_JOB, mail_notices, every=60, title=_l("Send notices by e-mail")),
        Job(
            LINKING_JOB,
            refresh_linking_by_job,
            title=_l("Let content be found by new names of what it links to"),
        ),
        Job("core.check_links", ask_outside, every=86_400, title=_l("Check links")),
        Job("core.remind", remind, every=600, title=_l("Remind of reviews")),
        Job(
            "core.refresh_statistics",
            refresh_statistics,
            every=86_400,
            title=_l("Let the database count its tables"),
        ),
    ]
