"""Comparing the database's schema with the migrations of the code."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import OperationalError

from cms.database.sources import CORE, Source, sources
from cms.errors import Busy, SchemaError, one_line


COMMAND = "cms db upgrade"


@dataclass(frozen=True)
class SchemaState:
    """Where one distribution's schema stands: in the database, and in the code."""

    distribution: str
    current: str | None
    head: str | None
    known: bool
    broken: str = ""

    @property
    def problem(self) -> str | None:
        """Say in one sentence what is wrong, or nothing."""
        if self.broken:
            return f"The migrations of '{self.distribution}': {self.broken}"
        if self.current == self.head:
            return None
        if not self.known:
            return (
                f"The tables of '{self.distribution}' are newer ({self.current})"
                f" than its code ({self.head}): install the newer version."
            )
        if self.current is None:
            return f"The tables of '{self.distribution}' are missing: run `{COMMAND}`."
        return (
            f"The tables of '{self.distribution}' are older ({self.current})"
            f" than its code ({self.head}): run `{COMMAND}`."
        )


def status(engine: Engine, names: Collection[str] | None = None) -> list[SchemaState]:
    """Return the state of the core and of every installed plugin, in order.

    With ``names`` only these are looked at.
    """
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        return [
            _state(connection, source, tables)
            for source in sources()
            if names is None or source.name in names
        ]


def require_schema(engine: Engine, *, plugins: bool = True) -> None:
    """Raise SchemaError with every problem when the database does not fit the code.

    Without ``plugins`` only the core counts: a build leaves out what does not fit.
    """
    try:
        problems = [
            state.problem
            for state in status(engine, None if plugins else {CORE})
            if state.problem
        ]
    except (OperationalError, Busy) as error:
        raise SchemaError(
            f"The database cannot be opened: {error.__cause__ or error}"
        ) from error
    if problems:
        raise SchemaError("\n".join(problems))


def orphans(engine: Engine) -> list[str]:
    """Return names of plugins that left tables behind and are not installed."""
    known = {source.version_table for source in sources()}
    names = inspect(engine).get_table_names()
    return sorted(
        name.removesuffix("_version")
        for name in names
        if name.endswith("_version") and name not in known and name != f"{CORE}_version"
    )


def _state(connection: Connection, source: Source, tables: set[str]) -> SchemaState:
    """Compare one version table with the revisions that the code brings."""
    current = None
    if source.version_table in tables:
        options = {"version_table": source.version_table}
        current = MigrationContext.configure(
            connection, opts=options
        ).get_current_revision()
    try:
        script = source.script()
        known = current is None or current in {
            revision.revision for revision in script.walk_revisions()
        }
        return SchemaState(source.name, current, script.get_current_head(), known)
    except (Exception, SystemExit) as error:
        if source.name == CORE:
            raise
        return SchemaState(source.name, current, None, True, one_line(error))
