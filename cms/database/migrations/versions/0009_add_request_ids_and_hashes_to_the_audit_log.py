"""Let entries of the audit log name their request and the hashes of what changed."""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NAMES = ("request_id", "before", "after")


def upgrade() -> None:
    for name in NAMES:
        op.add_column(
            "audit_entries",
            sa.Column(name, sa.String(64), server_default="", nullable=False),
        )


def downgrade() -> None:
    for name in reversed(NAMES):
        op.drop_column("audit_entries", name)
