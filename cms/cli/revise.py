"""Writing the next revision of a distribution, for those who develop it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from alembic import command

from cms.database.migrations.runner import migration_engine, run_revisions
from cms.database.sources import Source, load_models, needed, sources
from cms.errors import CmsError
from cms.plugins.discovery import discover


def revise(source: Source, message: str) -> Path:
    """Write the next revision of a distribution from the difference to its models.

    The models are compared with a new, empty database that has all revisions
    written so far; no instance is touched. Raises CmsError when nothing differs.
    """
    plugins = discover()
    load_models(needed(source, plugins))
    source.folder.mkdir(parents=True, exist_ok=True)
    number = 1 + sum(1 for _ in source.script().walk_revisions())
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'empty.db'}"
        with migration_engine(url) as engine, engine.connect() as connection:
            for other in sources():
                with connection.begin():
                    run_revisions(connection, other, command.upgrade, "head")
            alembic = source.alembic()
            alembic.attributes.update(connection=connection, names=list(plugins))
            script = command.revision(
                alembic,
                message,
                autogenerate=True,
                rev_id=f"{number:04d}",
                process_revision_directives=_drop_empty,
            )
    if script is None or isinstance(script, list):
        raise CmsError("The models do not differ from the migrations.")
    return Path(script.path)


def _drop_empty(_context: object, _revision: object, directives: list[Any]) -> None:
    """Write no file when there is nothing to change."""
    if directives[0].upgrade_ops.is_empty():
        directives.clear()
