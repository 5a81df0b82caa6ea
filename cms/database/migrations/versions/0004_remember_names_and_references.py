"""Remember other names of items, and what each item points to."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    names = sa.Column("names", sa.String(), nullable=False, server_default="")
    op.add_column("items", names)
    identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    table = op.create_table(
        "item_references",
        sa.Column("id", identity, primary_key=True),
        sa.Column(
            "item_id",
            identity,
            sa.ForeignKey("items.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("target", sa.String(300), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_item_references_item_id", "item_references", ["item_id"])
    op.create_index("ix_item_references_target", "item_references", ["kind", "target"])
    _fill(op.get_bind(), table)


def _fill(connection: sa.Connection, table: sa.Table) -> None:
    """Note what stored snapshots point to; saving an item again notes it exactly.

    A number may be an item or not: who asks what points to an item looks at
    the snapshots themselves before he believes it.
    """
    query = sa.text(
        "SELECT r.id, r.item_id, r.data, i.status, r.state FROM revisions r"
        " JOIN items i ON i.id = r.item_id"
        " WHERE r.state IN ('working', 'published') AND r.id > :last"
        " ORDER BY r.id LIMIT :batch"
    )
    last = 0
    while revisions := connection.execute(query, {"last": last, "batch": BATCH}).all():
        rows = []
        for last, item_id, data, status, state in revisions:  # noqa: B007
            found: set[tuple[str, str]] = set()
            _walk(json.loads(data) if isinstance(data, str) else data, found)
            is_draft = state == "working" and status != "draft"
            rows += [
                {"item_id": item_id, "kind": kind, "target": to, "is_draft": is_draft}
                for kind, to in sorted(found)
            ]
        if rows:
            connection.execute(table.insert(), rows)


def _walk(value: object, found: set[tuple[str, str]]) -> None:
    if isinstance(value, dict):
        href = value.get("href")
        if isinstance(href, str) and href.startswith("/") and len(href) <= 300:
            found.add(("path", href))
        for part in value.values():
            _walk(part, found)
    elif isinstance(value, list):
        for part in value:
            _walk(part, found)
    elif isinstance(value, int) and not isinstance(value, bool) and value > 0:
        found.add(("item", str(value)))


def downgrade() -> None:
    op.drop_table("item_references")
    with op.batch_alter_table("items") as batch_op:
        batch_op.drop_column("names")
