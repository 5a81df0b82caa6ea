"""Remember which items used a picture or file once."""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "former_media_uses",
        sa.Column("id", ID, nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["media_id"],
            ["media.id"],
            name=op.f("fk_former_media_uses_media_id_media"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_former_media_uses_item_id_items"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_media_uses")),
    )
    for name in ("media_id", "item_id"):
        op.create_index(
            op.f(f"ix_former_media_uses_{name}"), "former_media_uses", [name]
        )


def downgrade() -> None:
    op.drop_table("former_media_uses")
