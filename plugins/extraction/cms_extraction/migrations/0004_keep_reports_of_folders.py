"""Keep the reports of folders of old articles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    counts = ("total", "taken", "before", "drafts", "linked")
    op.create_table(
        "extraction_run",
        sa.Column("id", big, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=True),
        sa.Column("folder", sa.String(length=300), nullable=False),
        sa.Column("type_name", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_run")),
        sa.UniqueConstraint("mark", name=op.f("uq_extraction_run_mark")),
    )
    op.create_index(
        op.f("ix_extraction_run_type_name"), "extraction_run", ["type_name"]
    )
    op.create_table(
        "extraction_refused",
        sa.Column("id", big, nullable=False),
        sa.Column("run_id", big, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["extraction_run.id"],
            name=op.f("fk_extraction_refused_run_id_extraction_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_refused")),
        sa.UniqueConstraint(
            "run_id", "name", name=op.f("uq_extraction_refused_run_id_name")
        ),
    )
    op.add_column("extraction_file", sa.Column("records", sa.JSON(), nullable=True))
    op.add_column("extraction_file", sa.Column("run_id", big, nullable=True))
    op.create_index(op.f("ix_extraction_file_run_id"), "extraction_file", ["run_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_extraction_file_run_id"), "extraction_file")
    op.drop_column("extraction_file", "run_id")
    op.drop_column("extraction_file", "records")
    op.drop_table("extraction_refused")
    op.drop_table("extraction_run")
