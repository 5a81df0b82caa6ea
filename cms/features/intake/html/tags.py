"""Simplify any HTML to short, balanced, shallow HTML of a few known elements.

Its twin for the browser is ``cms/assets/desk/editor/paste/source.js``: both keep
the same of the same tree.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cms.features.intake.html.html5 import parse_html
from cms.features.intake.html.mathml import math_parts
from cms.text import upper


MAX_HTML: Final = 1_000_000
MAX_DEPTH: Final = 60
MAX_STYLE: Final = 4000
MAX_VALUE: Final = 2000
MAX_STYLES: Final = 200_000

_TEXT = (
    "p div h1 h2 h3 h4 h5 h6 ul ol li blockquote br hr a b strong i em u s del sub sup"
    " span img figure figcaption"
)
# What other elements mean here.
_FRAMES = (
    "section article main header footer aside nav address center pre form fieldset"
    " dl dt dd details summary legend"
)
_AS: Final = {
    **dict.fromkeys(_FRAMES.split(), "div"),
    "font": "span",
    "dir": "ul",
    "menu": "ul",
    "ins": "u",
    "strike": "s",
}
_TABLE = "table caption thead tbody tfoot tr th td"
_NEVER = (
    "script style head title template svg iframe embed noscript noembed noframes xmp"
    " audio video canvas xml rp"
)
_GIVEN = (
    "href align colspan rowspan start type alt class role border cellspacing"
    " cellpadding aria-level data-aria-level width height"
)

KEPT: Final = frozenset(_TEXT.split()) | frozenset(_TABLE.split())
_VOID = frozenset({"br", "hr", "img"})
_SKIPPED = frozenset(_NEVER.split())
_ATTRIBUTES = frozenset(_GIVEN.split())
_CELL = frozenset({"p", "td", "th"})
# Elements that end by themselves when one of the key's kind begins.
_ENDED_BY: dict[str, frozenset[str]] = {
    "li": frozenset({"p", "li"}),
    "tr": _CELL | {"tr"},
    "td": _CELL,
    "th": _CELL,
    "tbody": _CELL | {"tr", "thead", "tbody"},
}
_INLINE = frozenset(
    {"br", "img", "a", "b", "strong", "i", "em", "u", "s", "del", "sub", "sup", "span"}
)
_BLOCKS = KEPT - _INLINE
_TYPED = frozenset({"", "text", "number", "date", "email", "tel", "url"})

_CAPITALS = re.compile(
    r"(?:^|;)\s*(?:text-transform|font-variant(?:-caps)?):\s*([^;]*)"
)
# Fonts of old encodings, whose letters have no capitals that could be told.
_OLD_FONT = re.compile(r"font-family:[^;]*(?:\.vn|vni)")
# Pasted pictures are megabytes of text.
_DATA = re.compile(
    r"""(\bsrc\s*=\s*)(?:"data:[^"<>]*"|'data:[^'<>]*')""", re.IGNORECASE
)

Picture = Callable[[str], str]


def simplify_html(source: str, picture: Picture | None = None) -> str:
    """Return ``source`` with known elements only, closed in order, at most 60 deep.

    ``picture`` says what becomes of the address of a picture; without it data
    within the page goes.
    """
    return simplify_source(source, picture)[0]


def simplify_source(source: str, picture: Picture | None = None) -> tuple[str, str]:
    """Return what :func:`simplify_html` does, and what the style elements said."""
    if picture is None:
        source = _DATA.sub(r'\1""', source)
    simplifier = _Simplifier(picture or str)
    simple = simplifier.simplify(parse_html(source[: MAX_HTML * 8]))
    return simple, simplifier.styles[:MAX_STYLES]


@dataclass(frozen=True)
class _Look:
    """What an element hands on to what is in it."""

    capitals: bool = False
    old_font: bool = False
    chosen: frozenset[int] | None = None  # of a list to choose from, by identity


