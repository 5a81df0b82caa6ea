"""The table of notices."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cms.database.base import BigId, UTCDateTime, utcnow
from cms.database.changes import UNSEEN
from cms.extensions import Model


class Notice(Model):
    """One thing that one person should know; read on the desk, or sent by e-mail.

    ``kind`` says what happened; ``values`` fills its sentence, which is made
    in the reader's language when it is shown.
    """

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE")
    )
    kind: Mapped[str] = mapped_column(String(40))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    read_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    mailed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_notices_user", user_id, read_at, id.desc()),
        {"info": UNSEEN},
    )
