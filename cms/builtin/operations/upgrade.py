"""Upgrading a site's tables as a whole: all migrations in one transaction, or none.

A note in the instance says that an upgrade has begun and where its backup lies,
so that a process that was killed is followed by one that knows. What was
committed and then found wrong is taken back from that backup.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from cms.builtin.operations.backup.database import revisions_of
from cms.builtin.operations.backup.restoring import restore_database
from cms.config import Config
from cms.database.migrations.runner import (
    alone,
    check_references,
    comparison,
    migration_engine,
)
from cms.database.schema import status
from cms.database.sources import Source, load_models, needed, sources
from cms.errors import CmsError, SchemaError
from cms.extensions import Base
from cms.plugins.discovery import discover


Tell = Callable[[str], None]
NOTE: Final = "upgrade.json"


@dataclass(frozen=True)
class Begun:
    """An upgrade that has begun: its backup, and where the tables stood before."""

    backup: str
    revisions: dict[str, str]


def read_note(config: Config) -> Begun | None:
    """Return the upgrade that has begun and not ended, or None."""
    path = config.instance / NOTE
    try:
        return Begun(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None


def write_note(config: Config, backup: Path) -> Begun:
    """Write down that an upgrade begins."""
    begun = Begun(str(backup), revisions_of(config.database_url))
    unfinished = config.instance / f"{NOTE}.part"
    unfinished.write_text(json.dumps(asdict(begun)), "utf-8")
    unfinished.replace(config.instance / NOTE)
    return begun


def remove_note(config: Config) -> None:
    """Write down that an upgrade has ended, well or taken back."""
    (config.instance / NOTE).unlink(missing_ok=True)


def migrate_whole(config: Config, tell: Tell) -> bool:
    """Bring all tables up in one transaction; return whether anything was changed.

    Raises CmsError that names the distribution whose step failed; then the
    database is as it was.
    """
    changed = False
    with migration_engine(config.database_url) as engine, alone(engine):
        for state in status(engine):
            if not state.known:
                raise SchemaError(state.problem or "")
        with engine.begin() as connection:
            for source in sources():
                changed |= _migrate_one(connection, source, tell)
            check_references(connection)
            differences = [
                difference
                for source in (sources() if changed else ())
                for difference in _differences(connection, source)
            ]
            if differences:
                raise SchemaError("\n".join(differences))
    return changed


def _migrate_one(connection: Connection, source: Source, tell: Tell) -> bool:
    options = {"version_table": source.version_table}
    context = MigrationContext.configure(connection, opts=options)
    before = context.get_current_revision()
    head = source.script().get_current_head()
    if before == head:
        return False
    alembic = source.alembic()
    alembic.attributes["connection"] = connection
    try:
        command.upgrade(alembic, "head")
    except Exception as error:
        raise CmsError(
            f"The tables of '{source.name}' cannot be brought from {before or 'nothing'}"
            f" to {head}: {type(error).__name__}: {error}"
        ) from error
    tell(f"Tables of {source.name}: {before or 'new'} → {head}")
    return True


def _differences(connection: Connection, source: Source) -> list[str]:
    plugins = discover()
    load_models(needed(source, plugins))
    context = MigrationContext.configure(
        connection, opts=comparison(source, list(plugins))
    )
    return [
        f"{source.name}: {difference}"
        for difference in compare_metadata(context, Base.metadata)
    ]


def roll_back(config: Config, begun: Begun, passphrase: str | None, tell: Tell) -> None:
    """Make the database what it was before; nothing to do when nothing was committed."""
    if revisions_of(config.database_url) != begun.revisions:
        restore_database(config, Path(begun.backup), passphrase, tell)
    remove_note(config)
