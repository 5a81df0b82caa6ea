"""What a site may set about records out of text."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict

from cms import get_settings, setting


class ExtractionSettings(BaseModel):
    """What staff may set."""

    model_config = ConfigDict(frozen=True)

    margin: bool = setting(
        False,
        _l("Show readers which records an article became"),
        _l(
            "Beside an article stand its records and the words that they came from;"
            " a click lights the words up in the text. Only records that the reader"
            " may see."
        ),
    )


def extraction_settings() -> ExtractionSettings:
    """Return the settings of the build that serves this request."""
    values: ExtractionSettings = get_settings("extraction")
    return values
