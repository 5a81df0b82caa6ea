"""Sources of migrations: the core and every installed plugin.

Every distribution has its own line of revisions and its own version table, so
a plugin can be uninstalled without breaking the commands for all others.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

from cms.plugins.discovery import Installed, discover


CORE = "cms"
ENVIRONMENT = Path(__file__).parent / "migrations"
# Rooms of the core: every folder of ``cms`` and of its rooms whose ``models.py`` has tables.
_ROOMS = Path(__file__).parent.parent


@dataclass(frozen=True)
class Source:
    """A distribution's migrations: its name, and the folder of its revisions."""

    name: str
    folder: Path

    @property
    def version_table(self) -> str:
        """Name of the table that says where this distribution's schema stands."""
        return f"{self.name}_version"

    def alembic(self) -> AlembicConfig:
        """Return what Alembic's commands need; nothing is read from an ini file."""
        config = AlembicConfig()
        config.set_main_option("script_location", _escape(ENVIRONMENT))
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", _escape(self.folder))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        config.attributes["source"] = self
        return config

    def script(self) -> ScriptDirectory:
        """Return the revisions."""
        return ScriptDirectory.from_config(self.alembic())


def core_source() -> Source:
    """Return the core's migrations."""
    return Source(CORE, ENVIRONMENT / "versions")


def sources() -> list[Source]:
    """Return all installed migrations in the order in which they must run."""
    plugins = discover()
    found = [core_source()]
    for name in _ordered(plugins):
        source = plugin_source(plugins[name])
        if source is not None and source.folder.is_dir():
            found.append(source)
    return found


def plugin_source(plugin: Installed) -> Source | None:
    """Return where a plugin's migrations are or would be; None without a package."""
    folder = plugin.folder
    return None if folder is None else Source(plugin.name, folder / "migrations")


def owner(table: str, names: list[str]) -> str:
    """Return whose table this is: the plugin with the longest fitting name, or the core."""
    fitting = [name for name in names if table.startswith(f"{name}_")]
    return max(fitting, key=len, default=CORE)


def load_models(plugins: dict[str, Installed]) -> None:
    """Import every module that declares tables, of the core and of ``plugins``."""
    found = [*_ROOMS.glob("*/models.py"), *_ROOMS.glob("*/*/models.py")]
    for path in sorted(found):
        parts = path.relative_to(_ROOMS.parent).with_suffix("").parts
        importlib.import_module(".".join(parts))
    for plugin in plugins.values():
        plugin.load()


def needed(source: Source, plugins: dict[str, Installed]) -> dict[str, Installed]:
    """Return the plugins whose tables this source's tables may refer to, and itself."""
    names = [source.name]
    for name in names:
        if name in plugins:
            names.extend(plugins[name].requires)
    return {name: plugins[name] for name in names if name in plugins}


def _ordered(plugins: dict[str, Installed]) -> list[str]:
    """Return names so that what a plugin requires comes before it."""
    graph = {
        name: [needed for needed in plugin.requires if needed in plugins]
        for name, plugin in sorted(plugins.items())
    }
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError:  # none of the circle can be on; the others must not suffer
        return sorted(plugins)


def _escape(path: Path) -> str:
    """Return a path for Alembic's options, in which "%" has a meaning."""
    return str(path).replace("%", "%%")
