"""Databases with the demonstration of some plugins loaded once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from cms.accounts.permissions import SYSTEM
from cms.builtin.exchange import item_rows
from cms.config import Config
from cms.plugins.discovery import Installed
from cms.testing.databases import checkpoint, opened, with_requirements
from cms.testing.postgres import database


class Demonstrations:
    """Makes, for each set of plugins that is asked for, one filled template.

    ``template`` is the migrated one: a file for SQLite, a server's address and
    a name for PostgreSQL; what :meth:`of` returns is of the same kind.
    """

    def __init__(self, template: Any, folder: Path, secret: str) -> None:
        self._template, self._folder, self._secret = template, folder, secret
        self._made: dict[tuple[str, ...], Any] = {}
        self._stack = ExitStack()

    def of(self, names: Collection[str], extra: Sequence[Installed]) -> Any:
        """Return the template in which these plugins are on and their items loaded."""
        key = tuple(with_requirements(names, extra))
        if key not in self._made:
            self._made[key] = self._make(key, extra)
        return self._made[key]

    def media_of(self, names: Collection[str], extra: Sequence[Installed]) -> Path:
        """Return the folder of the pictures and files that belong to a template."""
        key = tuple(with_requirements(names, extra))
        return self._place(key) / "media"

    def close(self) -> None:
        """Give back the databases of a server."""
        self._stack.close()

    def _place(self, key: tuple[str, ...]) -> Path:
        return self._folder / "-".join(key or ("none",))

    def _make(self, key: tuple[str, ...], extra: Sequence[Installed]) -> Any:
        place = self._place(key)
        place.mkdir()
        if isinstance(self._template, Path):
            shutil.copyfile(self._template, place / "site.db")
            config = Config.load(place, secret_key=self._secret)
            self._load(config, key, extra)
            checkpoint(config)
            return place / "site.db"
        address, name = self._template
        url = self._stack.enter_context(database(address, name))
        written = url.render_as_string(hide_password=False)
        config = Config.load(place, secret_key=self._secret, database_url=written)
        self._load(config, key, extra)
        return address, str(url.database)

    def _load(
        self, config: Config, key: tuple[str, ...], extra: Sequence[Installed]
    ) -> None:
        with opened(config, key, extra) as made:
            for _plugin, rows in made.registry.demo:
                item_rows.load(list(rows()), SYSTEM)
