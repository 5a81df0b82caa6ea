"""The lists of a Word file: which are numbered, and how far each has counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from cms import text
from cms.features.intake.markup import child_of, value_of


DEPTHS: Final = 9
#: How ordered lists count, by the forms of Word.
TYPES: Final = {
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}


@dataclass(frozen=True)
class Level:
    """How a list looks at one depth; ``words`` holds ``%1`` for a number."""

    form: str = "decimal"
    start: int = 1
    words: str = ""


class Numbering:
    """The lists of one file, counting as they are read."""

    def __init__(self, tree: Element | None) -> None:
        self.levels: dict[str, dict[int, Level]] = {}
        self.abstract: dict[str, str] = {}
        self.counts: dict[str, list[int]] = {}
        shapes = {
            one.get("w:abstractNumId", ""): _levels(one)
            for one in (tree.iter("w:abstractNum") if tree is not None else ())
        }
        for one in tree.iter("w:num") if tree is not None else ():
            name = one.get("w:numId", "")
            shape = value_of(one, "w:abstractNumId") or ""
            again = _overrides(one, shapes.get(shape, {}))
            self.levels[name] = {**shapes.get(shape, {}), **again}
            # Lists that restart count for themselves, the others together.
            self.abstract[name] = f"own {name}" if again else shape

    def level(self, list_id: str, depth: int) -> Level | None:
        """Return how a paragraph of this list is marked; None when it is not."""
        if list_id not in self.levels:
            return None
        found = self.levels[list_id].get(depth)
        found = found or Level("bullet" if not self.levels[list_id] else "decimal")
        return None if found.form == "none" else found

    def count(self, list_id: str, depth: int) -> int:
        """Count one paragraph; return its number. What is deeper starts anew."""
        counts = self.counts.setdefault(self.abstract[list_id], [0] * DEPTHS)
        level = self.levels[list_id].get(depth, Level())
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (DEPTHS - depth - 1)
        return counts[depth]

    def is_phrase(self, list_id: str, depth: int) -> bool:
        """Tell whether words stand with the number, as in "Điều 1."."""
        words = self.levels[list_id].get(depth, Level()).words
        return any(map(str.isalpha, words))

    def sign(self, list_id: str, depth: int) -> str:
        """Return the sign before a paragraph that was just counted: ``II.1``."""
        levels = self.levels[list_id]
        words = levels.get(depth, Level()).words
        counts = self.counts[self.abstract[list_id]]
        for place in range(depth + 1):
            shape = levels.get(place, Level())
            number = written(counts[place] or shape.start, shape.form)
            words = words.replace(f"%{place + 1}", number)
        return words.strip()


def _levels(element: Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for one in element.iter("w:lvl"):
        depth = one.get("w:ilvl", "")
        if depth.isdecimal() and int(depth) < DEPTHS:
            found[int(depth)] = Level(
                value_of(one, "w:numFmt") or "decimal",
                _number(value_of(one, "w:start"), 1),
                value_of(one, "w:lvlText") or "",
            )
    return found


def _overrides(element: Element, shape: dict[int, Level]) -> dict[int, Level]:
    """Return the levels that a list has of its own."""
    own = _levels(element)
    for one in element.iter("w:lvlOverride"):
        depth = _number(one.get("w:ilvl"), 0)
        if child_of(one, "w:startOverride") is not None and depth not in own:
            start = _number(value_of(one, "w:startOverride"), 1)
            own[depth] = replace(shape.get(depth, Level()), start=start)
    return own


def _number(given: str | None, default: int) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 6 else default


def written(number: int, form: str) -> str:
    """Return a number as Word writes it: ``3``, ``III``, ``c``."""
    if form in TYPES and (number or "Roman" in form):
        return text.list_sign(number, TYPES[form])[:-1]
    return f"{number:02d}" if form == "decimalZero" else str(number)
