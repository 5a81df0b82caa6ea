"""One file of SQLite with everything that a database holds at one moment.

Whatever kind the site's database is, its backup is such a file: it can be
looked into and tried out anywhere, and goes back into either kind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, make_url

from cms.builtin.operations.backup import rows
from cms.builtin.operations.backup.identifiers import quoted
from cms.builtin.operations.backup.schema import create_schema
from cms.database.engines import make_engine
from cms.database.migrations.runner import migration_engine
from cms.database.schema import status
from cms.errors import CmsError


if TYPE_CHECKING:
    from psycopg import Connection as Postgres

Tell = Callable[[str], None]
_PATIENCE: Final = 60.0


@dataclass
class Snapshot:
    """What a copy of a database holds: revisions by distribution, rows by table."""

    kind: str
    revisions: dict[str, str]
    rows: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def revisions_of(url: str) -> dict[str, str]:
    """Return where the tables of each distribution stand; those without any are absent."""
    engine = make_engine(url)
    try:
        return {
            one.distribution: one.current
            for one in status(engine)
            if one.current is not None
        }
    finally:
        engine.dispose()


def copy_database(url: str, target: Path) -> Snapshot:
    """Write a copy of the database to the new file ``target``, of one moment.

    The site may go on writing. Raises CmsError when the database is damaged.
    """
    address = make_url(url)
    revisions = revisions_of(url)
    if not revisions:
        raise CmsError("There are no tables yet: run `cms init` first.")
    if address.get_backend_name() == "sqlite":
        _copy_sqlite(Path(str(address.database)), target)
        found = Snapshot("sqlite", revisions)
    else:
        found = Snapshot("postgresql", revisions)
        _copy_postgresql(address, target, found)
    check_file(target)
    with closing(sqlite3.connect(target)) as database:
        found.rows = count_rows(database)
    return found


def _copy_sqlite(source: Path, target: Path) -> None:
    """Use SQLite's own backup in one step: writers wait for nothing."""
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.execute(f"PRAGMA busy_timeout={int(_PATIENCE * 1000)}")
            live.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        raise CmsError(f"{source} could not be copied: {error}.") from error
    target.chmod(0o600)


def _copy_postgresql(address: URL, target: Path, found: Snapshot) -> None:
    """Make the same tables in SQLite and read all rows in one snapshot."""
    make_empty(target, found.revisions)
    with (
        postgres(address) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        copied = rows.to_sqlite(source, copy)
        found.left_out = copied.left_out


def make_empty(target: Path, revisions: dict[str, str]) -> None:
    """Make an SQLite file with the tables of these revisions, in one file."""
    target.touch(mode=0o600)
    with (
        migration_engine(f"sqlite:///{target}") as engine,
        engine.begin() as connection,
    ):
        create_schema(connection, revisions)
    with closing(sqlite3.connect(target)) as database:
        database.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def postgres(address: URL) -> Iterator[Postgres[Any]]:
    """Yield a connection in a transaction, which ends with the block."""
    import psycopg

    plain = address.set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False)) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute("SET DateStyle TO 'ISO'")
        connection.commit()
        yield connection


def check_file(path: Path) -> None:
    """Raise CmsError unless an SQLite file is whole and no reference is broken."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as database:
            found = database.execute("PRAGMA integrity_check(5)").fetchall()
            broken = database.execute("PRAGMA foreign_key_check").fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # it quotes noise
        raise CmsError(f"The database is damaged: {error}.") from error
    if found != [("ok",)]:
        raise CmsError(f"The database is damaged: {'; '.join(one for (one,) in found)}")
    if broken is not None:
        raise CmsError(
            f"The database is damaged: row {broken[1]} of '{broken[0]}' refers to"
            f" one of '{broken[2]}' that is not there."
        )


def check_live(url: str) -> None:
    """Raise CmsError when the database of a site is damaged.

    SQLite looks at every page and reference; PostgreSQL reads every row.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        check_file(Path(str(address.database)))
        return
    import psycopg

    try:
        with postgres(address) as connection:
            names = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            ).fetchall()
            for (name,) in names:
                with connection.cursor().copy(f"COPY {quoted(name)} TO STDOUT") as copy:
                    for _part in copy:
                        pass
    except psycopg.Error as error:
        raise CmsError(f"The database is damaged: {error}.") from error


def count_rows(database: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of every table."""
    return {
        name: database.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0]  # noqa: S608
        for name in rows.tables_of(database)
    }
