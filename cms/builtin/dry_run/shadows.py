"""Shadows of tables: writes that only this connection sees, until it rolls back.

SQLite looks for a name among the temporary tables first, and writing there needs
no lock. Before a statement writes to a table, three things are made there: a table
for new and changed rows, a table of the keys that no longer count in the real one,
and under the real one's name a view of both together. The view's triggers copy the
rows that a statement is about to change; the statement then changes the copies.
"""

# ruff: noqa: S608 - the names are those of our own tables, and quoted

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event

from cms.database.engines import set_query_only


_WRITE = re.compile(
    r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(\"?)(\w+)\2(?=[\s(])", re.IGNORECASE
)
_WRITES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)


@contextmanager
def shadowed(connection: Connection) -> Iterator[None]:
    """Let what the block writes go to shadows; the caller rolls back afterwards.

    A transaction that has only read must be open. The rows of a virtual table are
    written to a shadow that nobody reads. A write that would reach a real table,
    in a form that is not known here, is refused by SQLite.
    """
    shadows = _Shadows(connection)
    driver: Any = connection.connection.driver_connection
    # A safe request may not write; its own memory it may.
    set_query_only(connection, False)
    driver.set_authorizer(_guard(driver))
    event.listen(connection, "before_cursor_execute", shadows.redirect, retval=True)
    event.listen(connection, "commit", _refuse_commit)
    try:
        yield
    finally:
        event.remove(connection, "commit", _refuse_commit)
        event.remove(connection, "before_cursor_execute", shadows.redirect)
        driver.set_authorizer(None)


def _refuse_commit(connection: Connection) -> None:
    # The shadows would stay before the real tables.
    connection.connection.rollback()
    raise RuntimeError("A dry run cannot be committed.")


def _guard(driver: Any) -> Callable[..., int]:
    """Return what lets SQLite refuse writes to real tables.

    A virtual one declares itself, and prepares to write to the tables that hold
    its index, when it is opened to be read.
    """
    virtual = "SELECT name FROM main.sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
    within = tuple(f"{name}_" for (name,) in driver.execute(virtual))

    def judge(action: int, *names: str | None) -> int:
        if action not in _WRITES or names[2] != "main":
            return sqlite3.SQLITE_OK
        own = (names[0] or "").startswith(("sqlite_master", *within))
        return sqlite3.SQLITE_OK if own else sqlite3.SQLITE_DENY

    return judge


class _Shadows:
    """The shadows that one connection has so far."""

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection
        self._read: dict[str, _Table] = {}

    def redirect(
        self,
        _connection: Connection,
        _cursor: Any,
        statement: str,
        parameters: Any,
        _context: Any,
        many: bool,
    ) -> tuple[str, Any]:
        """Return a statement that writes to the shadow; others as they are."""
        found = _WRITE.match(statement)
        if found is None:
            return statement, parameters
        verb, name = found[1].upper(), found[3]
        table = self._shadow(name)
        if verb.startswith("INSERT"):
            if " ON CONFLICT" in statement:
                self._driver.execute(f"UPDATE {_quoted(name)} SET {table.nothing}")
        elif not table.virtual:
            for values in parameters if many else [parameters]:
                self._driver.execute(statement, values).fetchall()
        target = f"{verb} {_quoted('~' + name)} AS {_quoted(name)}"
        return target + statement[found.end() :], parameters

    def _shadow(self, name: str) -> _Table:
        """Return the table called ``name`` once it has a shadow."""
        if name not in self._read:
            self._read[name] = _read_table(self._driver, name)
        # One that was made within a savepoint goes when that is rolled back.
        query = "SELECT 1 FROM temp.sqlite_master WHERE name = ?"
        if self._driver.execute(query, (f"~{name}",)).fetchone() is None:
            for statement in self._read[name].statements():
                self._driver.execute(statement)
        return self._read[name]


@dataclass(frozen=True)
class _Table:
    """A real table: its columns as they are declared, its keys, what is unique."""

    name: str
    columns: dict[str, str]
    keys: list[str]
    uniques: list[list[str]]
    virtual: bool

    @property
    def nothing(self) -> str:
        """What sets a column to what it is: the row is copied and stays the same."""
        column = _quoted(self.keys[0])
        return f"{column} = {column}"

    def statements(self) -> Iterator[str]:
        """Yield what makes the shadow."""
        real, copy, gone = (
            _quoted(name) for name in (self.name, f"~{self.name}", f"~{self.name} gone")
        )
        numbered = len(self.keys) == 1 and self.columns[self.keys[0]] == "INTEGER"
        parts = [f"{_quoted(name)} {kind}" for name, kind in self.columns.items()]
        if numbered:
            key = _quoted(self.keys[0])
            parts.remove(f"{key} INTEGER")
            parts.append(f"{key} INTEGER PRIMARY KEY AUTOINCREMENT")
        parts += [f"UNIQUE ({_listed(names)})" for names in self.uniques]
        if self.keys and not numbered:
            parts.append(f"UNIQUE ({_listed(self.keys)})")
        yield f"CREATE TEMP TABLE {copy} ({', '.join(parts)})"
        if numbered:
            yield (
                "INSERT INTO temp.sqlite_sequence (name, seq) "
                f"SELECT '~{self.name}', coalesce(max({key}), 0) FROM main.{real}"
            )
        if self.virtual:
            return
        keys, columns = _listed(self.keys), _listed(self.columns)
        yield f"CREATE TEMP TABLE {gone} ({keys}, PRIMARY KEY ({keys}))"
        others = f"FROM main.{real} WHERE ({keys}) NOT IN (SELECT {keys} FROM {gone})"
        yield (
            f"CREATE TEMP VIEW {real} AS SELECT {columns} {others} "
            f"UNION ALL SELECT {columns} FROM {copy}"
        )
        olds = ", ".join(f"old.{_quoted(name)}" for name in self.keys)
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TEMP TRIGGER {_quoted(f'~{self.name} {verb}')} "
                f"INSTEAD OF {verb} ON temp.{real} BEGIN "
                f"INSERT OR IGNORE INTO {copy} ({columns}) SELECT {columns} {others} "
                f"AND ({keys}) = ({olds}); "
                f"INSERT OR IGNORE INTO {gone} VALUES ({olds}); END"
            )


def _read_table(driver: Any, name: str) -> _Table:
    """Return what SQLite says of a real table."""
    quoted = _quoted(name)
    rows = driver.execute(f"PRAGMA main.table_info({quoted})").fetchall()
    indexes = driver.execute(f"PRAGMA main.index_list({quoted})").fetchall()
    uniques = []
    for _number, index, unique, origin, partial in indexes:
        info = driver.execute(f"PRAGMA main.index_info({_quoted(index)})").fetchall()
        names = [row[2] for row in info]
        if unique and origin != "pk" and not partial and None not in names:
            uniques.append(names)
    made = "SELECT sql FROM main.sqlite_master WHERE name = ?"
    (sql,) = driver.execute(made, (name,)).fetchone()
    return _Table(
        name=name,
        columns={row[1]: _declared(row[2], row[4]) for row in rows},
        keys=[row[1] for row in sorted(rows, key=lambda row: row[5]) if row[5]],
        uniques=uniques,
        virtual=sql.upper().startswith("CREATE VIRTUAL"),
    )


def _declared(kind: str, default: str | None) -> str:
    return kind.upper() if default is None else f"{kind} DEFAULT ({default})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(names: Any) -> str:
    return ", ".join(map(_quoted, names))
