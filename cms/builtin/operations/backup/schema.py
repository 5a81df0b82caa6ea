"""Bringing an empty database to the schema that a backup was made of."""

from __future__ import annotations

from collections.abc import Mapping

from alembic import command
from sqlalchemy import Connection

from cms.database.sources import sources
from cms.errors import CmsError


def check_revisions(revisions: Mapping[str, str]) -> None:
    """Raise CmsError unless the installed code knows every one of these revisions."""
    installed = {source.name: source for source in sources()}
    for name, revision in revisions.items():
        if name not in installed:
            raise CmsError(
                f"The backup has tables of '{name}', which is not installed here:"
                f" install it (pip install sen-cms-{name}) and try again."
            )
        known = {one.revision for one in installed[name].script().walk_revisions()}
        if revision not in known:
            raise CmsError(
                f"The tables of '{name}' in the backup ({revision}) are newer than"
                " the installed code: install the version that made the backup."
            )


def create_schema(connection: Connection, revisions: Mapping[str, str]) -> None:
    """Run the migrations up to these revisions, in the connection's transaction."""
    for source in sources():
        if source.name in revisions:
            alembic = source.alembic()
            alembic.attributes["connection"] = connection
            command.upgrade(alembic, revisions[source.name])
