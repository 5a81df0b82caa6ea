"""The two ways of placing a tone mark on open oa, oe, uy: hòa or hoà, ủy or uỷ."""

from __future__ import annotations

import re
from typing import Literal

from cms.text.normalise import nfc


_MARKS = "\u0300\u0309\u0303\u0301\u0323"


def _pairs() -> dict[str, str]:
    """Return every spelling with the mark on the first vowel → on the second."""
    pairs = {}
    for first, second in ("oa", "oe", "uy"):
        for one in (first, first.upper()):
            for two in (second, second.upper()):
                for mark in _MARKS:
                    pairs[nfc(one + mark) + two] = one + nfc(two + mark)
    return pairs


_TO_NEW = _pairs()
_TO_OLD = {new: old for old, new in _TO_NEW.items()}


def _pattern(spellings: dict[str, str]) -> re.Pattern[str]:
    # "quý" is qu + y, so nothing moves; a letter behind closes the syllable.
    alternatives = "|".join(map(re.escape, spellings))
    return re.compile(rf"(?<![qQ])(?:{alternatives})(?![^\W\d_])")


_OLD_SPELLING = _pattern(_TO_NEW)
_NEW_SPELLING = _pattern(_TO_OLD)


def tone_style(text: str, style: Literal["old", "new"] = "old") -> str:
    """Return ``text`` with one placement of tones: ``old`` hòa, ủy; ``new`` hoà, uỷ.

    Use it before comparing, searching or sorting; what a person typed is stored
    as typed.
    """
    composed = nfc(text)
    if style == "new":
        return _OLD_SPELLING.sub(lambda match: _TO_NEW[match[0]], composed)
    return _NEW_SPELLING.sub(lambda match: _TO_OLD[match[0]], composed)
