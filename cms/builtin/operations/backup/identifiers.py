"""Names of tables, columns and schemas in SQL that is written by hand, on both databases."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Return a name as an identifier of SQL, whatever letters it has."""
    return '"' + name.replace('"', '""') + '"'
