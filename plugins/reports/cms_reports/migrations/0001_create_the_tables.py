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
        "reports_issue",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_reports_issue_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_issue")),
        sa.UniqueConstraint(
            "item_id", "digest", name=op.f("uq_reports_issue_item_id_digest")
        ),
    )
    op.create_table(
        "reports_report",
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("format", sa.String(length=20), nullable=True),
        sa.Column("standard", sa.String(length=20), nullable=True),
        sa.Column("doc_type", sa.String(length=60), nullable=True),
        sa.Column("trich_yeu", sa.String(length=1000), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("issued_at", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("draft_number", sa.Integer(), nullable=True),
        sa.Column("parent_issuer_line", sa.String(length=200), nullable=True),
        sa.Column("issuer_line", sa.String(length=200), nullable=True),
        sa.Column("period", sa.JSON(), nullable=True),
        sa.Column("signature_authority", sa.String(length=200), nullable=True),
        sa.Column("signature_title", sa.String(length=200), nullable=True),
        sa.Column("recipients", sa.JSON(), nullable=True),
        sa.Column("attachments", sa.JSON(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_reports_report_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_reports_report")),
    )
    with op.batch_alter_table("reports_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reports_report_number"), ["number"], unique=False
        )

    op.create_table(
        "reports_section",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=20), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("with_statistics", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["reports_report.item_id"],
            name=op.f("fk_reports_section_item_id_reports_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_section")),
    )
    with op.batch_alter_table("reports_section", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reports_section_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "reports_statistic",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=60), nullable=True),
        sa.Column("organisations", sa.Integer(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("petitions", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["reports_report.item_id"],
            name=op.f("fk_reports_statistic_item_id_reports_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_statistic")),
        sa.UniqueConstraint(
            "item_id", "line", name=op.f("uq_reports_statistic_item_id_line")
        ),
    )


def downgrade() -> None:
    op.drop_table("reports_statistic")
    with op.batch_alter_table("reports_section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_section_item_id"))

    op.drop_table("reports_section")
    with op.batch_alter_table("reports_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_report_number"))

    op.drop_table("reports_report")
    op.drop_table("reports_issue")
