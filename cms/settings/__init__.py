"""Settings: typed values that staff may change, frozen in each build."""

from __future__ import annotations

from cms.settings.field import setting
from cms.settings.site import SiteSettings
from cms.settings.values import get_settings, save_settings


__all__ = ["SiteSettings", "get_settings", "save_settings", "setting"]
