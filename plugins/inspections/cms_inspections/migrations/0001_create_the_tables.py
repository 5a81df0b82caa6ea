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
        "inspections_item",
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=True),
        sa.Column("focus", sa.String(), nullable=True),
        sa.Column("checkpoint_from", sa.Date(), nullable=True),
        sa.Column("checkpoint_to", sa.Date(), nullable=True),
        sa.Column("planned_quarter", sa.String(length=20), nullable=True),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("actual_start", sa.Date(), nullable=True),
        sa.Column("actual_end", sa.Date(), nullable=True),
        sa.Column("conclusion", sa.String(length=60), nullable=True),
        sa.Column("merits", sa.String(), nullable=True),
        sa.Column("shortcomings", sa.String(), nullable=True),
        sa.Column("causes", sa.String(), nullable=True),
        sa.Column("recommendations", sa.Integer(), nullable=True),
        sa.Column("recommendations_done", sa.Integer(), nullable=True),
        sa.Column("follow_up_due", sa.Date(), nullable=True),
        sa.Column("follow_up_done", sa.Date(), nullable=True),
        sa.Column("regulation", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_inspections_item_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_inspections_item")),
    )
    with op.batch_alter_table("inspections_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspections_item_code"), ["code"], unique=False
        )
        batch_op.create_index(
            "ix_inspections_item_deadline",
            ["status", "planned_end", "extended_to"],
            unique=False,
        )
        batch_op.create_index(
            "ix_inspections_item_follow_up",
            ["follow_up_due", "follow_up_done"],
            unique=False,
        )

    op.create_table(
        "inspections_programme",
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("issued_at", sa.Date(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("term_from", sa.Integer(), nullable=True),
        sa.Column("term_to", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("objectives", sa.JSON(), nullable=True),
        sa.Column("focus", sa.JSON(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_inspections_programme_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_inspections_programme")),
    )
    with op.batch_alter_table("inspections_programme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspections_programme_year"), ["year"], unique=False
        )

    op.create_table(
        "inspections_discipline",
        sa.Column("target", sa.String(length=20), nullable=True),
        sa.Column("form", sa.String(length=20), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=60), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["inspections_item.item_id"],
            name=op.f("fk_inspections_discipline_item_id_inspections_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections_discipline")),
    )
    with op.batch_alter_table("inspections_discipline", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspections_discipline_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "inspections_document",
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["inspections_item.item_id"],
            name=op.f("fk_inspections_document_item_id_inspections_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections_document")),
    )
    with op.batch_alter_table("inspections_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspections_document_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "inspections_milestone",
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["inspections_programme.item_id"],
            name=op.f("fk_inspections_milestone_item_id_inspections_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections_milestone")),
    )
    with op.batch_alter_table("inspections_milestone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspections_milestone_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "inspections_subject",
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column(
            "organisation_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("label", sa.String(length=300), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["inspections_item.item_id"],
            name=op.f("fk_inspections_subject_item_id_inspections_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["items.id"],
            name=op.f("fk_inspections_subject_organisation_id_items"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["items.id"],
            name=op.f("fk_inspections_subject_person_id_items"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections_subject")),
    )
    with op.batch_alter_table("inspections_subject", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspections_subject_item_id"), ["item_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_inspections_subject_organisation_id"),
            ["organisation_id"],
            unique=False,
        )

    op.create_table(
        "inspections_target",
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("target", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("achieved", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["inspections_programme.item_id"],
            name=op.f("fk_inspections_target_item_id_inspections_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections_target")),
    )
    with op.batch_alter_table("inspections_target", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspections_target_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "inspections_task_group",
        sa.Column("title", sa.String(length=500), nullable=True),
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["inspections_programme.item_id"],
            name=op.f("fk_inspections_task_group_item_id_inspections_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections_task_group")),
    )
    with op.batch_alter_table("inspections_task_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspections_task_group_item_id"), ["item_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("inspections_task_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspections_task_group_item_id"))

    op.drop_table("inspections_task_group")
    with op.batch_alter_table("inspections_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspections_target_item_id"))

    op.drop_table("inspections_target")
    with op.batch_alter_table("inspections_subject", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspections_subject_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_inspections_subject_item_id"))

    op.drop_table("inspections_subject")
    with op.batch_alter_table("inspections_milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspections_milestone_item_id"))

    op.drop_table("inspections_milestone")
    with op.batch_alter_table("inspections_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspections_document_item_id"))

    op.drop_table("inspections_document")
    with op.batch_alter_table("inspections_discipline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspections_discipline_item_id"))

    op.drop_table("inspections_discipline")
    with op.batch_alter_table("inspections_programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspections_programme_year"))

    op.drop_table("inspections_programme")
    with op.batch_alter_table("inspections_item", schema=None) as batch_op:
        batch_op.drop_index("ix_inspections_item_follow_up")
        batch_op.drop_index("ix_inspections_item_deadline")
        batch_op.drop_index(batch_op.f("ix_inspections_item_code"))

    op.drop_table("inspections_item")
