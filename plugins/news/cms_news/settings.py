"""The settings of the news plugin."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict, Field

from cms import settings


class NewsSettings(BaseModel):
    """What staff may set for news."""

    model_config = ConfigDict(frozen=True)

    related: int = Field(
        default=4,
        ge=0,
        le=12,
        title="Articles under “Related news”",
        description="How many related articles stand below an article; 0 for none.",
    )
    byline: str = Field(
        default="",
        max_length=200,
        title="Usual author",
        description="Stands in a new article until somebody writes another name.",
    )
    source: str = Field(
        default="",
        max_length=300,
        title="Usual source",
        description="Stands in a new article until somebody writes another source.",
    )
    neighbours: bool = Field(
        default=True,
        title="Newer and older article",
        description="Whether links to the newer and the older article are shown.",
    )


# The settings page translates titles by looking them up; this makes them known.
LABELS = (
    _l("Articles under “Related news”"),
    _l("How many related articles stand below an article; 0 for none."),
    _l("Usual author"),
    _l("Stands in a new article until somebody writes another name."),
    _l("Usual source"),
    _l("Stands in a new article until somebody writes another source."),
    _l("Newer and older article"),
    _l("Whether links to the newer and the older article are shown."),
)


def news_settings() -> NewsSettings:
    """Return the settings of the build that serves this request."""
    values = settings("news")
    if not isinstance(values, NewsSettings):
        raise TypeError(f"news expects NewsSettings, not {type(values).__name__}")
    return values


def default_byline() -> str:
    """Return the author that a new article starts with."""
    return news_settings().byline


def default_source() -> str:
    """Return the source that a new article starts with."""
    return news_settings().source
