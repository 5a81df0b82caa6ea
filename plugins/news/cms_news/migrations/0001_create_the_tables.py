"""Create the tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "news_article",
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("event_date", sa.Date(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=True),
        sa.Column("cover_alt", sa.String(length=500), nullable=True),
        sa.Column("cover_caption", sa.String(length=500), nullable=True),
        sa.Column("attachments", sa.JSON(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_news_article_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_news_article")),
    )


def downgrade() -> None:
    op.drop_table("news_article")
