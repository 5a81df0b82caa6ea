"""What tests of plugins may import, and where each name is defined."""

from cms.plugins.discovery import inline as inline
from cms.testing.browser import Browser as Browser
from cms.testing.contract import PluginContract as PluginContract

__all__: list[str]
