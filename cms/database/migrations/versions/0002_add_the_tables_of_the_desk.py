"""Add the tables of the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _big_id() -> sa.types.TypeEngine[int]:
    # SQLite gives an autoincrementing rowid to INTEGER keys only.
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_DESK_LISTS = {
    "ix_items_desk_updated": ["updated_at", "id"],
    "ix_items_desk_title": ["title_sort", "id"],
    "ix_items_desk_date": ["sort_date", "id"],
    "ix_items_desk_type": ["type", "updated_at", "id"],
    "ix_items_desk_type_title": ["type", "title_sort", "id"],
    "ix_items_desk_type_date": ["type", "sort_date", "id"],
    "ix_items_desk_section": ["section_id", "updated_at", "id"],
}


def upgrade() -> None:
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("slug", name=op.f("uq_tags_slug")),
    )
    op.create_table(
        "blocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["users.id"],
            name=op.f("fk_blocks_updated_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocks")),
    )
    op.create_table(
        "block_uses",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("item_id", _big_id(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"],
            ["blocks.id"],
            name=op.f("fk_block_uses_block_id_blocks"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_block_uses_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("block_id", "item_id", name=op.f("pk_block_uses")),
    )
    op.create_index(op.f("ix_block_uses_item_id"), "block_uses", ["item_id"])
    op.create_table(
        "site_redirects",
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("target", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["users.id"],
            name=op.f("fk_site_redirects_created_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_site_redirects")),
    )
    op.create_table(
        "change_notes",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("item_id", _big_id(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_change_notes_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_change_notes_user_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_notes")),
    )
    with op.batch_alter_table("change_notes") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_change_notes_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "comments",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("item_id", _big_id(), nullable=False),
        sa.Column("parent_id", _big_id(), nullable=True),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("quote", sa.String(length=2000), nullable=False),
        sa.Column("before", sa.String(length=80), nullable=False),
        sa.Column("after", sa.String(length=80), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("replacement", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("guest", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by_id"],
            ["users.id"],
            name=op.f("fk_comments_closed_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_comments_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["comments.id"],
            name=op.f("fk_comments_parent_id_comments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_comments_user_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    with op.batch_alter_table("comments") as batch_op:
        batch_op.create_index("ix_comments_item", ["item_id", "id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("item_id", _big_id(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("guest", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("may_approve", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["users.id"],
            name=op.f("fk_invitations_created_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_invitations_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    with op.batch_alter_table("invitations") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitations_item_id"), ["item_id"], unique=False
        )

    op.create_table(
        "item_locks",
        sa.Column("item_id", _big_id(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_item_locks_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_item_locks_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_locks")),
    )
    op.create_table(
        "item_tags",
        sa.Column("item_id", _big_id(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_item_tags_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["tags.id"],
            name=op.f("fk_item_tags_tag_id_tags"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "tag_id", name=op.f("pk_item_tags")),
    )
    with op.batch_alter_table("item_tags") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_tags_tag_id"), ["tag_id"], unique=False
        )

    op.create_table(
        "notices",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("item_id", _big_id(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_notices_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_notices_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices") as batch_op:
        batch_op.create_index(
            "ix_notices_user",
            ["user_id", "read_at", sa.literal_column("id DESC")],
            unique=False,
        )

    op.create_table(
        "out_links",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("item_id", _big_id(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("target_id", _big_id(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_out_links_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_out_links")),
    )
    with op.batch_alter_table("out_links") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_out_links_item_id"), ["item_id"], unique=False
        )
        batch_op.create_index("ix_out_links_state", ["state", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_out_links_target_id"), ["target_id"], unique=False
        )

    op.create_table(
        "presences",
        sa.Column("item_id", _big_id(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_presences_item_id_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_presences_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "token", name=op.f("pk_presences")),
    )
    op.create_table(
        "undo_records",
        sa.Column("id", _big_id(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("failed", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_undo_records_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undo_records")),
    )
    with op.batch_alter_table("undo_records") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_undo_records_user_id"), ["user_id"], unique=False
        )

    with op.batch_alter_table("items") as batch_op:
        batch_op.add_column(sa.Column("proposed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("banner", sa.String(), server_default="", nullable=False)
        )
        for name, columns in _DESK_LISTS.items():
            batch_op.create_index(
                name,
                columns,
                unique=False,
                sqlite_where=sa.text("deleted_at IS NULL"),
                postgresql_where=sa.text("deleted_at IS NULL"),
            )
        batch_op.create_index(
            "ix_items_trash",
            ["deleted_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NOT NULL"),
        )

    with op.batch_alter_table("media") as batch_op:
        batch_op.add_column(
            sa.Column(
                "decorative", sa.Boolean(), server_default=sa.false(), nullable=False
            )
        )
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "rights", sa.String(length=300), server_default="", nullable=False
            )
        )
        batch_op.add_column(
            sa.Column(
                "consent",
                sa.String(length=12),
                server_default="unknown",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "consent_note", sa.String(length=500), server_default="", nullable=False
            )
        )

    with op.batch_alter_table("sections") as batch_op:
        batch_op.add_column(
            sa.Column("intro", sa.String(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "default_visibility",
                sa.String(length=12),
                server_default="public",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("review_days", sa.Integer(), nullable=True))

    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(
            sa.Column(
                "notice_mail",
                sa.String(length=8),
                server_default="each",
                nullable=False,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("notice_mail")

    with op.batch_alter_table("sections") as batch_op:
        batch_op.drop_column("review_days")
        batch_op.drop_column("default_visibility")
        batch_op.drop_column("intro")

    with op.batch_alter_table("media") as batch_op:
        batch_op.drop_column("consent_note")
        batch_op.drop_column("consent")
        batch_op.drop_column("rights")
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("decorative")

    with op.batch_alter_table("items") as batch_op:
        for name in ("ix_items_trash", *_DESK_LISTS):
            batch_op.drop_index(name)
        batch_op.drop_column("banner")
        batch_op.drop_column("due_at")
        batch_op.drop_column("proposed_at")

    with op.batch_alter_table("undo_records") as batch_op:
        batch_op.drop_index(batch_op.f("ix_undo_records_user_id"))

    op.drop_table("undo_records")
    op.drop_table("presences")
    with op.batch_alter_table("out_links") as batch_op:
        batch_op.drop_index(batch_op.f("ix_out_links_target_id"))
        batch_op.drop_index("ix_out_links_state")
        batch_op.drop_index(batch_op.f("ix_out_links_item_id"))

    op.drop_table("out_links")
    with op.batch_alter_table("notices") as batch_op:
        batch_op.drop_index("ix_notices_user")

    op.drop_table("notices")
    with op.batch_alter_table("item_tags") as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_tags_tag_id"))

    op.drop_table("item_tags")
    op.drop_table("item_locks")
    with op.batch_alter_table("invitations") as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_item_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("comments") as batch_op:
        batch_op.drop_index("ix_comments_item")

    op.drop_table("comments")
    with op.batch_alter_table("change_notes") as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_notes_item_id"))

    op.drop_table("change_notes")
    op.drop_table("site_redirects")
    op.drop_table("block_uses")
    op.drop_table("blocks")
    op.drop_table("tags")
