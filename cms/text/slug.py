"""Addresses made of titles: small Latin letters, digits and hyphens."""

from __future__ import annotations

import re

from cms.text.folding import fold


_LATIN = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def slugify(text: str, max_length: int = 160) -> str:
    """Return ``text`` as an address of at most ``max_length`` of ``[a-z0-9-]``.

    A long title is cut at a word. The result is empty when ``text`` holds no
    Latin letter and no digit; the caller then needs another source.
    """
    slug = _SEPARATORS.sub("-", fold(text).translate(_LATIN)).strip("-")
    if len(slug) <= max_length:
        return slug
    head, hyphen, _rest = slug[: max_length + 1].rpartition("-")
    return (head if hyphen else slug[:max_length]).strip("-")
