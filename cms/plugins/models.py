"""Tables of the plugin room: what is on, the generation, what failed and is suspended."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cms.database.base import UTCDateTime, utcnow
from cms.database.changes import UNSEEN
from cms.extensions import Model


class PluginState(Model):
    """A plugin that is switched on; without a row it is off."""

    __tablename__ = "plugin_state"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    enabled_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)


class SiteState(Model):
    """The one row: a number moves with each build, a stamp with what readers may see."""

    __tablename__ = "site_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    generation: Mapped[int] = mapped_column(default=1)
    content: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class Failure(Model):
    """Something that a plugin did wrong; the same thing again raises ``count``.

    ``reference`` is the short code that the reader of a page was shown.
    """

    __tablename__ = "failures"

    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(String(60))
    hook: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(8))
    message: Mapped[str] = mapped_column(String(500))
    traceback: Mapped[str] = mapped_column(default="")
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    last_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, index=True
    )

    __table_args__ = (UniqueConstraint("plugin", "hook", "digest"), {"info": UNSEEN})


class SuspendedHook(Model):
    """A hook of a plugin that is not called until an administrator resumes it.

    ``reference`` is the code of the last of its ``failures``.
    """

    __tablename__ = "suspended_hooks"

    plugin: Mapped[str] = mapped_column(String(60), primary_key=True)
    hook: Mapped[str] = mapped_column(String(80), primary_key=True)
    reference: Mapped[str] = mapped_column(String(8))
    failures: Mapped[int] = mapped_column(default=0)
    since: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
