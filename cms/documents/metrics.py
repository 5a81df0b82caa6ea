"""What the shipped fonts can show, and how wide they show it."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from unicodedata import normalize


#: The family in PDF; other formats name Times New Roman, which has its widths.
FAMILY = "Liberation Serif"
MM_PER_POINT = 25.4 / 72
_UNITS = 2048
_MEAN = 1024  # for a character whose width is not listed


@dataclass(frozen=True)
class _Metrics:
    """Ranges of characters in all faces, and widths by face and character."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    widths: dict[str, dict[str, int]]


@cache
def _metrics() -> _Metrics:
    source = files("cms.documents") / "fonts" / "metrics.json"
    data = json.loads(source.read_text("utf-8"))
    starts, ends = zip(*data["ranges"], strict=True)
    return _Metrics(starts, ends, data["widths"])


def has_glyph(sign: str) -> bool:
    """Tell whether every face of the family can show a character."""
    metrics = _metrics()
    place = bisect_right(metrics.starts, ord(sign)) - 1
    return place >= 0 and ord(sign) <= metrics.ends[place]


def width_mm(words: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in millimetres, without kerning."""
    widths = _metrics().widths["bold" if bold else "regular"]
    units = sum(widths.get(sign, _MEAN) for sign in normalize("NFC", words))
    return units / _UNITS * size * MM_PER_POINT
