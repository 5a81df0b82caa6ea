"""The entry of a WSGI server: ``granian --interface wsgi --factory cms.wsgi:site``."""

from __future__ import annotations

from cms.config import Config
from cms.site import Site


def site() -> Site:
    """Return the site of the instance that ``CMS_INSTANCE`` names, or ``./instance``."""
    return Site(Config.load())
