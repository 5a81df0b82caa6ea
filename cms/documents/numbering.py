"""Numbers of headings and clauses: I., 1., a), Điều 1., counted and written."""

from __future__ import annotations

from collections import Counter

from cms.documents.model import Level
from cms.documents.profile import NumberFormat


#: The letters that papers count with; f, j, w and z are not among them.
LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
#: What begins again below each heading; articles and chapters count on.
_BEGINS_AGAIN: dict[str, tuple[str, ...]] = {
    Level.CHAPTER.value: (Level.SECTION.value,),
    Level.ARTICLE.value: ("clause", "point"),
    "clause": ("point",),
    Level.FIRST.value: (Level.SECOND.value, Level.THIRD.value, Level.FOURTH.value),
    Level.SECOND.value: (Level.THIRD.value, Level.FOURTH.value),
    Level.THIRD.value: (Level.FOURTH.value,),
}


class Counters:
    """The numbers reached so far in one document."""

    def __init__(self) -> None:
        self._reached: Counter[str] = Counter()

    def next(self, level: str) -> int:
        """Count one more at a level and return its number."""
        self._reached[level] += 1
        self.begin_below(level)
        return self._reached[level]

    def begin_below(self, level: str) -> None:
        """Let what stands below this level begin again at one."""
        for lower in _BEGINS_AGAIN.get(level, ()):
            self._reached[lower] = 0


def write_number(value: int, form: NumberFormat) -> str:
    """Return a number as the form writes it; nothing when there is no form."""
    if form == "upper-roman":
        return _roman(value)
    if form == "vietnamese-letter":
        return _letters(value)
    return str(value) if form else ""


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    written = ""
    for worth, sign in _ROMAN:
        count, value = divmod(value, worth)
        written += sign * count
    return written


def _letters(value: int) -> str:
    """Return a, b, c, d, đ … y and then aa, ab."""
    written = ""
    while value > 0:
        value, index = divmod(value - 1, len(LETTERS))
        written = LETTERS[index] + written
    return written
