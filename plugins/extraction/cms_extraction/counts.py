"""How many speeches or opinions a text counts."""

from __future__ import annotations

import re

from cms_extraction.source import Source
from cms_extraction.spans import Span


_COUNTS = {
    word: number
    for number, word in enumerate(
        ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"], 1
    )
}
_NUMBER = r"(\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"


def count_near(source: Source, cue: re.Match[str], sentence: Span) -> int | None:
    """Return how many speeches a word for them counts; None when it does not say."""
    lead = source.low[max(sentence.start, cue.start() - 60) : cue.start()]
    match = re.search(rf"(?<!\w){_NUMBER}\s+(?:\w+\s+){{0,5}}$", lead)
    if match is None:
        behind = source.low[cue.end() : cue.end() + 30]
        match = re.match(rf"\s+(?:của\s+)?{_NUMBER}\s+(?:\w+\s?)", behind)
    if match is None:
        return None
    return int(match[1]) if match[1].isdigit() else _COUNTS[match[1]]
