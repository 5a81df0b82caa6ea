"""Formulas of Word as text that reads right: 2/3, 10⁶, √(x + 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from xml.etree.ElementTree import Element

from cms.features.intake.markup import child_of, value_of


#: A piece of a formula: its letters, and ``superscript``, ``subscript`` or nothing.
Part = tuple[str, str]
UP, DOWN = "superscript", "subscript"
_ROOTS: Final = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_MAX_DEPTH: Final = 40
_PLAIN: Final = "0123456789+−-=()"
_RAISED: Final = str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOWERED: Final = str.maketrans(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def formula_parts(element: Element) -> list[Part]:
    """Return the pieces of ``m:oMath``: neighbours of one height are one piece."""
    return joined(map(with_signs, joined(_Reader().read(element, 0))))


def with_signs(part: Part) -> Part:
    """Return digits above or below as signs of their own: they stay so in plain text."""
    words, height = part
    if height and all(one in _PLAIN for one in words):
        return words.translate(_RAISED if height == UP else _LOWERED), ""
    return part


def joined(parts: Iterable[Part]) -> list[Part]:
    """Return parts without empty ones, neighbours of one height put together.

    A number beside a fraction stays apart from it: 1 1/2 is not 11/2.
    """
    found: list[Part] = []
    for words, height in parts:
        if not words:
            continue
        if found and found[-1][1] == height:
            found[-1] = (found[-1][0] + words, height)
        else:
            found.append((words, height))
    return found


def flat(parts: Iterable[Part]) -> str:
    """Return parts as one line of text, where heights cannot be shown: x^2, a_(ij)."""
    found = ""
    for words, height in joined(parts):
        sign = {UP: "^", DOWN: "_"}.get(height, "")
        found += sign + (grouped(words) if sign else words)
    return found


def grouped(words: str) -> str:
    """Return words in brackets, unless they are one number, name or bracket."""
    words = words.strip()
    simple = (
        all(one.isalnum() or one in ".,%√∛∜ " for one in words) and " " not in words
    )
    return words if simple or _is_bracket(words) else f"({words})"


def _is_bracket(words: str) -> bool:
    """Tell whether one pair of brackets goes around all of the words."""
    if not words.startswith("(") or not words.endswith(")"):
        return False
    depth = 0
    for place, one in enumerate(words):
        depth += (one == "(") - (one == ")")
        if not depth and place < len(words) - 1:
            return False
    return True


def fraction(above: list[Part], below: list[Part]) -> list[Part]:
    """Return a fraction on one line."""
    return [(f"{grouped(flat(above))}/{grouped(flat(below))}", "")]


def raised(base: list[Part], sub: list[Part], sup: list[Part]) -> list[Part]:
    """Return a base with what stands below and above behind it."""
    words = flat(base)
    whole = base if len(words) < 2 or grouped(words) == words else [(f"({words})", "")]
    return [*whole, (flat(sub), DOWN), (flat(sup), UP)]


def root(base: list[Part], degree: list[Part]) -> list[Part]:
    """Return a root on one line."""
    words = flat(degree).strip()
    sign = _ROOTS.get(words)
    before: list[Part] = [] if sign else [(words, UP)]
    return [*before, (f"{sign or '√'}{grouped(flat(base))}", "")]


def apart(before: list[Part], after: list[Part]) -> list[Part]:
    """Return a space where two pieces would be read as one number or name.

    Beside a fraction or root a letter is enough, else only digits: 2x², 2 10⁶.
    """
    last, first = flat(before[-1:])[-1:], flat(after[:1])[:1]
    both = last + first
    structured = any(
        "/" in words or "√" in words for words, _height in [*before[-1:], *after[:1]]
    )
    needed = len(both) == 2 and (both.isalnum() if structured else both.isdecimal())
    raised_before = bool(before) and before[-1][1] != ""
    return [(" ", "")] if needed and not raised_before else []


class _Reader:
    """Reads the elements of a formula by their names."""

    def __init__(self) -> None:
        self.known: dict[str, Callable[[Element, int], list[Part]]] = {
            "m:r": self.letters,
            "m:f": self.fraction,
            "m:sSup": self.scripts,
            "m:sSub": self.scripts,
            "m:sSubSup": self.scripts,
            "m:sPre": self.scripts_before,
            "m:rad": self.root,
            "m:nary": self.nary,
            "m:func": self.function,
            "m:d": self.brackets,
            "m:m": self.rows,
            "m:eqArr": self.rows,
            "m:acc": self.accent,
            "m:bar": self.accent,
            "m:limLow": self.limit,
            "m:limUpp": self.limit,
        }

    def read(self, element: Element | None, depth: int) -> list[Part]:
        """Return what is in an element."""
        found: list[Part] = []
        before = ""
        for child in element if element is not None and depth < _MAX_DEPTH else ():
            if child.tag.endswith("Pr"):
                continue
            reader = self.known.get(child.tag)
            new = reader(child, depth + 1) if reader else self.read(child, depth + 1)
            # Letters that follow each other are one number or name.
            if {before, child.tag} - {"m:r", ""}:
                found += apart(found, new)
            found += new
            before = child.tag
        return found

    def part(self, element: Element, name: str, depth: int) -> list[Part]:
        return self.read(child_of(element, name), depth)

    def letters(self, element: Element, _depth: int) -> list[Part]:
        words = [one.text or "" for one in element if one.tag in ("m:t", "w:t")]
        return [("".join(words), "")]

    def fraction(self, element: Element, depth: int) -> list[Part]:
        above = self.part(element, "m:num", depth)
        below = self.part(element, "m:den", depth)
        if value_of(child_of(element, "m:fPr"), "m:type", "m:val") == "noBar":
            return [(f"{flat(above)}; {flat(below)}", "")]
        return fraction(above, below)

    def scripts(self, element: Element, depth: int) -> list[Part]:
        parts = (self.part(element, name, depth) for name in ("m:e", "m:sub", "m:sup"))
        return raised(*parts)

    def scripts_before(self, element: Element, depth: int) -> list[Part]:
        sub, sup = (
            flat(self.part(element, name, depth)) for name in ("m:sub", "m:sup")
        )
        return [(sub, DOWN), (sup, UP), *self.part(element, "m:e", depth)]

    def root(self, element: Element, depth: int) -> list[Part]:
        degree = self.part(element, "m:deg", depth)
        return root(self.part(element, "m:e", depth), degree)

    def nary(self, element: Element, depth: int) -> list[Part]:
        own = child_of(element, "m:naryPr")
        sign = value_of(own, "m:chr", "m:val")
        sub, sup = (
            flat(self.part(element, name, depth)) for name in ("m:sub", "m:sup")
        )
        inner = self.part(element, "m:e", depth)
        return [(sign or "∫", ""), (sub, DOWN), (sup, UP), (" ", ""), *inner]

    def function(self, element: Element, depth: int) -> list[Part]:
        name = self.part(element, "m:fName", depth)
        inner = self.part(element, "m:e", depth)
        together = flat(name)[-1:].isalnum() and flat(inner)[:1].isalnum()
        return [*name, *([(" ", "")] if together else []), *inner]

    def brackets(self, element: Element, depth: int) -> list[Part]:
        own = child_of(element, "m:dPr")
        signs = [
            (value_of(own, name, "m:val"), default)
            for name, default in (
                ("m:begChr", "("),
                ("m:sepChr", "|"),
                ("m:endChr", ")"),
            )
        ]
        first, between, last = (
            default if given is None else given for given, default in signs
        )
        found: list[Part] = [(first, "")]
        for place, one in enumerate(element.findall("m:e")):
            found += [(between, "")] if place else []
            found += self.read(one, depth)
        return [*found, (last, "")]

    def rows(self, element: Element, depth: int) -> list[Part]:
        rows = [one for one in element if one.tag in ("m:mr", "m:e")]
        words = []
        for row in rows:
            cells = row.findall("m:e") if row.tag == "m:mr" else [row]
            words.append(", ".join(flat(self.read(cell, depth)) for cell in cells))
        return [("; ".join(words), "")]

    def accent(self, element: Element, depth: int) -> list[Part]:
        inner = self.part(element, "m:e", depth)
        own = child_of(element, "m:accPr")
        default = "\u0305" if element.tag == "m:bar" else "\u0302"
        sign = value_of(own, "m:chr", "m:val") or default
        words = flat(inner)
        # Over several letters at once no sign can be put in text.
        return [(words + sign, "")] if len(words) == 1 else inner

    def limit(self, element: Element, depth: int) -> list[Part]:
        base = self.part(element, "m:e", depth)
        height = DOWN if element.tag == "m:limLow" else UP
        return [*base, (flat(self.part(element, "m:lim", depth)), height)]
