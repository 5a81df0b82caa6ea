"""The languages that the site's own words are written in."""

from __future__ import annotations

from typing import Final


LANGUAGES: Final = {"vi": "Tiếng Việt", "en": "English"}
