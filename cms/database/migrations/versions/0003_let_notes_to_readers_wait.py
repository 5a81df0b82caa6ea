"""Let a note to readers wait for the change that it speaks of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("change_notes", sa.Column("shown_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE change_notes SET shown_at = created_at")


def downgrade() -> None:
    op.execute("DELETE FROM change_notes WHERE shown_at IS NULL")
    with op.batch_alter_table("change_notes") as batch_op:
        batch_op.drop_column("shown_at")
