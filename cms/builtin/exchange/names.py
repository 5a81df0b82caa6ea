"""Stable names of rows and their numbers on this site, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from cms.builtin.exchange.parts import TablePart


class Names:
    """What rows are called, by table; read from the database when first asked for.

    ``differing`` are the rows of an archive whose name stands here for
    something else.
    """

    def __init__(self) -> None:
        self.parts: dict[str, TablePart] = {}
        self.differing: set[tuple[str, str]] = set()
        self._names: dict[str, dict[Any, str]] = {}
        self._keys: dict[str, dict[str, Any]] = {}

    def add_part(self, part: TablePart) -> None:
        """Let the names of a table come from a part."""
        self.parts[part.table] = part

    def name(self, table: str, key: Any) -> str | None:
        """Return the name of the row with a key; None when there is none."""
        self._load(table)
        try:
            return self._names[table].get(key)
        except TypeError:  # what no row has as its key
            return None

    def key(self, table: str, name: str) -> Any:
        """Return the key of the row with a name; None when there is none here."""
        self._load(table)
        return self._keys[table].get(name)

    def names(self, table: str) -> Mapping[Any, str]:
        """Return all names of a table by their keys, in the order of the rows."""
        self._load(table)
        return self._names[table]

    def add(self, table: str, key: Any, name: str) -> None:
        """Name a row that was just made."""
        self._load(table)
        self._names[table][key] = name
        self._keys[table][name] = key

    def remove(self, table: str, key: Any) -> None:
        """Remove the name of a row that does not exist."""
        del self._keys[table][self._names[table].pop(key)]

    def stand_for(self, table: str, name: str, key: Any) -> None:
        """Map a name of the archive to a row with another name."""
        self._load(table)
        self._keys[table][name] = key

    def _load(self, table: str) -> None:
        if table in self._names:
            return
        names: dict[Any, str] = {}
        keys: dict[str, Any] = {}
        part = self.parts.get(table)
        for key, wanted in numbered(part.named_rows() if part else ()):
            names[key], keys[wanted] = wanted, key
        self._names[table], self._keys[table] = names, keys


def numbered(rows: Iterable[tuple[Any, str]]) -> Iterable[tuple[Any, str]]:
    """Yield rows with names that are unique: the second of a name gets ``~2``."""
    seen: dict[str, int] = {}
    for key, name in rows:
        seen[name] = count = seen.get(name, 0) + 1
        yield key, name if count == 1 else f"{name}~{count}"
