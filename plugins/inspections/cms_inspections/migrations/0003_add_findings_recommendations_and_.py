"""Add findings, recommendations and violations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inspections_finding",
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_inspections_finding_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_inspections_finding")),
    )
    op.create_index("ix_inspections_finding_kind", "inspections_finding", ["kind"])

    op.create_table(
        "inspections_recommendation",
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("responsible", sa.JSON(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("done", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_inspections_recommendation_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_inspections_recommendation")),
    )
    op.create_index(
        "ix_inspections_recommendation_due",
        "inspections_recommendation",
        ["status", "due"],
    )

    op.create_table(
        "inspections_violation",
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("target", sa.String(length=20), nullable=True),
        sa.Column(
            "organisation",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("label", sa.String(length=300), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column(
            "person",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("handling", sa.String(length=30), nullable=True),
        sa.Column("decision", sa.String(length=60), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column(
            "decided_by",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("appealed_on", sa.Date(), nullable=True),
        sa.Column("appeal_outcome", sa.String(length=30), nullable=True),
        sa.Column("appeal_decision", sa.String(length=60), nullable=True),
        sa.Column("appeal_decided_on", sa.Date(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["items.id"],
            name=op.f("fk_inspections_violation_decided_by_items"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_inspections_violation_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["items.id"],
            name=op.f("fk_inspections_violation_organisation_items"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["items.id"],
            name=op.f("fk_inspections_violation_person_items"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_inspections_violation")),
    )


def downgrade() -> None:
    op.drop_table("inspections_violation")
    op.drop_table("inspections_recommendation")
    op.drop_table("inspections_finding")
