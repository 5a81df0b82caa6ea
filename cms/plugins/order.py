"""Requirements between plugins: an order that loads them, and who depends on whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cms.errors import PluginError
from cms.plugins.discovery import Installed


def in_order(names: Iterable[str], installed: Mapping[str, Installed]) -> list[str]:
    """Return ``names`` with every plugin after those that it requires.

    Raises PluginError for the first one that is not installed, whose
    requirements are not among ``names``, or that requires itself in a circle.
    """
    wanted = sorted(set(names))
    done: list[str] = []
    for name in wanted:
        _visit(name, wanted, installed, done, ())
    return done


def _visit(
    name: str,
    wanted: list[str],
    installed: Mapping[str, Installed],
    done: list[str],
    path: tuple[str, ...],
) -> None:
    if name in done:
        return
    if name not in installed:
        raise PluginError(name, "is switched on but not installed")
    if name in path:
        raise PluginError(name, f"requires itself: {' → '.join((*path, name))}")
    for obstacle in installed[name].obstacles():
        raise PluginError(name, obstacle)
    for needed in installed[name].requires:
        if needed not in wanted:
            raise PluginError(name, f"needs the plugin '{needed}', which is off")
        _visit(needed, wanted, installed, done, (*path, name))
    done.append(name)


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
