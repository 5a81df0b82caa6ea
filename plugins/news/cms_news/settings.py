"""The settings of the news plugin."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict

from cms import (
    ANONYMOUS,
    current_user,
    get_settings,
    items_by_id,
    person_of,
    setting,
    visible,
)


class NewsSettings(BaseModel):
    """What staff may set for news."""

    model_config = ConfigDict(frozen=True)

    related: int = setting(
        4,
        _l("Articles under “Related news”"),
        _l("How many related articles are shown below an article; 0 for none."),
        ge=0,
        le=12,
    )
    byline: str = setting(
        "",
        _l("Usual author"),
        _l("Filled into new articles; authors can change it."),
        max_length=200,
    )
    source: str = setting(
        "",
        _l("Usual source"),
        _l("Filled into new articles; authors can change the source."),
        max_length=300,
    )


def news_settings() -> NewsSettings:
    """Return the settings of the build that serves this request."""
    values: NewsSettings = get_settings("news")
    return values


def default_byline() -> str:
    """Return the author that a new article starts with: who writes it, by name.

    That is the person to whom the account is linked, when everybody may know
    them; else what the site has set.
    """
    person = person_of(current_user) if current_user else None
    if person is not None and items_by_id([person.id], visible(ANONYMOUS)):
        return person.title
    return news_settings().byline


def default_source() -> str:
    """Return the source that a new article starts with."""
    return news_settings().source
