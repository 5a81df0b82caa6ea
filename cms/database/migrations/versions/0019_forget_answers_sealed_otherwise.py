"""Forget kept answers of forms that were sealed in another way; that they came stays."""

import sqlalchemy as sa
from alembic import op


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEYS = sa.table("idempotency_keys", sa.column("answer", sa.LargeBinary()))


def upgrade() -> None:
    forget()


def downgrade() -> None:
    forget()


def forget() -> None:
    """Say of each form that was answered that it was done, without the page."""
    op.execute(KEYS.update().where(KEYS.c.answer.is_not(None)).values(answer=b""))
