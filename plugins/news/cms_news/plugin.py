"""What the news plugin registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cms_directory import ORGANISATION, PERSON, once
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from cms import (
    Card,
    ContentType,
    DemoItem,
    Item,
    ItemDetail,
    Problem,
    Relation,
    Rule,
    hookimpl,
)
from cms_news import ARTICLE
from cms_news.checks import RULES, check_article
from cms_news.demo import demo_items
from cms_news.forms import ArticleForm
from cms_news.models import Article
from cms_news.settings import NewsSettings
from cms_news.views import article_view


RELATIONS = (
    Relation(
        "conference",
        _l("Conference"),
        _l("News about this conference"),
        ("conferences.conference",),
        many=False,
    ),
    Relation(
        "reports", _l("Reports"), _l("News about this report"), ("reports.report",)
    ),
    Relation(
        "programmes",
        _l("Programmes"),
        _l("News about this programme"),
        ("inspections.programme",),
    ),
    Relation(
        "programme_items",
        _l("Inspections and supervisions"),
        _l("News about this inspection"),
        ("inspections.item",),
    ),
    Relation("people", _l("People"), _l("In the news"), (PERSON,)),
    Relation("organisations", _l("Organisations"), _l("In the news"), (ORGANISATION,)),
)


def search_text(data: Mapping[str, Any]) -> str:
    """Return author, source and keywords; lead and text are found anyway."""
    return "\n".join(
        [data.get("author") or "", data.get("source") or "", *(data.get("tags") or [])]
    )


def context(item: Item, detail: ItemDetail | None) -> dict[str, Any]:
    """Return the function by which the template reads a snapshot."""
    return {"view": once(article_view)}


@hookimpl
def register_content_types() -> Iterable[ContentType]:
    """Return the type of news articles."""
    return [
        ContentType(
            name=ARTICLE,
            label=_l("News article"),
            plural=_l("News"),
            address="tin-tuc",
            form=ArticleForm,
            detail=Article,
            template="news/article.html",
            card=lambda data: Card(
                title=data.get("title") or "",
                summary=data.get("summary") or "",
                image_id=data.get("image_id"),
            ),
            search_text=search_text,
            context=context,
            relations=RELATIONS,
            icon="newspaper",
            order=10,
            feed=True,
            byline="author",
            source="source",
            schema_type="NewsArticle",
            schema_properties={"headline": "title"},
        )
    ]


@hookimpl
def register_settings() -> Iterable[type[BaseModel]]:
    """Return the settings of news."""
    return [NewsSettings]


@hookimpl
def register_demo() -> Iterable[DemoItem]:
    """Return the fictional articles."""
    return demo_items()


@hookimpl
def register_rules() -> Iterable[Rule]:
    """Return the rule about the day of publication."""
    return RULES


@hookimpl
def check_item(
    item: Item, data: Mapping[str, Any], transition: str
) -> Iterable[Problem]:
    """Return what is odd about an article; nothing here blocks it."""
    return list(check_article(item, data, transition))
