"""Remember what feeds said, and find by an index what a section published last."""

import sqlalchemy as sa
from alembic import op


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_states",
        sa.Column("feed", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_feed_states")),
    )
    op.create_index(
        "ix_items_section_published",
        "items",
        [
            "section_id",
            "status",
            sa.literal_column("published_at DESC"),
            sa.literal_column("id DESC"),
        ],
    )


def downgrade() -> None:
    op.drop_index("ix_items_section_published", "items")
    op.drop_table("feed_states")
