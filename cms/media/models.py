"""The tables of pictures and files, and of which item uses which of them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from cms.database.base import BigId, UTCDateTime, utcnow
from cms.extensions import Model


class Media(Model):
    """A picture or a file that was uploaded; its bytes lie in the store under a random key.

    ``kind`` is ``image`` or ``file``. ``visibility`` is ``auto`` (readers may
    have it once an item that uses it is visible to them) or ``site`` (part of
    the site itself, such as a logo: everyone may have it). ``focal_x`` and
    ``focal_y`` say in percent where the eye should rest. ``title_fold`` is
    what the library searches. ``rights`` says who allows the use; ``consent``
    of the persons shown is ``unknown``, ``given``, ``not_needed`` or
    ``refused``, with a note on where that is written. A ``decorative`` picture
    says nothing that the text does not, and needs no ``alt``. ``deleted_at``
    marks what lies in the trash: nobody gets its bytes, and after ``KEPT``
    they are gone.
    """

    __tablename__ = "media"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    filename: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(300), default="")
    title_fold: Mapped[str] = mapped_column(String(700), default="")
    alt: Mapped[str] = mapped_column(String(1000), default="")
    caption: Mapped[str] = mapped_column(String(2000), default="")
    credit: Mapped[str] = mapped_column(String(300), default="")
    decorative: Mapped[bool] = mapped_column(default=False, server_default=false())
    rights: Mapped[str] = mapped_column(String(300), default="", server_default="")
    consent: Mapped[str] = mapped_column(
        String(12), default="unknown", server_default="unknown"
    )
    consent_note: Mapped[str] = mapped_column(
        String(500), default="", server_default=""
    )
    mime: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    store_key: Mapped[str] = mapped_column(String(64), unique=True)
    focal_x: Mapped[int] = mapped_column(default=50)
    focal_y: Mapped[int] = mapped_column(default=50)
    visibility: Mapped[str] = mapped_column(String(12), default="auto")
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("ix_media_newest", created_at.desc(), id.desc()),)


class MediaUse(Model):
    """An item uses a picture or a file, in a live page or in a draft.

    ``live`` tells whether the published snapshot uses it; a draft's use keeps
    the file from being deleted, but does not show it to readers.
    """

    __tablename__ = "media_uses"

    media_id: Mapped[int] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("items.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    )
    live: Mapped[bool] = mapped_column(default=False)


class FormerMediaUse(Model):
    """An item used a picture or a file once, and uses it no longer.

    What only few might see does not become everybody's when it is taken out.
    ``item_id`` is None once the item is gone for good.
    """

    __tablename__ = "former_media_uses"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    media_id: Mapped[int] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), index=True
    )
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL"), index=True
    )
