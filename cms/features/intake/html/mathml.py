"""Formulas of web pages (MathML) as text that reads right, as those of Word.

Its twin for the browser is ``cms/assets/desk/editor/paste/formulas.js``.
"""

from __future__ import annotations

from typing import Any, Final

from cms.features.intake.formulas import (
    DOWN,
    UP,
    Part,
    apart,
    flat,
    fraction,
    joined,
    raised,
    root,
    with_signs,
)


_HEIGHT: Final = {UP: "sup", DOWN: "sub"}
_MAX_DEPTH: Final = 40
_TEXTS: Final = frozenset({"mi", "mn", "mo", "ms", "mtext"})
_LEFT_OUT: Final = frozenset({"annotation", "annotation-xml", "mphantom", "none"})
_STRUCTURES: Final = frozenset({"mfrac", "msqrt", "mroot", "msup", "msub", "msubsup"})


def math_parts(node: Any) -> list[Part]:
    """Return the pieces of a ``math`` element: words, and ``sup``, ``sub`` or nothing."""
    parts = joined(map(with_signs, joined(_read(_elements(node), 0))))
    return [(words, _HEIGHT.get(height, "")) for words, height in parts]


def _elements(node: Any) -> list[Any]:
    """Return the children that are elements, or text by itself."""
    found = node.children or []
    return [one for one in found if not one.name.startswith("#") or one.name == "#text"]


def _words(node: Any) -> str:
    """Return all text in an element: what follows a formula left open is in it."""
    found: list[str] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        found += [one.data or ""] if one.name == "#text" else []
        waiting += reversed(getattr(one, "children", None) or [])
    return "".join(found)


def _read(nodes: list[Any], depth: int) -> list[Part]:
    found: list[Part] = []
    before = ""
    for node in nodes if depth < _MAX_DEPTH else ():
        new = _part(node, depth + 1)
        if not new:
            continue
        if before in _STRUCTURES or node.name in _STRUCTURES:
            found += apart(found, new)
        found += new
        before = node.name
    return found


def _part(node: Any, depth: int) -> list[Part]:
    name = node.name
    if name == "#text":
        return [(" ".join((node.data or "").split()), "")]
    if name in _LEFT_OUT:
        return []
    inner = _elements(node)
    if name in _TEXTS:
        words = "".join(
            one.data or "" if one.name == "#text" else f" {_words(one)}"
            for one in inner
        )
        return [(" ".join(words.split()), "")]
    parts = [one for one in inner if one.name != "#text"]
    each = [_part(one, depth) for one in parts] if name in _PLACES else []
    each += [[]] * (3 - len(each))
    if name == "mfrac":
        return fraction(each[0], each[1])
    if name == "msqrt":
        return root(_read(inner, depth), [])
    if name == "mroot":
        return root(each[0], each[1])
    if name in ("msup", "mover"):
        return raised(each[0], [], each[1])
    if name in ("msub", "munder"):
        return raised(each[0], each[1], [])
    if name in ("msubsup", "munderover"):
        return raised(each[0], each[1], each[2])
    if name == "mtable":
        rows = [
            ", ".join(flat(_part(cell, depth)) for cell in _elements(row))
            for row in parts
        ]
        return [("; ".join(rows), "")]
    if name == "semantics":
        return _read(inner[:1], depth)
    return _read(inner, depth)


_PLACES: Final = _STRUCTURES - {"msqrt"} | {"mover", "munder", "munderover"}
