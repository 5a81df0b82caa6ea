"""Order the index of words by date.

What is there is found as before and counts as old among many hits, until
``cms search rebuild`` has given it its place.
"""

import sqlalchemy as sa
from alembic import op


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "item_search",
        sa.Column("place", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.execute("UPDATE item_search SET place = item_id")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE item_fts DROP CONSTRAINT IF EXISTS item_fts_rowid_fkey")


def downgrade() -> None:
    # Its rows are numbered otherwise; `cms search rebuild` writes them anew.
    op.execute("DELETE FROM item_fts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "ALTER TABLE item_fts ADD FOREIGN KEY (rowid) REFERENCES items (id)"
            " ON DELETE CASCADE"
        )
    op.drop_column("item_search", "place")
