"""Which plugins and themes are installed: read from metadata, nothing is imported."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import (
    Distribution,
    EntryPoint,
    PackageNotFoundError,
    distributions,
    version,
)
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name


PLUGIN_GROUP = "cms.plugins"
THEME_GROUP = "cms.themes"
CORE = "sen-cms"


@dataclass(frozen=True)
class Installed:
    """A plugin that is installed, described without running any of its code.

    ``requires`` names other plugins; ``missing`` are required distributions
    of plugins that are not installed or in the wrong version, in words.
    ``core`` is the range of core versions it asks for.
    """

    name: str
    distribution: str
    version: str
    summary: str
    module: str
    load: Callable[[], Any] = field(repr=False, compare=False)
    requires: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    core: SpecifierSet = field(default_factory=SpecifierSet)
    author: str = ""
    license: str = ""
    url: str = ""
    package_folder: Path | None = None

    @property
    def folder(self) -> Path | None:
        """The folder of its package (templates, static, migrations), or None."""
        if self.package_folder is not None:
            return self.package_folder
        return package_folder(self.module.partition(".")[0]) if self.module else None

    def obstacles(self) -> list[str]:
        """Return why it cannot work here, in words; empty when it can."""
        found = list(self.missing)
        core = version(CORE)
        if not self.core.contains(core, prereleases=True):
            found.append(f"needs {CORE} {self.core}, but {core} is installed")
        return found


@dataclass(frozen=True)
class InstalledTheme:
    """A theme that is installed; ``folder`` holds ``theme.toml``."""

    name: str
    distribution: str
    version: str
    summary: str
    folder: Path | None


def package_folder(package: str) -> Path | None:
    """Return the folder of an importable package, without importing it."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def discover() -> dict[str, Installed]:
    """Return the installed plugins by name, in the order of their names."""
    found: dict[str, tuple[EntryPoint, Distribution]] = {}
    for entry, distribution in _entries(PLUGIN_GROUP):
        found.setdefault(entry.name, (entry, distribution))
    names: dict[str, tuple[str, str]] = {
        canonicalize_name(distribution.name): (name, distribution.version)
        for name, (_entry, distribution) in found.items()
    }
    return {
        name: _describe(name, entry, distribution, names)
        for name, (entry, distribution) in sorted(found.items())
    }


def discover_themes() -> dict[str, InstalledTheme]:
    """Return the installed themes by name."""
    found = {}
    for entry, distribution in _entries(THEME_GROUP):
        found[entry.name] = InstalledTheme(
            name=entry.name,
            distribution=distribution.name,
            version=distribution.version,
            summary=_field(distribution, "summary"),
            folder=package_folder(entry.value),
        )
    return dict(sorted(found.items()))


def inline(name: str, plugin: Any, *, requires: Iterable[str] = ()) -> Installed:
    """Return a plugin that is an object of this process; for tests."""
    return Installed(
        name=name,
        distribution=f"inline-{name}",
        version="0",
        summary="",
        module=getattr(plugin, "__module__", "") if isinstance(plugin, type) else "",
        load=lambda: plugin,
        requires=tuple(requires),
        package_folder=getattr(plugin, "folder", None),
    )


def _entries(group: str) -> Iterable[tuple[EntryPoint, Distribution]]:
    """Yield the entry points of a group, the first installation of each wins."""
    seen = set()
    for distribution in distributions():
        entries = distribution.entry_points.select(group=group)
        # The name stands in a longer file, which most need not be read for.
        name = canonicalize_name(distribution.name or "") if entries else ""
        if not name or name in seen:
            continue
        seen.add(name)
        for entry in entries:
            yield entry, distribution


def _describe(
    name: str,
    entry: EntryPoint,
    distribution: Distribution,
    names: dict[str, tuple[str, str]],
) -> Installed:
    """Read one plugin's metadata; ``names`` maps distributions to plugins."""
    requires, missing, core = [], [], SpecifierSet()
    for text in distribution.requires or ():
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        wanted = canonicalize_name(requirement.name)
        if wanted == CORE:
            core = requirement.specifier
        elif wanted in names:
            plugin, installed = names[wanted]
            requires.append(plugin)
            if not requirement.specifier.contains(installed, prereleases=True):
                missing.append(
                    f"needs {wanted} {requirement.specifier},"
                    f" but {installed} is installed"
                )
        elif not is_installed(wanted):
            missing.append(f"needs {wanted}, which is not installed")
    return Installed(
        name=name,
        distribution=distribution.name,
        version=distribution.version,
        summary=_field(distribution, "summary"),
        author=_field(distribution, "author", "author_email"),
        license=_field(distribution, "license_expression", "license"),
        url=_field(distribution, "home_page"),
        module=entry.module,
        load=lambda: importlib.import_module(entry.module),
        requires=tuple(requires),
        missing=tuple(missing),
        core=core,
    )


def _field(distribution: Distribution, *names: str) -> str:
    """Return the first of these fields that the metadata has."""
    fields = distribution.metadata.json
    return next((str(fields[name]) for name in names if fields.get(name)), "")


def is_installed(distribution: str) -> bool:
    """Tell whether a distribution of that name is installed."""
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True
