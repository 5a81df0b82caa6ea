"""HTML from outside as a tree, read as browsers read it (HTML Living Standard, 13.2)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Any, Final

from justhtml import JustHTML, stream


#: How many elements a parser may make beyond those that stand in the source.
MOST_MADE: Final = 400_000
MOST_TAGS: Final = 60_000
_LOOSE: Final = re.compile(r"<(?![A-Za-z/!?])")
_TAG: Final = re.compile("<")
_FRAMES: Final = re.compile("<(/?)frameset", re.IGNORECASE)
#: Elements that go on in every block after the one in which they were left open.
_FORMATTING: Final = frozenset(
    [
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    ]
)
_INLINE: Final = _FORMATTING | {"a", "span", "br", "img", "wbr", "sub", "sup", "ins"}
_QUICK = re.compile(
    r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]", re.I
)


def parse_html(source: str) -> Any:
    """Return the root of the tree that a browser makes of ``source``, scripts not run.

    Where elements that were left open would multiply without end, as in no honest
    page, they are left out; the text stays.
    """
    source = _bounded(source)
    if _left_open(source) * source.count("<") > MOST_MADE:
        source = re.sub(
            r"(?i)</?(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b[^<>]*>?",
            "",
            source,
        )
    return JustHTML(source, sanitize=False, scripting_enabled=False).root


def _bounded(source: str) -> str:
    """Return the source up to as many tags as pages have, its loose signs as text.

    A parser may take long over many signs that begin nothing.
    """
    # A set of frames would take the place of all text before it.
    source = _FRAMES.sub(r"<\1x", _LOOSE.sub("&lt;", source))
    found = _TAG.finditer(source)
    beyond = next(itertools.islice(found, MOST_TAGS, None), None)
    return source[: beyond.start()] if beyond else source


def _left_open(source: str) -> int:
    """Return how many different elements of formatting may be open at a time, at most.

    One that ends before anything but text and its like begins is surely closed. Of
    those that are alike three are kept open (13.2.4.3, "Noah's Ark").
    """
    tags = source.count("<")
    quick = len(_QUICK.findall(source))
    if quick * tags <= MOST_MADE:
        return quick
    open_: list[tuple[str, Any]] = []
    left: dict[tuple[str, Any], int] = {}
    events: Iterable[Any] = stream(source)
    for kind, data in events:
        if kind == "start":
            name, attributes = data
            if name in _FORMATTING:
                open_.append((name, frozenset(attributes.items())))
                continue
            plain = name in _INLINE
        elif kind == "end":
            if open_ and open_[-1][0] == data:
                open_.pop()
                continue
            plain = data in _INLINE - _FORMATTING
        else:
            continue
        if not plain:
            for one in open_:
                left[one] = min(left.get(one, 0) + 1, 3)
            open_ = []
    return sum(left.values()) + len(open_)
