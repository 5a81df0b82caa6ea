"""Say until when a decision extends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE = "inspections_document"
INDEX = "ix_inspections_document_number"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("until", sa.Date(), nullable=True))
    op.create_index(INDEX, TABLE, ["number"])


def downgrade() -> None:
    op.drop_index(INDEX, TABLE)
    op.drop_column(TABLE, "until")
