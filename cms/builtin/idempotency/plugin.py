"""What makes every form of the site one that may be sent twice."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.builtin.idempotency import service
from cms.contributions import Job
from cms.hookspecs import hookimpl


HOUR = 3600

blueprint = Blueprint("idempotency", __name__)
blueprint.before_app_request(service.begin)
blueprint.after_app_request(service.end)
blueprint.add_app_template_global(service.new_key, "idempotency_key")


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return what stands before and after every view; it has no page of its own."""
    return [blueprint]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the job that forgets old keys."""
    return [
        Job(
            "idempotency.forget",
            service.delete_old_keys,
            every=HOUR,
            title=_l("Forget which forms were sent"),
        )
    ]
