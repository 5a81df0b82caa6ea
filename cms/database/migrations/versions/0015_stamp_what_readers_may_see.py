"""Stamp what readers may see, for whoever keeps pages."""

import sqlalchemy as sa
from alembic import op


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "site_state",
        sa.Column("content", sa.BigInteger(), server_default="0", nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("site_state") as table:
        table.drop_column("content")
