"""The table of news articles: the satellite of the type ``news.article``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from cms import ItemDetail, Model


class Article(ItemDetail, Model):
    """What an article has beyond the spine; title, lead and picture stand there."""

    __tablename__ = "news_article"

    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    event_date: Mapped[dt.date | None]
    author: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[str | None] = mapped_column(String(300))
    tags: Mapped[list[Any] | None] = mapped_column(JSON)
    cover_alt: Mapped[str | None] = mapped_column(String(500))
    cover_caption: Mapped[str | None] = mapped_column(String(500))
    attachments: Mapped[list[Any] | None] = mapped_column(JSON)
