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
        "conferences_conference",
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("format", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("date_end", sa.Date(), nullable=True),
        sa.Column("start", sa.Time(), nullable=True),
        sa.Column("end", sa.Time(), nullable=True),
        sa.Column("location", sa.String(length=300), nullable=True),
        sa.Column("online_points", sa.Integer(), nullable=True),
        sa.Column("period", sa.JSON(), nullable=True),
        sa.Column("next_period", sa.JSON(), nullable=True),
        sa.Column("purposes", sa.JSON(), nullable=True),
        sa.Column("attendee_total", sa.Integer(), nullable=True),
        sa.Column("minutes_number", sa.String(length=60), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_conferences_conference_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_conferences_conference")),
    )
    with op.batch_alter_table("conferences_conference", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conferences_conference_date"), ["date"], unique=False
        )

    op.create_table(
        "conferences_overdue_notice",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("noticed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_conferences_overdue_notice_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences_overdue_notice")),
        sa.UniqueConstraint(
            "item_id",
            "digest",
            name=op.f("uq_conferences_overdue_notice_item_id_digest"),
        ),
    )
    op.create_table(
        "conferences_absence",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("text", sa.String(length=500), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
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
            ["conferences_conference.item_id"],
            name=op.f("fk_conferences_absence_item_id_conferences_conference"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["items.id"],
            name=op.f("fk_conferences_absence_person_id_items"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences_absence")),
    )
    with op.batch_alter_table("conferences_absence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conferences_absence_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "conferences_agenda_item",
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=True),
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "organisation_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("start", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
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
            ["conferences_conference.item_id"],
            name=op.f("fk_conferences_agenda_item_item_id_conferences_conference"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["items.id"],
            name=op.f("fk_conferences_agenda_item_organisation_id_items"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["items.id"],
            name=op.f("fk_conferences_agenda_item_person_id_items"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences_agenda_item")),
    )
    with op.batch_alter_table("conferences_agenda_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conferences_agenda_item_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "conferences_assessment",
        sa.Column("polarity", sa.String(length=20), nullable=True),
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("text", sa.String(), nullable=True),
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
            ["conferences_conference.item_id"],
            name=op.f("fk_conferences_assessment_item_id_conferences_conference"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["items.id"],
            name=op.f("fk_conferences_assessment_person_id_items"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences_assessment")),
    )
    with op.batch_alter_table("conferences_assessment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conferences_assessment_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "conferences_attendance",
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("text", sa.String(length=500), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column(
            "organisation_id",
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
            ["conferences_conference.item_id"],
            name=op.f("fk_conferences_attendance_item_id_conferences_conference"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["items.id"],
            name=op.f("fk_conferences_attendance_organisation_id_items"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["items.id"],
            name=op.f("fk_conferences_attendance_person_id_items"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences_attendance")),
    )
    with op.batch_alter_table("conferences_attendance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conferences_attendance_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "conferences_directive",
        sa.Column(
            "by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("responsible", sa.JSON(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("progress", sa.String(), nullable=True),
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
            ["by_id"],
            ["items.id"],
            name=op.f("fk_conferences_directive_by_id_items"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["conferences_conference.item_id"],
            name=op.f("fk_conferences_directive_item_id_conferences_conference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences_directive")),
    )
    with op.batch_alter_table("conferences_directive", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conferences_directive_due"), ["due"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_conferences_directive_item_id"), ["item_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_conferences_directive_status"), ["status"], unique=False
        )

    op.create_table(
        "conferences_document",
        sa.Column("code", sa.String(length=120), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=True),
        sa.Column("files", sa.JSON(), nullable=True),
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
            ["conferences_conference.item_id"],
            name=op.f("fk_conferences_document_item_id_conferences_conference"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences_document")),
    )
    with op.batch_alter_table("conferences_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conferences_document_item_id"), ["item_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("conferences_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conferences_document_item_id"))

    op.drop_table("conferences_document")
    with op.batch_alter_table("conferences_directive", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conferences_directive_status"))
        batch_op.drop_index(batch_op.f("ix_conferences_directive_item_id"))
        batch_op.drop_index(batch_op.f("ix_conferences_directive_due"))

    op.drop_table("conferences_directive")
    with op.batch_alter_table("conferences_attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conferences_attendance_item_id"))

    op.drop_table("conferences_attendance")
    with op.batch_alter_table("conferences_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conferences_assessment_item_id"))

    op.drop_table("conferences_assessment")
    with op.batch_alter_table("conferences_agenda_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conferences_agenda_item_item_id"))

    op.drop_table("conferences_agenda_item")
    with op.batch_alter_table("conferences_absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conferences_absence_item_id"))

    op.drop_table("conferences_absence")
    op.drop_table("conferences_overdue_notice")
    with op.batch_alter_table("conferences_conference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conferences_conference_date"))

    op.drop_table("conferences_conference")
