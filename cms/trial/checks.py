"""The static rules of the contract, as a trial asks them of a plugin."""

from __future__ import annotations

from collections.abc import Callable

from cms.plugins.discovery import Installed
from cms.trial import source_rules


def source_problems(plugin: Installed) -> list[str]:
    """Return what a plugin's source must not hold; nothing of it is run."""
    try:
        return _named(
            plugin, source_rules.foreign_imports, source_rules.forbidden_calls
        )
    except SyntaxError as error:
        return [f"Plugin '{plugin.name}': {error}"]


def table_problems(plugin: Installed) -> list[str]:
    """Return what is wrong with the tables and files of a plugin that is imported."""
    return _named(plugin, source_rules.foreign_tables, source_rules.missing_files)


def _named(plugin: Installed, *rules: Callable[[Installed], list[str]]) -> list[str]:
    """Return what the rules find, each with the plugin's name before it."""
    return [f"Plugin '{plugin.name}': {one}" for rule in rules for one in rule(plugin)]
