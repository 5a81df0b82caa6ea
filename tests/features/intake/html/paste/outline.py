"""A document as a few lines of text, to compare what two readers made of one source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


Node = dict[str, Any]

_SIGNS = {
    "bold": "**",
    "italic": "_",
    "underline": "++",
    "strike": "~~",
    "subscript": ",,",
    "superscript": "^^",
}


def outline(document: Node) -> str:
    """Return a line for each paragraph, entry and row, with marks as signs."""
    return "\n".join(_blocks(document.get("content", []), ""))


def _blocks(nodes: list[Node], indent: str) -> Iterator[str]:
    for node in nodes:
        kind = node["type"]
        if kind in ("paragraph", "heading"):
            yield indent + _textblock(node)
        elif kind in ("bulletList", "orderedList"):
            yield from _list(node, indent)
        elif kind == "blockquote":
            yield from _blocks(node["content"], f"{indent}> ")
        elif kind == "table":
            for row in node["content"]:
                yield f"{indent}| {' | '.join(map(_cell, row['content']))} |"
        else:
            words = node.get("attrs", {})
            label = words.get("caption") or words.get("alt")
            yield f"{indent}[{kind}{': ' + label if label else ''}]"


def _textblock(node: Node) -> str:
    attrs = node.get("attrs") or {}
    name = f"h{attrs['level']}" if node["type"] == "heading" else "p"
    align = f" {attrs['align']}" if attrs.get("align") else ""
    return f"{name}{align}: {_line(node)}"


def _line(node: Node) -> str:
    return "".join(_piece(piece) for piece in node.get("content", []))


def _piece(piece: Node) -> str:
    if piece["type"] == "hardBreak":
        return "⏎"
    text = piece["text"]
    marks = {mark["type"]: mark for mark in piece.get("marks", [])}
    if text.strip():
        for kind, sign in _SIGNS.items():
            text = f"{sign}{text}{sign}" if kind in marks else text
    if "link" in marks:
        text = f"[{text}]({marks['link']['attrs']['href']})"
    return text


def _list(node: Node, indent: str) -> Iterator[str]:
    start = (node.get("attrs") or {}).get("start") or 1
    for number, entry in enumerate(node["content"], start):
        sign = f"{number}. " if node["type"] == "orderedList" else "- "
        first, *rest = entry["content"]
        align = (first.get("attrs") or {}).get("align")
        yield indent + sign + (f"({align}) " if align else "") + _line(first)
        yield from _blocks(rest, indent + "  ")


def _cell(cell: Node) -> str:
    attrs = cell.get("attrs") or {}
    spans = (attrs.get("colspan") or 1, attrs.get("rowspan") or 1)
    sign = "*" if cell["type"] == "tableHeader" else ""
    text = " / ".join(part.removeprefix("p: ") for part in _blocks(cell["content"], ""))
    return f"{sign}{text}" + (f" <{spans[0]}x{spans[1]}>" if spans != (1, 1) else "")
