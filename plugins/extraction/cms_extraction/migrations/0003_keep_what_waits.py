"""Keep what waits for an answer, and the gaps that a press filled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("extraction_made", sa.Column("filled", sa.JSON(), nullable=True))
    op.create_table(
        "extraction_doubt",
        sa.Column("id", big, nullable=False),
        sa.Column("article_id", big, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("made_id", big, nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["items.id"],
            name=op.f("fk_extraction_doubt_article_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_id"],
            ["extraction_made.id"],
            name=op.f("fk_extraction_doubt_made_id_extraction_made"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_doubt")),
        sa.UniqueConstraint(
            "article_id",
            "kind",
            "key",
            name=op.f("uq_extraction_doubt_article_id_kind_key"),
        ),
    )
    for name, columns in (
        (op.f("ix_extraction_doubt_article_id"), ["article_id"]),
        (op.f("ix_extraction_doubt_made_id"), ["made_id"]),
        ("ix_extraction_doubt_waiting", ["answer", "turn", "id"]),
        ("ix_extraction_doubt_answered", ["answered_by_id", "answered_at"]),
    ):
        op.create_index(name, "extraction_doubt", columns)


def downgrade() -> None:
    op.drop_table("extraction_doubt")
    op.drop_column("extraction_made", "filled")
