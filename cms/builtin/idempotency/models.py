"""The table of keys that forms have sent, with the answers that they got."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from cms.database.base import UTCDateTime, utcnow
from cms.database.changes import UNSEEN
from cms.extensions import Model


class IdempotencyKey(Model):
    """One change that was made. ``id`` is a hash of the key, of who sent it, where and what.

    ``answer`` can be read with the key alone, which the sender has: it may hold
    what is shown once, such as a link. None while the answer is not known: the
    request still runs, or was killed. Empty when all was done and the answer is not kept.
    """

    __tablename__ = "idempotency_keys"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None]
    route: Mapped[str] = mapped_column(String(120))
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (Index("ix_idempotency_keys_at", at), {"info": UNSEEN})
