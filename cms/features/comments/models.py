"""The table of comments and suggestions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cms.database.base import BigId, UTCDateTime, utcnow
from cms.database.changes import UNSEEN
from cms.extensions import Model


class Comment(Model):
    """A comment on an item, or an answer to one; with ``replacement``, a suggestion.

    ``field`` names the form field spoken of (empty: the whole item), ``quote``
    the words in it; ``before`` and ``after`` are a few letters that stood around
    them, to tell one place from another. A suggestion asks to put ``replacement`` for ``quote``;
    an empty replacement asks to strike it out. ``state`` is ``open``,
    ``accepted``, ``declined`` or ``resolved``. Who wrote it is a user, or for
    somebody invited by link the ``guest`` name.
    """

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("comments.id", ondelete="CASCADE")
    )
    field: Mapped[str] = mapped_column(String(80), default="")
    quote: Mapped[str] = mapped_column(String(2000), default="")
    before: Mapped[str] = mapped_column(String(80), default="")
    after: Mapped[str] = mapped_column(String(80), default="")
    body: Mapped[str] = mapped_column(default="")
    replacement: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(12), default="open")
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL")
    )
    guest: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL")
    )

    __table_args__ = (Index("ix_comments_item", item_id, id), {"info": UNSEEN})
