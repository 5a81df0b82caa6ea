"""Create the tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "extraction_source",
        sa.Column("id", big, nullable=False),
        sa.Column("article_id", big, nullable=False),
        sa.Column("record_id", big, nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["items.id"],
            name=op.f("fk_extraction_source_article_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["items.id"],
            name=op.f("fk_extraction_source_record_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_source")),
    )
    op.create_index(
        op.f("ix_extraction_source_article_id"), "extraction_source", ["article_id"]
    )
    op.create_index(
        op.f("ix_extraction_source_record_id"), "extraction_source", ["record_id"]
    )
    op.create_table(
        "extraction_made",
        sa.Column("id", big, nullable=False),
        sa.Column("article_id", big, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("drafts", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["items.id"],
            name=op.f("fk_extraction_made_article_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_made")),
    )
    op.create_index(
        op.f("ix_extraction_made_article_id"), "extraction_made", ["article_id"]
    )
    op.create_table(
        "extraction_file",
        sa.Column("id", big, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("article_id", big, nullable=True),
        sa.Column("drafts", sa.Integer(), nullable=False),
        sa.Column("linked", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["items.id"],
            name=op.f("fk_extraction_file_article_id_items"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_file")),
        sa.UniqueConstraint("digest", name=op.f("uq_extraction_file_digest")),
    )
    op.create_index(
        op.f("ix_extraction_file_article_id"), "extraction_file", ["article_id"]
    )


def downgrade() -> None:
    op.drop_table("extraction_file")
    op.drop_table("extraction_made")
    op.drop_table("extraction_source")
