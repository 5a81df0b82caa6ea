"""Keep the words and values of sources, and what staff decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    words = sa.Column("words", sa.Text(), nullable=False, server_default="")
    op.add_column("extraction_source", words)
    op.add_column("extraction_source", sa.Column("value", sa.JSON(), nullable=True))
    op.create_table(
        "extraction_remembered",
        sa.Column("id", big, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("item_id", big, nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_extraction_remembered_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_remembered")),
        sa.UniqueConstraint(
            "kind", "words", name=op.f("uq_extraction_remembered_kind_words")
        ),
    )
    op.create_index(
        op.f("ix_extraction_remembered_item_id"), "extraction_remembered", ["item_id"]
    )


def downgrade() -> None:
    op.drop_table("extraction_remembered")
    op.drop_column("extraction_source", "value")
    op.drop_column("extraction_source", "words")
