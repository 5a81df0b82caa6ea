"""Name the characters of a document that its fonts cannot show."""

from __future__ import annotations

import unicodedata

from flask_babel import gettext as _

from cms.documents.composed import Composed
from cms.documents.metrics import has_glyph
from cms.errors import Problem


#: So many are named; a text in another script has them all.
MAX_NAMED = 10


def missing_glyphs(composed: Composed) -> list[Problem]:
    """Return one problem for each character without a glyph, with the words around it."""
    found: dict[str, str] = {}
    for line in composed.lines():
        words = line.text
        for sign in set(words) - found.keys() - {"\n"}:
            if not has_glyph(sign):
                found[sign] = _around(words, words.index(sign))
        if len(found) >= MAX_NAMED:
            break
    return [_problem(sign, found[sign]) for sign in sorted(found)[:MAX_NAMED]]


def _around(words: str, place: int) -> str:
    return words[max(place - 30, 0) : place + 30].strip().replace("\n", " ")


def _problem(sign: str, around: str) -> Problem:
    name = unicodedata.name(sign, "").lower()
    code = f"U+{ord(sign):04X}{f', {name}' if name else ''}"
    message = _(
        "The fonts of the document cannot show the character %(sign)s (%(code)s) "
        "in “%(words)s”. Replace it.",
        sign=sign,
        code=code,
        words=around,
    )
    return Problem(message, field="body", quote=around)
