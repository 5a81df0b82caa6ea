"""The table of what feeds said last."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from cms.database.base import UTCDateTime
from cms.database.changes import UNSEEN
from cms.extensions import Model


class FeedState(Model):
    """What a feed held when it was last made, as a hash, and since when.

    ``feed`` is its format and channel ("atom section 3").
    """

    __tablename__ = "feed_states"
    __table_args__ = {"info": UNSEEN}

    feed: Mapped[str] = mapped_column(String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    changed: Mapped[dt.datetime] = mapped_column(UTCDateTime)
