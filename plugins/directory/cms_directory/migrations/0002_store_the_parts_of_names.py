"""Store the parts of people's names where nobody has written them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cms import text


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    people = sa.table(
        "directory_person",
        *map(sa.column, ("item_id", "family_name", "middle_name", "given_name")),
    )
    items = sa.table("items", sa.column("id"), sa.column("title"))
    query = (
        sa.select(people.c.item_id, items.c.title)
        .join(items, items.c.id == people.c.item_id)
        .where(sa.or_(people.c.given_name.is_(None), people.c.given_name == ""))
        .order_by(people.c.item_id)
        .limit(BATCH)
    )
    connection, last = op.get_bind(), 0
    while rows := connection.execute(query.where(people.c.item_id > last)).all():
        for item_id, title in rows:
            name = text.split_name(title)
            connection.execute(
                people.update()
                .where(people.c.item_id == item_id)
                .values(
                    family_name=(name.family or "")[:80] or None,
                    middle_name=(name.middle or "")[:120] or None,
                    given_name=(name.given or "")[:80] or None,
                )
            )
        last = rows[-1].item_id


def downgrade() -> None:
    """Keep them: they say what the whole name says."""
