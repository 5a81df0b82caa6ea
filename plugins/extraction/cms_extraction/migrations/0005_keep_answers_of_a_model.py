"""Keep what a model said of articles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "extraction_model_answer",
        sa.Column("article_id", big, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["items.id"],
            name=op.f("fk_extraction_model_answer_article_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_extraction_model_answer")),
    )


def downgrade() -> None:
    op.drop_table("extraction_model_answer")
