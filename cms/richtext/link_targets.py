"""What a document points to, node by node, and other targets in their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cms.richtext.plain import walk
from cms.richtext.schema import Document, Node


TargetKind = Literal["item", "path", "media", "block"]


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a document points to: an item, a path, a medium, a block.

    ``described`` tells whether a picture says what it shows, or is decorative.
    """

    kind: TargetKind
    key: Any
    is_picture: bool = False
    described: bool = False


@dataclass(frozen=True)
class Swap:
    """What is to stand in the place of something else, by kind; see ``swapped``."""

    items: Mapping[Any, Any] = field(default_factory=dict)
    paths: Mapping[str, Any] = field(default_factory=dict)
    media: Mapping[Any, Any] = field(default_factory=dict)
    blocks: Mapping[Any, Any] = field(default_factory=dict)
    forget_alt: bool = False


def targets(document: Document) -> Iterator[Target]:
    """Yield what a clean document points to, in reading order."""
    for node in walk(document):
        attrs = node.get("attrs", {})
        if node["type"] in ("image", "file"):
            described = bool(attrs.get("alt") or attrs.get("decorative"))
            picture = node["type"] == "image"
            yield Target("media", attrs["mediaId"], picture, described)
        elif node["type"] == "sharedBlock":
            yield Target("block", attrs["blockId"])
        for one in node.get("marks", ()):
            found = one.get("attrs", {})
            if "itemId" in found:
                yield Target("item", found["itemId"])
            elif str(found.get("href", "")).startswith("/"):
                yield Target("path", found["href"])


def paths_in(document: Document) -> set[str]:
    """Return the paths of this site that a clean document links to."""
    return {target.key for target in targets(document) if target.kind == "path"}


def swapped(document: Any, swap: Swap) -> Any:
    """Return a document with other targets in the place of those that ``swap`` names."""
    if isinstance(document, list):
        return [swapped(part, swap) for part in document]
    if not isinstance(document, Mapping):
        return document
    if document.get("type") == "link":
        return {**document, "attrs": _swapped_link(document.get("attrs", {}), swap)}
    attrs = document.get("attrs")
    changed = {
        key: swapped(value, swap)
        for key, value in document.items()
        if key in ("content", "marks")
    }
    if isinstance(attrs, Mapping):
        changed["attrs"] = _swapped_attrs(dict(attrs), swap)
    return {**document, **changed}


def _swapped_attrs(attrs: Node, swap: Swap) -> Node:
    media, block = attrs.get("mediaId"), attrs.get("blockId")
    if media in swap.media:
        attrs["mediaId"] = swap.media[media]
        if swap.forget_alt:
            attrs.pop("alt", None)
    if block in swap.blocks:
        attrs["blockId"] = swap.blocks[block]
    return attrs


def _swapped_link(attrs: Mapping[str, Any], swap: Swap) -> Node:
    if attrs.get("itemId") in swap.items:
        return {**attrs, "itemId": swap.items[attrs["itemId"]]}
    if attrs.get("href") in swap.paths:
        return {"itemId": swap.paths[attrs["href"]]}
    return dict(attrs)
