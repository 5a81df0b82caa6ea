"""Settings: typed values that staff may change, frozen in each build."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from cms.settings.field import setting
from cms.settings.site import SiteSettings
from cms.settings.values import save_settings, settings


__all__ = ["SiteSettings", "save_settings", "setting", "settings"]


class _Room(ModuleType):
    """This package, which answers a call as its main function does.

    The public names of ``cms`` hold a function ``settings``, and Python binds
    an imported submodule under the same name: both must do the same.
    """

    def __call__(self, plugin: str | None = None) -> BaseModel | Any:
        """Return the values of the site, or of a plugin."""
        return settings(plugin)


sys.modules[__name__].__class__ = _Room
