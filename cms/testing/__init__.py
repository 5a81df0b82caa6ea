"""What tests of plugins use: fixtures, and the contract that every plugin keeps.

Nothing of ``cms`` is imported here before a test asks for it, so that
coverage sees every line run.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from cms.plugins.discovery import inline
    from cms.testing.browser import Browser
    from cms.testing.contract import PluginContract

_HOMES = {
    "Browser": "cms.testing.browser",
    "PluginContract": "cms.testing.contract",
    "inline": "cms.plugins.discovery",
}

__all__ = ["Browser", "PluginContract", "inline"]


def __getattr__(name: str) -> Any:
    """Load a public name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"cms.testing has no name {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
