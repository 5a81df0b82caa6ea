"""Know the words of the search: a search that finds nothing proposes others."""

import sqlalchemy as sa
from alembic import op


revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_words",
        sa.Column("word", sa.String(length=30), nullable=False),
        sa.Column("folded", sa.String(length=30), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    op.create_index("ix_search_words_folded", "search_words", ["folded"])


def downgrade() -> None:
    op.drop_table("search_words")
