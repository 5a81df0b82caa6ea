"""Create the tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_organisation",
        sa.Column("abbreviation", sa.String(length=40), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=True),
        sa.Column("party_members", sa.Integer(), nullable=True),
        sa.Column("party_members_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_directory_organisation_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_directory_organisation")),
    )
    with op.batch_alter_table("directory_organisation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_directory_organisation_type"), ["type"], unique=False
        )

    op.create_table(
        "directory_person",
        sa.Column("family_name", sa.String(length=80), nullable=True),
        sa.Column("middle_name", sa.String(length=120), nullable=True),
        sa.Column("given_name", sa.String(length=80), nullable=True),
        sa.Column("gender", sa.String(length=10), nullable=True),
        sa.Column("honorific", sa.String(length=20), nullable=True),
        sa.Column("is_party_member", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.String(length=500), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_directory_person_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_directory_person")),
    )
    op.create_table(
        "directory_position_title",
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_directory_position_title_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_directory_position_title")),
    )
    with op.batch_alter_table("directory_position_title", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_directory_position_title_code"), ["code"], unique=False
        )

    op.create_table(
        "directory_term",
        sa.Column("from_year", sa.Integer(), nullable=True),
        sa.Column("to_year", sa.Integer(), nullable=True),
        sa.Column("congress", sa.String(length=200), nullable=True),
        sa.Column("congress_closed_on", sa.Date(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_directory_term_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_directory_term")),
    )
    op.create_table(
        "directory_position",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=True),
        sa.Column(
            "title_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "organisation_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("display", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["directory_person.item_id"],
            name=op.f("fk_directory_position_item_id_directory_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["items.id"],
            name=op.f("fk_directory_position_organisation_id_items"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["title_id"],
            ["items.id"],
            name=op.f("fk_directory_position_title_id_items"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_position")),
    )
    with op.batch_alter_table("directory_position", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_directory_position_item_id"), ["item_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_directory_position_organisation_id"),
            ["organisation_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_directory_position_title_id"), ["title_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("directory_position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_position_title_id"))
        batch_op.drop_index(batch_op.f("ix_directory_position_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_directory_position_item_id"))

    op.drop_table("directory_position")
    op.drop_table("directory_term")
    with op.batch_alter_table("directory_position_title", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_position_title_code"))

    op.drop_table("directory_position_title")
    op.drop_table("directory_person")
    with op.batch_alter_table("directory_organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_organisation_type"))

    op.drop_table("directory_organisation")
