"""The table of outgoing links."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cms.database.base import BigId, UTCDateTime
from cms.database.changes import UNSEEN
from cms.extensions import Model


class OutLink(Model):
    """One link in an item's text; ``target_id`` when it leads to another item.

    ``state`` is ``unchecked``, ``ok`` or ``broken``; ``answer`` says in short
    what the last check met ("404", "no answer"). External links are asked by
    the nightly job, internal ones are known at once.
    """

    __tablename__ = "out_links"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    url: Mapped[str] = mapped_column(String(2000))
    words: Mapped[str] = mapped_column(String(300), default="")
    target_id: Mapped[int | None] = mapped_column(BigId, index=True)
    state: Mapped[str] = mapped_column(String(12), default="unchecked")
    answer: Mapped[str] = mapped_column(String(200), default="")
    failures: Mapped[int] = mapped_column(default=0)
    checked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (Index("ix_out_links_state", state, id), {"info": UNSEEN})
