"""What an instance holds, as a value to compare: rows and files, without what is chance."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any


INSTANT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00:00)?")
LATELY = dt.timedelta(hours=2)
# Tables of full-text search that SQLite keeps for itself, and what the queue notes.
OWN = re.compile(r"sqlite_|jobs$|item_search_(data|idx|content|docsize|config)|.*_fts_")
# Made by chance, or from what is: seals, secrets, stamps.
CHANCE = {
    "audit_entries": {"seal", "request_id", "detail", "before", "after"},
    "one_time_codes": {"id", "expires_at"},
    "site_state": {"content"},
    # Whether the answer came, and what it said.
    "idempotency_keys": {"answer"},
    "sessions": {"data"},
    "media": {"store_key"},
    "users": {"password_hash"},
}
LEFT_OUT = (
    "site.db",
    "queue.db",
    "workers",
    "page_cache",
    "frozen-",
    "backups",
    "media/tmp",  # swept once a day
)


def rows_of(database: Path) -> dict[str, list[str]]:
    """Return the rows of every table of an SQLite database, sorted."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            row["name"]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
        ]
        return {
            name: sorted(
                str(_plain(dict(row), CHANCE.get(name, ())))
                for row in connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            )
            for name in sorted(names)
            if not OWN.match(name)
        }


def files_of(folder: Path) -> dict[str, str]:
    """Return the files of an instance with their digests, of signed ones their lines."""
    return {
        str(path.relative_to(folder)): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not str(path.relative_to(folder)).startswith(LEFT_OUT)
    }


def media_of(database: Path) -> dict[str, str]:
    """Return the names of stored files by their keys, which are chance."""
    with closing(sqlite3.connect(database)) as connection:
        return dict(connection.execute("SELECT store_key, filename FROM media"))


def _digest(path: Path) -> str:
    content = path.read_bytes()
    if path.name.startswith("audit_public"):
        return ""  # it may name keys that were never used
    if path.name.startswith("audit"):
        return str(content.count(b"\n"))
    return hashlib.sha256(content).hexdigest()


def _plain(row: dict[str, Any], chance: Collection[str]) -> dict[str, Any]:
    return {
        name: INSTANT.sub(_moment, value) if isinstance(value, str) else value
        for name, value in row.items()
        if name not in chance
    }


def _moment(found: re.Match[str]) -> str:
    """Return "lately" for an instant of this test's own run."""
    moment = dt.datetime.fromisoformat(found[0]).replace(tzinfo=dt.UTC)
    return "lately" if abs(dt.datetime.now(dt.UTC) - moment) < LATELY else found[0]
