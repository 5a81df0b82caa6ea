"""Alembic's entry: runs one distribution's revisions on the connection it is given."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator


attributes = context.config.attributes
source = attributes["source"]
connection = attributes["connection"]


def render_item(kind: str, thing: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our own column types as what they store, so that revisions import nothing."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl!r}" if "(" in repr(thing.impl) else False
    return False


options: dict[str, Any] = {"version_table": source.version_table}
if "names" in attributes:  # a new revision is being written
    from cms.database.migrations.runner import comparison

    options = comparison(source, attributes["names"])

context.configure(
    connection=connection,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render_item,
    # SQLite can roll DDL back once BEGIN is ours; Alembic assumes that it can't.
    transactional_ddl=True,
    transaction_per_migration=False,
    **options,
)
with context.begin_transaction():
    context.run_migrations()
