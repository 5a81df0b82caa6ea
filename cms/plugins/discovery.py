"""Which plugins and themes are installed: read from metadata, nothing is imported.

What was read is kept until a folder of the import path changes, as it does when
a distribution is installed, replaced or removed.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.metadata import (
    EntryPoint,
    PackageMetadata,
    PackageNotFoundError,
    distributions,
    version,
)
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name


PLUGIN_GROUP = "cms.plugins"
THEME_GROUP = "cms.themes"
CORE = "sen-cms"

# Versions of the plugins whose code this process runs, by name.
loaded: dict[str, str] = {}

# The folders of the import path, each with the time of its last change.
PathState = tuple[tuple[str, int], ...]


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
    return dict(_discover(path_state()))


def discover_themes() -> dict[str, InstalledTheme]:
    """Return the installed themes by name."""
    return dict(_discover_themes(path_state()))


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


def path_state() -> PathState:
    """Return the folders of the import path and when each was changed."""
    return tuple((folder, _changed(Path(folder))) for folder in sys.path)


def _changed(folder: Path) -> int:
    """Return when a folder was changed, in nanoseconds; 0 when there is none."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def rivals() -> dict[str, list[str]]:
    """Return the distributions that bring the name of a plugin of another one."""
    return {
        name: [one.distribution for one in ones[1:]]
        for name, ones in _every().items()
        if len(ones) > 1
    }


def _every() -> dict[str, list[_Found]]:
    """Return who brings each name; the distribution that is named after it is first."""
    every: dict[str, list[_Found]] = {}
    for one in sorted(_entries(PLUGIN_GROUP), key=_Found.rank):
        every.setdefault(one.entry.name, []).append(one)
    return every


@lru_cache(maxsize=4)
def _discover(_state: PathState) -> dict[str, Installed]:
    every = _every()
    found = {name: ones[0] for name, ones in every.items()}
    names: dict[str, tuple[str, str]] = {
        canonicalize_name(one.distribution): (name, one.version)
        for name, one in found.items()
    }
    described = {name: _describe(one, names) for name, one in sorted(found.items())}
    for name, ones in every.items():
        if len(ones) > 1 and found[name].rank()[0]:
            several = ", ".join(one.distribution for one in ones)
            missing = (*described[name].missing, f"is brought by several: {several}")
            described[name] = replace(described[name], missing=missing)
    return described


@lru_cache(maxsize=4)
def _discover_themes(_state: PathState) -> dict[str, InstalledTheme]:
    found = {
        one.entry.name: InstalledTheme(
            name=one.entry.name,
            distribution=one.distribution,
            version=one.version,
            summary=one.text("Summary"),
            folder=package_folder(one.entry.value),
        )
        for one in _entries(THEME_GROUP)
    }
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class _Found:
    """An entry point and what the metadata of its distribution says."""

    entry: EntryPoint
    metadata: PackageMetadata
    requires: tuple[str, ...]

    @property
    def distribution(self) -> str:
        return self.text("Name")

    @property
    def version(self) -> str:
        return self.text("Version")

    def rank(self) -> tuple[bool, str]:
        """Sort the distribution that is named after the plugin before any other."""
        own = canonicalize_name(f"{CORE}-{self.entry.name}")
        return canonicalize_name(self.distribution) != own, self.distribution

    def text(self, *names: str) -> str:
        """Return the first of these fields that the metadata has."""
        texts = (self.metadata[name] for name in names if name in self.metadata)
        return next(filter(None, texts), "")


def _entries(group: str) -> Iterable[_Found]:
    """Yield the entry points of a group, the first installation of each wins."""
    seen = set()
    for distribution in distributions():
        entries = distribution.entry_points.select(group=group)
        if not entries:
            continue  # its metadata stand in a longer file, which need not be read
        metadata = distribution.metadata
        name = canonicalize_name(metadata["Name"] or "")
        if not name or name in seen:
            continue
        seen.add(name)
        requires = tuple(distribution.requires or ())
        for entry in entries:
            yield _Found(entry, metadata, requires)


def _describe(found: _Found, names: dict[str, tuple[str, str]]) -> Installed:
    """Read one plugin's metadata; ``names`` maps distributions to plugins."""
    requires, missing, core = [], [], SpecifierSet()
    for text in found.requires:
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            missing.append(f"has a requirement that cannot be read: {error}")
            continue
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
        name=found.entry.name,
        distribution=found.distribution,
        version=found.version,
        summary=found.text("Summary"),
        author=found.text("Author", "Author-email"),
        license=found.text("License-Expression", "License"),
        url=found.text("Home-page"),
        module=found.entry.module,
        load=lambda: importlib.import_module(found.entry.module),
        requires=tuple(requires),
        missing=tuple(missing),
        core=core,
    )


def is_installed(distribution: str) -> bool:
    """Tell whether a distribution of that name is installed."""
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True
