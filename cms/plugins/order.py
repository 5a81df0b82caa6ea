"""Requirements between plugins: an order that loads them, and who depends on whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from cms.errors import PluginError
from cms.plugins.discovery import Installed


def in_order(names: Iterable[str], installed: Mapping[str, Installed]) -> list[str]:
    """Return ``names`` with every plugin after those that it requires.

    Raises PluginError for the first one that is not installed, whose
    requirements are not among ``names``, or that requires itself in a circle.
    """
    wanted = sorted(set(names))
    for name in wanted:
        _check_one(name, wanted, installed)
    graph = {name: sorted(installed[name].requires) for name in wanted}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = error.args[1][::-1]
        path = " → ".join(circle)
        raise PluginError(circle[0], f"requires itself: {path}") from error


def _check_one(
    name: str, wanted: list[str], installed: Mapping[str, Installed]
) -> None:
    """Raise PluginError when a plugin cannot take part beside the others."""
    if name not in installed:
        raise PluginError(name, "is switched on but not installed")
    for obstacle in installed[name].obstacles():
        raise PluginError(name, obstacle)
    for needed in installed[name].requires:
        if needed not in wanted:
            raise PluginError(name, f"needs the plugin '{needed}', which is off")


def dependants(
    name: str, among: Iterable[str], installed: Mapping[str, Installed]
) -> list[str]:
    """Return those ``among`` that require ``name``, directly or not, sorted."""
    found: set[str] = set()
    waiting = [name]
    candidates = sorted(set(among))
    while waiting:
        needed = waiting.pop()
        for other in candidates:
            if (
                other not in found
                and other in installed
                and needed in installed[other].requires
            ):
                found.add(other)
                waiting.append(other)
    return sorted(found - {name})
