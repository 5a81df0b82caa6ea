"""Let long lists of directives walk an index; keep which reminders were sent."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CLOSED = ("hoan_thanh", "rut_lai", "chuyen_ky")
UNDATED = dt.date(2200, 12, 31)


def upgrade() -> None:
    # Plain statements: a table that is made anew would take its rows along.
    op.drop_index("ix_conferences_directive_status", "conferences_directive")
    op.add_column(
        "conferences_directive",
        sa.Column("is_open", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "conferences_directive",
        sa.Column(
            "due_order", sa.Date(), server_default=UNDATED.isoformat(), nullable=False
        ),
    )
    op.add_column("conferences_progress", sa.Column("link", sa.String(2000)))
    directives = sa.table(
        "conferences_directive",
        sa.column("item_id"),
        sa.column("status", sa.String()),
        sa.column("due", sa.Date()),
        sa.column("is_open", sa.Boolean()),
        sa.column("due_order", sa.Date()),
    )
    columns = directives.c
    still_open = sa.or_(columns.status.is_(None), columns.status.not_in(CLOSED))
    op.execute(
        directives.update().values(
            is_open=sa.case((still_open, sa.true()), else_=sa.false()),
            due_order=sa.func.coalesce(columns.due, sa.literal(UNDATED, sa.Date())),
        )
    )
    for name, first in (("open", ["is_open"]), ("state", ["status"]), ("order", [])):
        op.create_index(
            f"ix_conferences_directive_{name}",
            "conferences_directive",
            [*first, "due_order", "item_id"],
        )
    op.create_table(
        "conferences_reminder",
        sa.Column("id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name="fk_conferences_reminder_item_id_items",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conferences_reminder"),
        sa.UniqueConstraint(
            "item_id", "kind", "due", name="uq_conferences_reminder_item_id_kind_due"
        ),
    )


def downgrade() -> None:
    op.drop_table("conferences_reminder")
    for name in ("open", "state", "order"):
        op.drop_index(f"ix_conferences_directive_{name}", "conferences_directive")
    op.drop_column("conferences_progress", "link")
    op.drop_column("conferences_directive", "due_order")
    op.drop_column("conferences_directive", "is_open")
    op.create_index(
        "ix_conferences_directive_status", "conferences_directive", ["status"]
    )
