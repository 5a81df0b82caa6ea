"""The spine: items, their revisions, links between them, sections and old addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from cms.database.base import BigId, UTCDateTime, utcnow
from cms.database.changes import UNSEEN
from cms.extensions import Model


def _where(criterion: str) -> dict[str, Any]:
    """Return what makes an index a partial one on both kinds of database."""
    return {"sqlite_where": text(criterion), "postgresql_where": text(criterion)}


class Section(Model):
    """A part of the site that items are filed under ("Hội nghị", "Kiểm tra").

    ``intro`` stands above its list. What is filed here begins with
    ``default_visibility``; its review is due ``review_days`` after it was
    sent, or whenever when that is None.
    """

    __tablename__ = "sections"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=100)
    intro: Mapped[str] = mapped_column(default="", server_default="")
    default_visibility: Mapped[str] = mapped_column(
        String(12), default="public", server_default="public"
    )
    review_days: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Item(Model):
    """A row of the spine: all that a list, feed, permission or schedule needs.

    ``status`` is what the public side knows: ``draft`` (never live),
    ``published`` or ``archived``. ``stage`` is where the work stands:
    ``draft``, ``submitted``, ``approved``, ``scheduled``, or None when nothing
    is being worked on. ``published_at`` is when it first went live, UTC.
    ``sort_date`` orders public lists: the event's date, or ``published_at``.
    ``proposed_at`` is when its author would like it to go live, ``due_at``
    when the review should be done. ``banner`` is the text shown on the
    page of something archived or expired. ``names`` are other names by which
    it is known, one on each line: items that link to it are found by them.
    ``parent_id`` is the item that it belongs to, ``position`` its place there.
    """

    __tablename__ = "items"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    type: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(500))
    slug: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(300), unique=True)
    summary: Mapped[str] = mapped_column(default="")
    names: Mapped[str] = mapped_column(default="", server_default="")
    language: Mapped[str] = mapped_column(String(8), default="vi")
    status: Mapped[str] = mapped_column(String(12), default="draft")
    stage: Mapped[str | None] = mapped_column(String(12), default="draft")
    visibility: Mapped[str] = mapped_column(String(12), default="public")
    title_sort: Mapped[str] = mapped_column(String(800), default="")
    facet: Mapped[str | None] = mapped_column(String(40))
    featured: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    publish_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    sort_date: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    updated_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, onupdate=utcnow
    )
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    proposed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    due_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    banner: Mapped[str] = mapped_column(default="", server_default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("sections.id"))
    image_id: Mapped[int | None] = mapped_column(
        ForeignKey("media.id", ondelete="SET NULL")
    )
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_items_newest", status, sort_date.desc(), id.desc()),
        Index("ix_items_published", status, published_at.desc(), id.desc()),
        Index("ix_items_type_newest", type, status, sort_date.desc(), id.desc()),
        Index("ix_items_type_published", type, status, published_at.desc(), id.desc()),
        Index("ix_items_type_title", type, status, title_sort, id),
        Index(
            "ix_items_section_newest", section_id, status, sort_date.desc(), id.desc()
        ),
        Index(
            "ix_items_section_published",
            *(section_id, status, published_at.desc(), id.desc()),
        ),
        Index("ix_items_stage", stage, updated_at.desc()),
        # The desk's lists hold everything that is not in the trash.
        *(
            Index(f"ix_items_desk_{name}", *names, "id", **_where("deleted_at IS NULL"))
            for name, names in (
                ("updated", ("updated_at",)),
                ("title", ("title_sort",)),
                ("date", ("sort_date",)),
                ("type", ("type", "updated_at")),
                ("type_title", ("type", "title_sort")),
                ("type_date", ("type", "sort_date")),
                ("section", ("section_id", "updated_at")),
            )
        ),
        Index("ix_items_parent", parent_id, position, id),
        Index("ix_items_trash", deleted_at, id, **_where("deleted_at IS NOT NULL")),
        Index("ix_items_due", publish_at, sqlite_where=text("publish_at IS NOT NULL")),
        Index("ix_items_expiry", expires_at),
        UniqueConstraint("type", "slug"),
    )


class ItemDetail:
    """Mixin of every satellite: ``item_id`` is primary key and foreign key to the spine.

    A subclass sets ``__tablename__`` to ``<plugin>_<type>`` and also derives
    from ``cms.Model``.
    """

    @declared_attr
    @classmethod
    def item_id(cls) -> Mapped[int]:
        """Identity of the item that this row belongs to."""
        return mapped_column(
            BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
        )

    @declared_attr
    @classmethod
    def item(cls) -> Mapped[Item]:
        """The row of the spine."""
        return relationship(
            Item,
            lazy="joined",
            innerjoin=True,
            # A satellite may point to further items.
            foreign_keys=lambda: cls.__table__.c.item_id,  # type: ignore[attr-defined] # a mapped class has it
        )


class Revision(Model):
    """A full snapshot of an item: the one being worked on, and every one kept.

    ``state``: ``working`` (the open one, at most one an item), ``returned``
    (kept when a reviewer sent it back), ``published`` (was applied; the one
    with the highest number is live), ``kept`` (saved, and gone on from). A
    revision that is ``sealed`` is never written over: the next save opens
    another.
    """

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="working")
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(default="")
    sealed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    updated_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, onupdate=utcnow
    )
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        # What the desk asks for each person: few of all revisions.
        Index(
            "ix_revisions_working",
            edited_by_id,
            item_id,
            **_where("state = 'working'"),
        ),
        Index(
            "ix_revisions_returned",
            submitted_by_id,
            "number",
            **_where("state = 'returned'"),
        ),
    )


class ItemRelation(Model):
    """A link from one item to another, written when the source goes live or is saved.

    ``relation`` is the name declared by the source's type; rows of a draft
    that has never been live are kept too, so that staff see both sides.
    """

    __tablename__ = "item_relations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    target_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    relation: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)
    note: Mapped[str | None] = mapped_column(String(300))

    __table_args__ = (Index("ix_item_relations_source", source_id, relation, position),)


class ItemReference(Model):
    """Something of this site that an item points to, in a field, a row or a text.

    ``kind`` is ``item`` with an id as ``target``, or ``path`` with an address.
    ``is_draft`` marks what only a change over a live page points to.
    """

    __tablename__ = "item_references"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(8))
    target: Mapped[str] = mapped_column(String(300))
    is_draft: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index("ix_item_references_target", kind, target),)


class ItemReader(Model):
    """A person who may read one item of visibility ``limited``."""

    __tablename__ = "item_readers"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )


class ItemReaderOrganisation(Model):
    """An organisation whose people may read one item of visibility ``limited``.

    ``reason`` says in words why.
    """

    __tablename__ = "item_reader_organisations"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    reason: Mapped[str] = mapped_column(String(300))


class AccountPerson(Model):
    """The item of a person to which an account is linked."""

    __tablename__ = "account_people"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )


class ItemDuty(Model):
    """What an item asks of a person or organisation, written with its links.

    ``owner_id`` is the item of who must do it, ``words`` what it is when it is
    not the whole item, ``due`` the last day.
    """

    __tablename__ = "item_duties"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    owner_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    due: Mapped[dt.date | None] = mapped_column()
    words: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (Index("ix_item_duties_owner", owner_id, due, id),)


class Redirect(Model):
    """An address that an item once had; never reused, kept for ever."""

    __tablename__ = "redirects"

    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)


class SiteRedirect(Model):
    """A redirect made by hand: from a path of the site to a path or a whole address."""

    __tablename__ = "site_redirects"

    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    target: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL")
    )
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ItemLock(Model):
    """One person holds an item: nobody else changes, moves or deletes it.

    ``seen_at`` is when its holder was last on the page.
    """

    __tablename__ = "item_locks"
    __table_args__ = {"info": UNSEEN}

    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    taken_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    seen_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)


class ChangeNote(Model):
    """A public note on a change of a live item, newest first.

    Without ``shown_at`` it waits for the change that it speaks of to go live.
    """

    __tablename__ = "change_notes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    shown_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL")
    )


class UndoRecord(Model):
    """What one act of a person did to several items, and how to take it back.

    ``action`` is the name of the act; ``steps`` what each item was before and
    the version that it had after; ``failed`` what was not done, in words;
    ``about`` what else the way back needs to know.
    """

    __tablename__ = "undo_records"
    __table_args__ = {"info": UNSEEN}

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    action: Mapped[str] = mapped_column(String(40))
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    failed: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
