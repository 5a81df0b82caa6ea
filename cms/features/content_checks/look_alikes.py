"""Words that look like others: letters of several scripts mixed, or of odd alphabets."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from flask_babel import gettext as _

from cms.content.revisions.snapshot import Snapshot
from cms.errors import Problem
from cms.features.content_checks.rule_names import LOOK_ALIKES
from cms.text import words


_ALPHABETS: Final = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}
_ODD: Final = {"FULLWIDTH", "MATHEMATICAL"}


def find_problems(data: Snapshot) -> Iterator[Problem]:
    """Yield the first such word of a title and of a lead."""
    for one in data.passages():
        if one.path in ("title", "summary") and (word := mixed_word(one.text)):
            message = _(
                "“%(word)s” has letters that only look like these; type it anew.",
                word=word,
            )
            yield Problem(message, one.name, rule=LOOK_ALIKES, quote=word)


def mixed_word(value: str) -> str | None:
    """Return the first word that mixes look-alike letters of several scripts, or None.

    "Вa" of a Cyrillic and a Latin letter looks as "Ba" does and is not found
    by whoever searches for it.
    """
    for word in words(value):
        scripts = {
            unicodedata.name(sign, "").partition(" ")[0]
            for sign in word
            if sign.isalpha()
        }
        if len(scripts & _ALPHABETS) > 1 or scripts & _ODD:
            return word
    return None
