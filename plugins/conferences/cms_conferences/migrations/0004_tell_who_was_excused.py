"""Tell who was excused from who was absent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conferences_absence", sa.Column("kind", sa.String(12)))


def downgrade() -> None:
    op.drop_column("conferences_absence", "kind")
