"""What the styles of a Word file say of paragraphs and of letters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element

from cms.features.intake.markup import child_of, is_on, value_of


Look = Mapping[str, Any]

_ALIGN: Final = {
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
    "left": "",
    "start": "",
}
_HEADING = re.compile(r"(?:heading|tiêu đề|đề mục)\s*(\d)", re.IGNORECASE)
_LIST = re.compile(r"list (?:bullet|number) ([2-5])", re.IGNORECASE)
_ROLES: Final = (
    ("title", re.compile(r"title|tiêu đề|document ?title", re.IGNORECASE)),
    (
        "subtitle",
        re.compile(r"subtitle|phụ đề|sapo|abstract|lead|tiêu đề phụ", re.IGNORECASE),
    ),
    (
        "caption",
        re.compile(
            r"caption|image ?caption|figure|illustration|chú thích( ảnh)?",
            re.IGNORECASE,
        ),
    ),
    (
        "quote",
        re.compile(
            r"(intense )?quote|block ?(text|quote)|quotations?|trích dẫn", re.IGNORECASE
        ),
    ),
)
_SWITCHES: Final = (
    ("w:b", "bold"),
    ("w:i", "italic"),
    ("w:strike", "strike"),
    ("w:dstrike", "strike"),
    ("w:vanish", "hidden"),
    ("w:caps", "capitals"),
    ("w:smallCaps", "small_capitals"),
)
_HEIGHTS: Final = {"superscript": "superscript", "subscript": "subscript"}


class Styles:
    """The styles of one file, each with what it inherits."""

    def __init__(self, tree: Element | None) -> None:
        self.styles: dict[str, Element] = {}
        self.defaults: dict[str, str] = {}
        self.known: dict[tuple[str, str], Look] = {}
        for one in tree.iter("w:style") if tree is not None else ():
            name = one.get("w:styleId", "")
            self.styles[name] = one
            if one.get("w:default") in ("1", "true", "on"):
                self.defaults[one.get("w:type", "")] = name
        base = child_of(tree, "w:docDefaults")
        self.base_letters = letters_look(
            child_of(child_of(base, "w:rPrDefault"), "w:rPr")
        )
        self.base_paragraph = paragraph_look(
            child_of(child_of(base, "w:pPrDefault"), "w:pPr")
        )

    def paragraph(self, style: str | None) -> Look:
        """Return how a paragraph of this style stands."""
        return {**self.base_paragraph, **self._look(style, "paragraph", "w:pPr")}

    def letters(self, paragraph: str | None, character: str | None) -> Look:
        """Return how letters look in a paragraph's and in their own style."""
        return {
            **self.base_letters,
            **self._look(paragraph, "paragraph", "w:rPr"),
            **(self._look(character, "", "w:rPr") if character else {}),
        }

    def _look(self, style: str | None, kind: str, part: str) -> Look:
        name = style if style in self.styles else self.defaults.get(kind, "")
        key = (str(name), part)
        if key not in self.known:
            look: dict[str, Any] = {}
            for one in reversed(self._line(name)):
                element = child_of(one, part)
                own = letters_look if part == "w:rPr" else paragraph_look
                look.update(own(element))
                if part == "w:pPr":
                    look.update(named(value_of(one, "w:name") or ""))
            self.known[key] = look
        return self.known[key]

    def _line(self, name: str | None) -> list[Element]:
        """Return a style and those that it is based on; circles end."""
        line: list[Element] = []
        while name in self.styles and self.styles[str(name)] not in line:
            one = self.styles[str(name)]
            line.append(one)
            name = value_of(one, "w:basedOn")
        return line


def named(name: str) -> dict[str, Any]:
    """Return what a style is for, by its name."""
    if depth := _LIST.fullmatch(name):
        return {"style_depth": int(depth[1]) - 1}
    if level := _HEADING.match(name):
        return {"heading": int(level[1]), "role": ""}
    for role, pattern in _ROLES:
        if pattern.fullmatch(name):
            return {"role": role, "heading": 0}
    return {}


def paragraph_look(element: Element | None) -> dict[str, Any]:
    """Return what ``w:pPr`` says; what it does not say is not in it."""
    look: dict[str, Any] = {}
    align = value_of(element, "w:jc")
    if align in _ALIGN:
        look["align"] = _ALIGN[align]
    level = value_of(element, "w:outlineLvl")
    if level and level.isdecimal():
        look["heading"] = int(level) + 1 if int(level) < 9 else 0
    numbers = child_of(element, "w:numPr")
    if numbers is not None:
        if (list_id := value_of(numbers, "w:numId")) is not None:
            look["list"] = list_id
        depth = value_of(numbers, "w:ilvl")
        if depth and depth.isdecimal():
            look["depth"] = min(int(depth), 8)
    return look


def letters_look(element: Element | None) -> dict[str, Any]:
    """Return what ``w:rPr`` says; what it does not say is not in it."""
    look: dict[str, Any] = {}
    for switch, mark in _SWITCHES:
        said = is_on(element, switch)
        if said is not None:
            look[mark] = said
    if look.pop("small_capitals", False):
        look["capitals"] = True
    under = value_of(element, "w:u")
    if under is not None:
        look["underline"] = under not in ("none", "0", "false")
    height = value_of(element, "w:vertAlign")
    if height is not None:
        look["height"] = _HEIGHTS.get(height, "")
    raised = value_of(element, "w:position")
    if raised and raised.lstrip("-").isdecimal() and int(raised):
        look["height"] = "subscript" if int(raised) < 0 else "superscript"
    fonts = child_of(element, "w:rFonts")
    if fonts is not None:
        for key in ("w:ascii", "w:hAnsi", "w:cs"):
            if fonts.get(key):
                look["font"] = fonts.get(key)
                break
    return look


def marks_of(look: Look) -> frozenset[str]:
    """Return the marks of our schema for a look."""
    marks = {one for one in ("bold", "italic", "underline", "strike") if look.get(one)}
    return frozenset(marks | ({look["height"]} if look.get("height") else set()))
