"""Suspend hooks of plugins that keep failing until an administrator decides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suspended_hooks",
        sa.Column("plugin", sa.String(length=60), nullable=False),
        sa.Column("hook", sa.String(length=80), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("plugin", "hook", name=op.f("pk_suspended_hooks")),
    )


def downgrade() -> None:
    op.drop_table("suspended_hooks")
