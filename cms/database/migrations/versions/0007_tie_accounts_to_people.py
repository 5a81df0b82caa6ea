"""Tie accounts to people, let organisations read what is limited, keep duties."""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "account_people",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_account_people_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["items.id"],
            name=op.f("fk_account_people_person_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_account_people")),
    )
    op.create_index(
        op.f("ix_account_people_person_id"), "account_people", ["person_id"]
    )
    op.create_table(
        "item_reader_organisations",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_item_reader_organisations_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["items.id"],
            name=op.f("fk_item_reader_organisations_organisation_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "item_id", "organisation_id", name=op.f("pk_item_reader_organisations")
        ),
    )
    op.create_index(
        op.f("ix_item_reader_organisations_organisation_id"),
        "item_reader_organisations",
        ["organisation_id"],
    )
    op.create_table(
        "item_duties",
        sa.Column("id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_item_duties_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["items.id"],
            name=op.f("fk_item_duties_owner_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_duties")),
    )
    op.create_index(op.f("ix_item_duties_item_id"), "item_duties", ["item_id"])
    op.create_index("ix_item_duties_owner", "item_duties", ["owner_id", "due", "id"])


def downgrade() -> None:
    op.drop_table("item_duties")
    op.drop_table("item_reader_organisations")
    op.drop_table("account_people")
