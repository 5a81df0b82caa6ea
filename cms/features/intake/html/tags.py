"""Simplify any HTML to short, balanced, shallow HTML of a few known elements.

Sanitisers take minutes over some small inputs (hundreds of thousands of open
elements), so what they get is bounded here, in one linear pass.
"""

from __future__ import annotations

import html
import re
from typing import Final


MAX_HTML: Final = 1_000_000
MAX_DEPTH: Final = 60

_TEXT = (
    "p div h1 h2 h3 h4 h5 h6 ul ol li blockquote br hr a b strong i em u ins s del"
    " strike sub sup span img figure figcaption"
)
# What other elements mean here.
_FRAMES = (
    "section article main header footer aside nav address center pre form fieldset"
    " dl dt dd details summary"
)
_AS = {**dict.fromkeys(_FRAMES.split(), "div"), "font": "span"}
_TABLE = "table caption thead tbody tfoot tr th td"
_NEVER = (
    "script style head title template textarea select svg math iframe object embed"
    " noscript noembed noframes xml audio video canvas applet xmp"
)
_GIVEN = (
    "href style align colspan rowspan start src alt class role border cellspacing"
    " cellpadding aria-level data-aria-level"
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
    {"br", "img", "a", "b", "strong", "i", "em", "u", "ins", "s", "del"}
    | {"strike", "sub", "sup", "span"}
)
_BLOCKS = KEPT - _INLINE

_COMMENT = re.compile(r"<!--.*?-->|<!--.*\Z", re.DOTALL)
# Pasted pictures are megabytes of text.
_DATA = re.compile(r'"data:[^"]*+"')
_TAG = re.compile(
    r"""<(/?)([a-z][a-z0-9:\-]*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>|<[!?][^<>]*+>""",
    re.IGNORECASE | re.ASCII,
)
_ATTRIBUTE = re.compile(
    r"""([a-z\-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++))""",
    re.IGNORECASE | re.ASCII,
)


def simplify_html(source: str) -> str:
    """Return ``source`` with known elements only, closed in order, at most 60 deep."""
    without = _DATA.sub('""', _COMMENT.sub("", source))
    return _Simplifier().simplify(without[:MAX_HTML])


class _Simplifier:
    """The elements that are open and what has been written so far."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.skipping: str | None = None
        self.written: list[str] = []

    def simplify(self, source: str) -> str:
        position = 0
        for match in _TAG.finditer(source):
            self.text(source[position : match.start()])
            position = match.end()
            if match[2]:
                self.element(match[2].translate(_SMALL), bool(match[1]), match[3])
        self.text(source[position:])
        self.close_down_to(0)
        return "".join(self.written)

    def text(self, piece: str) -> None:
        if piece and self.skipping is None:
            self.written.append(piece.replace("<", "&lt;").replace(">", "&gt;"))

    def element(self, name: str, closes: bool, attributes: str) -> None:
        if self.skipping is not None:
            if closes and name == self.skipping:
                self.skipping = None
        elif name in _SKIPPED:
            self.skipping = None if closes or attributes.endswith("/") else name
        elif (known := _AS.get(name, name)) in KEPT:
            if closes:
                self.end(known)
            else:
                given = " align=center" if name == "center" else attributes
                self.start(known, given)

    def start(self, name: str, attributes: str) -> None:
        ended = _ENDED_BY.get(
            name, frozenset({"p"}) if name in _BLOCKS else frozenset()
        )
        while self.open and self.open[-1] in ended:
            self.close_down_to(len(self.open) - 1)
        if name in _VOID:
            self.written.append(f"<{name}{_attributes(attributes)}>")
        elif len(self.open) < MAX_DEPTH:
            self.open.append(name)
            self.written.append(f"<{name}{_attributes(attributes)}>")

    def end(self, name: str) -> None:
        if name in self.open:
            last = len(self.open) - 1 - self.open[::-1].index(name)
            self.close_down_to(last)

    def close_down_to(self, depth: int) -> None:
        while len(self.open) > depth:
            self.written.append(f"</{self.open.pop()}>")


# Names of elements are ASCII, no text of people's.
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def _attributes(given: str) -> str:
    found = []
    for match in _ATTRIBUTE.finditer(given):
        name = match[1].translate(_SMALL)
        value = html.unescape(match[2] or match[3] or match[4] or "")
        if name in _ATTRIBUTES and len(value) <= 2000:
            found.append(f' {name}="{html.escape(value)}"')
    return "".join(found)
