"""What the public page of an article shows, computed from a snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms_directory import bylines, readable

from cms import Item, richtext, site_zone
from cms_news.queries import related_articles
from cms_news.settings import news_settings


# Adults read about this many Vietnamese words (syllables) in a minute.
READING_SPEED = 220


@dataclass(frozen=True)
class Mentioned:
    """A person whom an article names, with the posts of the article's day."""

    person: Item
    posts: str


@dataclass(frozen=True)
class ArticleView:
    """An article's page beyond its text."""

    event_date: dt.date | None
    words: int
    minutes: int
    people: list[Mentioned]
    related: list[Item]


def article_view(item: Item, data: Mapping[str, Any]) -> ArticleView:
    """Return what the page of an article shows around its text."""
    words = word_count(data)
    return ArticleView(
        event_date=event_date(data),
        words=words,
        minutes=max(1, round(words / READING_SPEED)),
        people=mentioned(item, data),
        related=related_articles(item, news_settings().related),
    )


def event_date(data: Mapping[str, Any]) -> dt.date | None:
    """Return the day of the event that the article speaks of."""
    value = data.get("event_date")
    return dt.date.fromisoformat(value) if value else None


def word_count(data: Mapping[str, Any]) -> int:
    """Return how many words lead and text have."""
    lead = len((data.get("summary") or "").split())
    return lead + richtext.word_count(data.get("body") or richtext.EMPTY_DOC)


def mentioned(item: Item, data: Mapping[str, Any]) -> list[Mentioned]:
    """Return the readable people of an article in the order they are named."""
    ids = data.get("people") or []
    known = readable(ids)
    published = item.published_at
    day = event_date(data) or (
        published.astimezone(site_zone()).date() if published else None
    )
    posts = bylines(known, day or dt.datetime.now(site_zone()).date())
    return [
        Mentioned(known[number], posts.of(number)) for number in ids if number in known
    ]
