"""What presence adds to every build: the job that forgets who has gone."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from cms.contributions import Job
from cms.features.presence.service import sweep
from cms.hookspecs import hookimpl


def _sweep() -> None:
    sweep()


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the job that tidies every ten minutes."""
    return [
        Job(
            "presence.sweep",
            _sweep,
            every=600,
            title=_l("Forget who was on a page"),
        )
    ]
