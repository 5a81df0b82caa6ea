"""The table of who has an item open."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cms.database.base import UTCDateTime, utcnow
from cms.database.changes import UNSEEN
from cms.extensions import Model


class Presence(Model):
    """One open edit page: a tab of a browser, by its random ``token``.

    ``field`` is the form field that has the focus, empty when none has.
    ``since`` is when the page was opened. A row that was not seen for a while
    counts as gone.
    """

    __tablename__ = "presences"
    __table_args__ = {"info": UNSEEN}

    item_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    token: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    field: Mapped[str] = mapped_column(String(80), default="")
    since: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    seen_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
