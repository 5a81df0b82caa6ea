"""What a document says without its form, and what it points at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cms import text
from cms.richtext.cleaning import clean
from cms.richtext.schema import CELLS, LISTS, TEXTBLOCKS, Node


# What stands between spaces and has a letter or a digit.
_WORDS = re.compile(r"\S*[^\W_]\S*")


def walk(node: Node) -> Iterator[Node]:
    """Yield a clean node and everything in it, in reading order."""
    yield node
    for child in node.get("content", ()):
        yield from walk(child)


def plain_text(document: Any, blocks: Mapping[int, Any] | None = None) -> str:
    """Return the text of a document: a blank line between blocks, "- " before items.

    ``blocks`` are the reusable blocks by id whose words count as its own.
    """
    return "\n\n".join(_lines(_filled(clean(document), blocks or {})))


def _filled(document: Node, blocks: Mapping[int, Any]) -> Node:
    """Return the document with the bodies of reusable blocks in their places."""
    content: list[Node] = []
    for node in document["content"]:
        if node["type"] == "sharedBlock":
            block = blocks.get(node["attrs"]["blockId"])
            content += clean(block.body)["content"] if block else []
        else:
            content.append(node)
    return {**document, "content": content}


def word_count(document: Any) -> int:
    """Return the number of words, as Vietnamese counts them: one for each syllable."""
    return len(_WORDS.findall(plain_text(document)))


def media_ids(document: Any) -> set[int]:
    """Return the ids of all pictures and files in a document."""
    return {
        node["attrs"]["mediaId"]
        for node in walk(clean(document))
        if node["type"] in ("image", "file")
    }


def item_ids(document: Any) -> set[int]:
    """Return the ids of all items that a document links to."""
    return {
        mark["attrs"]["itemId"]
        for node in walk(clean(document))
        for mark in node.get("marks", ())
        if "itemId" in mark.get("attrs", {})
    }


def inline_text(node: Node) -> str:
    """Return the text of a paragraph or heading, with its line breaks."""
    return "".join(
        "\n" if child["type"] == "hardBreak" else child["text"]
        for child in node.get("content", ())
    )


def _lines(node: Node) -> list[str]:
    """Return the blocks of a node as texts, leaving out empty ones."""
    kind = node["type"]
    if kind in TEXTBLOCKS:
        found = [inline_text(node)]
    elif kind in LISTS:
        found = [_list_text(node)]
    elif kind == "table":
        found = ["\n".join(_row_text(row) for row in node["content"])]
    elif kind in ("image", "file"):
        attrs = node["attrs"]
        found = [attrs.get("caption") or attrs.get("title") or attrs.get("alt") or ""]
    else:
        found = [line for child in node.get("content", ()) for line in _lines(child)]
    return [line for line in found if line.strip()]


def _list_text(node: Node) -> str:
    attrs = node.get("attrs", {})
    lines = []
    for number, item in enumerate(node["content"], attrs.get("start", 1)):
        ordered = node["type"] == "orderedList"
        sign = f"{text.list_sign(number, attrs.get('type', '1'))} " if ordered else "- "
        lines.append(
            sign
            + "\n".join(line for child in item["content"] for line in _lines(child))
        )
    return "\n".join(lines)


def _row_text(row: Node) -> str:
    cells = [cell for cell in row["content"] if cell["type"] in CELLS]
    return " | ".join(" ".join(_lines(cell)) for cell in cells)
