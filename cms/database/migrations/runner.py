"""Changing the schema: each distribution in one transaction, safe to kill and repeat."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
)

from cms.database.engines import engine_options
from cms.database.schema import SchemaState, require_schema, status
from cms.database.sources import CORE, Source, load_models, needed, owner, sources
from cms.errors import CmsError, SchemaError, one_line
from cms.extensions import Base, core_tables
from cms.plugins.discovery import discover


if TYPE_CHECKING:
    from cms.config import Config

__all__ = [
    "SchemaState",
    "check",
    "downgrade",
    "require_schema",
    "status",
    "upgrade",
]

Tell = Callable[[str], None]
_LOCK = 7_340_502  # the name of our lock among PostgreSQL's advisory locks


def upgrade(config: Config, tell: Tell = lambda _line: None) -> None:
    """Bring every distribution's tables up to the installed code.

    Each is one transaction: a process that is killed leaves the database as it
    was before or after, and running again goes on. Two at once wait for one
    another. What fails for a plugin changes nothing of it and keeps no other
    back. Raises SchemaError that names it, or that the database is newer.
    """
    load_models({})
    failed = []
    with migration_engine(config.database_url) as engine, alone(engine):
        states = {state.distribution: state for state in status(engine)}
        for source in sources():
            try:
                _upgrade_one(engine, source, states[source.name], tell)
            except (Exception, SystemExit) as error:
                if source.name == CORE and isinstance(error, ValueError):
                    raise SchemaError(str(error)) from error  # a revision refuses
                if source.name == CORE:
                    raise
                said = str(error) if isinstance(error, SchemaError) else one_line(error)
                failed.append(f"'{source.name}' was not upgraded: {said}")
    if failed:
        raise SchemaError("\n".join(failed))


def downgrade(config: Config, name: str, target: str = "base") -> None:
    """Take one distribution's tables back to ``target``; "base" removes them."""
    source = next((one for one in sources() if one.name == name), None)
    if source is None:
        raise CmsError(f"Nothing installed is called '{name}' and has migrations.")
    with (
        migration_engine(config.database_url) as engine,
        alone(engine),
        engine.begin() as connection,
    ):
        run_revisions(connection, source, command.downgrade, target)
        check_references(connection)


def check(config: Config, only: str | None = None) -> list[str]:
    """Return in words where the database differs from the models; empty when equal.

    ``only`` is the name of a plugin, or "cms" for the core.
    """
    plugins = discover()
    chosen = [source for source in sources() if only in (None, source.name)]
    differences = []
    with migration_engine(config.database_url) as engine, engine.connect() as reader:
        for state in status(engine):
            if state.problem and only in (None, state.distribution):
                differences.append(state.problem)
        for source in chosen:
            load_models(needed(source, plugins))
            context = MigrationContext.configure(
                reader, opts=comparison(source, list(plugins))
            )
            differences += [
                f"{source.name}: {difference}"
                for difference in compare_metadata(context, Base.metadata)
            ]
    return differences


def comparison(source: Source, names: list[str]) -> dict[str, Any]:
    """Return Alembic's options for comparing only this distribution's tables."""
    known = Base.metadata.tables

    def include_name(name: str | None, kind: str, _parents: object) -> bool:
        if kind != "table" or name is None:
            return True
        if name == source.version_table or owner(name, names) != source.name:
            return False
        # The core's search keeps tables of its own that no model describes.
        return source.name != CORE or name in known

    def include_object(
        _object: Any, name: str | None, kind: str, reflected: bool, _other: Any
    ) -> bool:
        return kind != "table" or reflected or owner(str(name), names) == source.name

    return {
        "version_table": source.version_table,
        "include_name": include_name,
        "include_object": include_object,
        "target_metadata": Base.metadata,
    }


@contextmanager
def migration_engine(url: str) -> Iterator[Engine]:
    """Open a database for changing its schema; disposed at the end.

    SQLite's foreign keys are off, because a table is changed there by copying
    it and dropping the old one; they are checked before the commit.
    """
    engine = create_engine(url, **engine_options(url))
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(
            engine, "begin", lambda one: one.exec_driver_sql("BEGIN IMMEDIATE")
        )
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Hold PostgreSQL's lock against a second upgrade; SQLite's BEGIN is one."""
    if engine.dialect.name == "sqlite":
        yield
        return
    with engine.connect() as holder:
        holder.execute(select(func.pg_advisory_lock(_LOCK)))
        holder.commit()
        try:
            yield
        finally:
            holder.execute(select(func.pg_advisory_unlock(_LOCK)))
            holder.commit()


def _upgrade_one(
    engine: Engine, source: Source, state: SchemaState, tell: Tell
) -> None:
    """Upgrade one distribution; what was reached is read inside the transaction."""
    if state.broken or not state.known:
        raise SchemaError(state.problem or "")
    with engine.begin() as connection:
        options = {"version_table": source.version_table}
        context = MigrationContext.configure(connection, opts=options)
        before = context.get_current_revision()
        head = source.script().get_current_head()
        if before == head:
            return
        others = _tables_of_others(connection, source)
        run_revisions(connection, source, command.upgrade, "head")
        check_references(connection)
        if source.name != CORE and _tables_of_others(connection, source) != others:
            raise SchemaError("Its migration changes tables that are not its own.")
    tell(f"{source.name}: {before or 'new'} → {head}")


def _tables_of_others(connection: Connection, source: Source) -> dict[str, str]:
    """Return the columns of each table that is not the source's."""
    core, names = set(core_tables()), list(discover())
    found = inspect(connection).get_multi_columns()
    return {
        table: repr(columns)
        for (_schema, table), columns in found.items()
        if table in core or owner(table, names) != source.name
    }


def run_revisions(
    connection: Connection, source: Source, act: Callable[..., Any], target: str
) -> None:
    """Run one of Alembic's commands inside our transaction."""
    alembic = source.alembic()
    alembic.attributes["connection"] = connection
    act(alembic, target)


def check_references(connection: Connection) -> None:
    """Refuse to commit when a copied table left references to nothing (SQLite)."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise SchemaError(f"A migration broke a reference in table '{broken[0]}'.")


def _prepare_sqlite(dbapi: sqlite3.Connection, _record: Any) -> None:
    """Open as the site does, but without foreign keys and with more patience."""
    dbapi.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=60000"):
        dbapi.execute(f"PRAGMA {pragma}")
