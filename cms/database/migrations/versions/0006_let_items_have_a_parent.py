"""Let items belong to another item, in an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NAME = "fk_items_parent_id_items"
_INDEXES = sa.text(
    "SELECT name, sql FROM sqlite_master"
    " WHERE type = 'index' AND tbl_name = 'items' AND sql IS NOT NULL"
)


def upgrade() -> None:
    identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with _changed() as table:
        table.add_column(sa.Column("parent_id", identity, nullable=True))
        table.add_column(
            sa.Column("position", sa.Integer(), nullable=False, server_default="0")
        )
        table.create_foreign_key(
            _NAME, "items", ["parent_id"], ["id"], ondelete="CASCADE"
        )
    op.create_index("ix_items_parent", "items", ["parent_id", "position", "id"])


def downgrade() -> None:
    op.drop_index("ix_items_parent", table_name="items")
    with _changed() as table:
        table.drop_constraint(_NAME, type_="foreignkey")
        table.drop_column("position")
        table.drop_column("parent_id")


@contextmanager
def _changed() -> Iterator[Any]:
    """Change the table of items; SQLite copies it, and its indexes are kept as written.

    What SQLAlchemy reads of an index does not say that it descends.
    """
    connection = op.get_bind()
    indexes: Sequence[Any] = ()
    if connection.dialect.name == "sqlite":
        indexes = connection.execute(_INDEXES).all()
        for name, _sql in indexes:
            op.execute(f'DROP INDEX "{name}"')
    with op.batch_alter_table("items") as table:
        yield table
    for _name, sql in indexes:
        op.execute(sql)