class _Simplifier:
    """The elements that are open and what has been written so far."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.open: list[tuple[str, int]] = []
        self.written: list[str] = []
        self.length = self.last = 0
        self.styles = ""
        # Elements to come with their looks, text, and numbers of elements that end.
        self.waiting: list[tuple[Any, _Look]] = []

    def simplify(self, root: Any) -> str:
        self.waiting = [(root, _Look())]
        while self.waiting and self.length < MAX_HTML:
            one, look = self.waiting.pop()
            if isinstance(one, int):
                self.end(one)
            elif isinstance(one, str):
                self.text(one)
            elif one.name == "#text":
                plain = one.data or ""
                self.text(upper(plain) if look.capitals else plain)
            elif one.name in ("#document", "#document-fragment"):
                self.children(one, look)
            elif not one.name.startswith(("#", "!")):
                self.element(one, one.name, one.attrs or {}, look)
        self.close_down_to(0)
        return "".join(self.written)

    def children(self, node: Any, look: _Look, *more: Any) -> None:
        """Have what is in a node read next, and then ``more``."""
        self.waiting += [(one, look) for one in reversed(more)]
        self.waiting += [(one, look) for one in reversed(node.children or [])]

    def element(
        self, node: Any, name: str, given: Mapping[str, str | None], look: _Look
    ) -> None:
        """Write an element by its name; what is not known only holds others."""
        if name == "style" and len(self.styles) < MAX_STYLES:
            self.styles += "".join(one.data or "" for one in node.children or [])
        if name in _SKIPPED or "hidden" in given:
            return
        if name == "math":
            self.formula(node, look)
        elif name == "input":
            self.text(_input_value(given))
        elif name == "select":
            self.children(node, replace(look, chosen=_chosen(node)))
        elif look.chosen is not None:
            if name != "option" or id(node) in look.chosen:
                self.children(node, look)
        elif name == "rt":
            self.waiting.append((")", look))
            self.children(node, look)
            self.text("(")
        elif (known := _AS.get(name, name)) in KEPT:
            face = given.get("face")
            style = f"font-family:{face}" if face else given.get("style")
            inner = _look_of(style or "", look)
            number = self.start(known, self.attributes(known, name, given))
            if known not in _VOID:
                self.children(node, inner, number)
        else:
            self.children(node, look)

    def formula(self, node: Any, look: _Look) -> None:
        for words, height in math_parts(node):
            number = self.start(height, "") if height else 0
            self.text(words)
            if number:
                self.end(number)

    def text(self, piece: str) -> None:
        self.write(_escaped(piece))

    def write(self, piece: str) -> None:
        self.written.append(piece)
        self.length += len(piece)

    def start(self, name: str, attributes: str) -> int:
        """Open an element; return the number by which it is ended, 0 for none."""
        ended = _ENDED_BY.get(
            name, frozenset({"p"}) if name in _BLOCKS else frozenset()
        )
        while self.open and self.open[-1][0] in ended:
            self.close_down_to(len(self.open) - 1)
        if name in _VOID:
            self.write(f"<{name}{attributes}>")
            return 0
        if len(self.open) >= MAX_DEPTH:
            return 0
        self.last += 1
        self.open.append((name, self.last))
        self.write(f"<{name}{attributes}>")
        return self.last

    def end(self, number: int) -> None:
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth][1] == number:
                self.close_down_to(depth)
                return

    def close_down_to(self, depth: int) -> None:
        while len(self.open) > depth:
            self.write(f"</{self.open.pop()[0]}>")

    def attributes(self, known: str, name: str, given: Mapping[str, str | None]) -> str:
        pairs = self.pairs(known, name, given)
        return "".join(f' {key}="{_escaped(value)}"' for key, value in pairs)

    def pairs(
        self, known: str, name: str, given: Mapping[str, str | None]
    ) -> Iterator[tuple[str, str]]:
        if name == "center":
            yield "align", "center"
        if face := given.get("face"):
            yield "style", f"font-family:{face[:MAX_VALUE]}"
        for key, value in given.items():
            written = value or ""
            if key == "style" and not given.get("face"):
                yield key, written[:MAX_STYLE]
            elif key == "src" and known == "img":
                yield key, self.picture(written)
            elif key in _ATTRIBUTES and len(written) <= MAX_VALUE:
                yield key, written


def _escaped(piece: str) -> str:
    return html.escape(piece, quote=False).replace('"', "&quot;")


def _look_of(style: str, look: _Look) -> _Look:
    """Return what an element's style adds to the look of what is in it."""
    style = style.translate(_SMALL)
    if _OLD_FONT.search(style):
        look = replace(look, old_font=True, capitals=False)
    if not look.old_font:
        for said in _CAPITALS.findall(style):
            shown = "uppercase" in said or "small-caps" in said
            look = replace(look, capitals=shown)
    return look


# Styles are written in ASCII, whatever the text.
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def _chosen(node: Any) -> frozenset[int]:
    """Return which entries of a list to choose from are shown: the first, if none is."""
    found: list[Any] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.name == "option":
            found.append(one)
        waiting += reversed(getattr(one, "children", None) or [])
    ticked = [one for one in found if "selected" in (one.attrs or {})]
    return frozenset(map(id, ticked or found[:1]))


def _input_value(given: Mapping[str, str | None]) -> str:
    """Return what a control of a form shows."""
    kind = (given.get("type") or "").translate(_SMALL)
    if kind in ("checkbox", "radio"):
        return "☒ " if "checked" in given else "☐ "
    return str(given.get("value") or "") if kind in _TYPED else ""
