"""Walk to what the desk shows first, however much there is."""

import sqlalchemy as sa
from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_revisions_working", ["edited_by_id", "item_id"], "state = 'working'"),
    ("ix_revisions_returned", ["submitted_by_id", "number"], "state = 'returned'"),
)


def upgrade() -> None:
    op.create_index(
        "ix_items_published",
        "items",
        [
            "status",
            sa.literal_column("published_at DESC"),
            sa.literal_column("id DESC"),
        ],
    )
    for name, columns, criterion in INDEXES:
        where = sa.text(criterion)
        op.create_index(
            name, "revisions", columns, sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    for name, _columns, _criterion in INDEXES:
        op.drop_index(name, "revisions")
    op.drop_index("ix_items_published", "items")
