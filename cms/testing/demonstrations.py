"""Databases with the demonstration of some plugins loaded once, copied for each test."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from cms.accounts.permissions import SYSTEM
from cms.build_context import Build
from cms.builtin.exchange import item_rows
from cms.plugins.discovery import Installed
from cms.testing.databases import filled, with_requirements


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
        made = filled(self._template, place, self._secret, key, extra, _load)
        return self._stack.enter_context(made)


def _load(made: Build) -> None:
    for _plugin, rows in made.registry.demo:
        item_rows.load(list(rows()), SYSTEM)
