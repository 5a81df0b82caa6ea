"""Pieces that a document shows but does not hold: reusable blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cms.richtext.cleaning import clean
from cms.richtext.plain import walk
from cms.richtext.schema import EMBEDS, Node


@dataclass(frozen=True)
class SharedBlock:
    """A reusable block as a page shows it; ``kind`` is "gone" when it was deleted."""

    kind: str
    name: str
    body: Mapping[str, Any]


#: Shown to staff where a block stood that was deleted; readers see nothing.
GONE: Final = SharedBlock("gone", "", {})


def block_ids(document: Any) -> set[int]:
    """Return the ids of all reusable blocks in a document."""
    return {
        node["attrs"]["blockId"]
        for node in walk(clean(document))
        if node["type"] == "sharedBlock"
    }


def without_embeds(document: Any) -> Node:
    """Return a document of text alone: no pictures, no files, no blocks.

    This is what a reusable block may hold: so blocks never show blocks.
    """
    return clean(_without(clean(document)))


def _without(node: Node) -> Node:
    if "content" not in node:
        return node
    kept = [_without(one) for one in node["content"] if one["type"] not in EMBEDS]
    return {**node, "content": kept}
