"""Remember other names of items, by which what links to them is found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("names", sa.String(), nullable=False, server_default="")
    op.add_column("items", column)


def downgrade() -> None:
    with op.batch_alter_table("items") as batch_op:
        batch_op.drop_column("names")
