"""What media add to every build: views, jobs, template globals."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.builtin.media import media, views
from cms.builtin.media.quotas import check_quotas
from cms.builtin.media.sweep import sweep_job
from cms.contributions import Job
from cms.hookspecs import hookimpl
from cms.media import figures, file_link, picture
from cms.media.renditions import make_renditions
from cms.media.service import RENDITIONS_JOB


PAGES = (views,)
A_DAY = 24 * 3600

media.before_app_request(check_quotas)
media.add_app_template_global(picture, "picture")
media.add_app_template_global(figures, "figures")
media.add_app_template_global(file_link, "file_link")


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the addresses of bytes."""
    return [media]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the making of renditions and the sweeping of lost bytes."""
    return [
        Job(RENDITIONS_JOB, make_renditions, title=_l("Create the sizes of a picture")),
        Job(
            "core.media_sweep",
            sweep_job,
            every=A_DAY,
            title=_l("Delete unused media files"),
        ),
    ]
