"""What is known of a copy between its runs: a small database beside the files.

All that grows with the site stands there and not in memory, and a run that was
killed goes on where it was.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from cms.errors import CmsError
from cms.features.static_copy.options import STATE_FOLDER


_FORMAT: Final = 1
_SCHEMA: Final = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    file TEXT PRIMARY KEY, address TEXT NOT NULL, sha256 TEXT NOT NULL,
    size INTEGER NOT NULL, mtime INTEGER NOT NULL, etag TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX files_address ON files (address);
CREATE TABLE pages (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, query TEXT NOT NULL,
    depth INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
    rank INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
    file TEXT UNIQUE, kind TEXT NOT NULL DEFAULT '', etag TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL DEFAULT '', size INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX pages_state ON pages (state, rank, id);
"""
# The states of a page: asked for it is ``made``, a redirect (``moved``) or left to
# the application (``left``); with its links written it is ``ready``, in place ``kept``.
WAITING, MADE, MOVED, LEFT = "waiting", "made", "moved", "left"
READY, KEPT = "ready", "kept"
# What a run is at.
CRAWL, LINK, PLACE, REMOVE = "crawl", "link", "place", "remove"
DIRECTORY_MODE, FILE_MODE = 0o755, 0o644


class Held(CmsError):
    """Somebody else works on the copy."""


class Page(NamedTuple):
    """An address of the site in the run that goes on; see the states above."""

    id: int
    address: str
    query: str
    depth: int
    state: str
    reason: str
    file: str | None
    kind: str
    etag: str
    sha256: str
    size: int


class File(NamedTuple):
    """A file that stands in the folder, as it was when it was put there."""

    file: str
    address: str
    sha256: str
    size: int
    mtime: int
    etag: str


_PAGE: Final = ", ".join(Page._fields)
_FILE: Final = ", ".join(File._fields)


class State:
    """The folder of a copy with what is known of it; ``opened()`` makes one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.own = folder / STATE_FOLDER
        self.staging = self.own / "new"
        self.staging.mkdir(exist_ok=True)
        self.db = _connect(self.own / "state.db")

    def close(self) -> None:
        """Give the database back; what was not committed is lost."""
        self.db.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make what the block writes lasting, all or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def get(self, name: str, default: Any = None) -> Any:
        """Return what was noted under a name."""
        query = "SELECT value FROM about WHERE name = ?"
        row = self.db.execute(query, (name,)).fetchone()
        return default if row is None else json.loads(row[0])

    def note(self, **values: Any) -> None:
        """Note JSON values under names."""
        rows = [(name, json.dumps(value)) for name, value in values.items()]
        self.db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", rows)

    def begin(self, **values: Any) -> None:
        """Begin a run: forget the pages of the last one, note ``values``."""
        with self.batch():
            self.db.execute("DELETE FROM pages")
            self.note(phase=CRAWL, **values)
        self.empty_staging()

    def empty_staging(self) -> None:
        """Remove what was written for a run."""
        shutil.rmtree(self.staging)
        self.staging.mkdir()

    def add(self, address: str, depth: int, query: str = "") -> None:
        """Remember an address that is to be asked for, unless it is known."""
        insert = "INSERT OR IGNORE INTO pages (address, depth, query) VALUES (?, ?, ?)"
        self.db.execute(insert, (address, depth, query))

    def page(self, address: str) -> Page | None:
        """Return the page of an address."""
        query = f"SELECT {_PAGE} FROM pages WHERE address = ?"  # noqa: S608 - our names
        row = self.db.execute(query, (address,)).fetchone()
        return Page(*row) if row else None

    def pages(self, state: str, limit: int) -> list[Page]:
        """Return the first pages in a state, in the order in which they are worked on."""
        query = f"SELECT {_PAGE} FROM pages WHERE state = ? ORDER BY rank, id LIMIT ?"  # noqa: S608 - our names
        return [Page(*row) for row in self.db.execute(query, (state, limit))]

    def change(self, page: Page, **values: Any) -> None:
        """Store values of a page."""
        names = ", ".join(f"{name} = ?" for name in values)
        self.db.execute(
            f"UPDATE pages SET {names} WHERE id = ?",  # noqa: S608 - our names
            (*values.values(), page.id),
        )

    def count(self, state: str) -> int:
        """Return how many pages are in a state."""
        query = "SELECT count(*) FROM pages WHERE state = ?"
        return int(self.db.execute(query, (state,)).fetchone()[0])

    def file(self, name: str) -> File | None:
        """Return what is known of a file in the folder."""
        query = f"SELECT {_FILE} FROM files WHERE file = ?"  # noqa: S608 - our names
        row = self.db.execute(query, (name,)).fetchone()
        return File(*row) if row else None

    def file_of_address(self, address: str) -> File | None:
        """Return the file that stands for an address."""
        query = f"SELECT {_FILE} FROM files WHERE address = ?"  # noqa: S608 - our names
        row = self.db.execute(query, (address,)).fetchone()
        return File(*row) if row else None

    def keep_file(self, file: File) -> None:
        """Remember a file that stands in the folder."""
        insert = "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)"
        self.db.execute(insert, file)

    def drop_file(self, name: str) -> None:
        """Remove a file from the folder and forget it; one that is gone is gone."""
        (self.folder / name).unlink(missing_ok=True)
        self.db.execute("DELETE FROM files WHERE file = ?", (name,))

    def files(self) -> Iterator[File]:
        """Yield every known file by name, a few at a time."""
        query = f"SELECT {_FILE} FROM files WHERE file > ? ORDER BY file LIMIT 500"  # noqa: S608 - our names
        last = ""
        while rows := [File(*row) for row in self.db.execute(query, (last,))]:
            yield from rows
            last = rows[-1].file

    def stands(self, file: File) -> bool:
        """Tell whether a file is still the one that was put there."""
        try:
            found = (self.folder / file.file).stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return (found.st_size, found.st_mtime_ns) == (file.size, file.mtime)


@contextmanager
def opened(folder: Path) -> Iterator[State]:
    """Yield the state of a copy to work on; nobody else does so meanwhile.

    Raises Held when somebody does.
    """
    own = folder / STATE_FOLDER
    folder.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
    own.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(DIRECTORY_MODE)
    lock = os.open(own / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Held(f"The copy in {folder} is being written already.") from None
        state = State(folder)
        try:
            yield state
        finally:
            state.close()
    finally:
        os.close(lock)


def _connect(path: Path) -> sqlite3.Connection:
    """Open the database; one that cannot be read is begun anew."""
    try:
        db, found = _open(path)
        if found in (0, _FORMAT):
            return db
        db.close()
    except sqlite3.DatabaseError:
        pass  # it says nothing that the site does not say again
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    return _open(path)[0]


def _open(path: Path) -> tuple[sqlite3.Connection, int]:
    """Return the database, with tables, and the number of its format before."""
    db = sqlite3.connect(path, isolation_level=None, timeout=10)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        found: int = db.execute("PRAGMA user_version").fetchone()[0]
        if found == 0:
            db.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {_FORMAT};COMMIT;")
        db.execute("SELECT count(*) FROM about").fetchone()
    except BaseException:
        db.close()
        raise
    return db, found
