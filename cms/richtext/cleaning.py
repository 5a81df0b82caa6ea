"""Turn any JSON into a document of the schema, keeping as much of its text as possible."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from cms.richtext.schema import (
    ALIGNMENTS,
    ALLOWED,
    CELLS,
    CONTAINERS,
    EMPTY_DOC,
    LEAVES,
    LIST_TYPES,
    LISTS,
    MARKS,
    MAX_CHARACTERS,
    MAX_ID,
    MAX_INPUT_DEPTH,
    MAX_INPUT_NODES,
    MAX_NESTING,
    MAX_NODES,
    TEXTBLOCKS,
    Document,
    Node,
    integer,
    safe_href,
    tidy_text,
)


def clean(document: Any) -> Document:
    """Return ``document`` as a valid document; never raises.

    Unknown nodes go, their text stays. What is valid already comes back equal:
    ``clean(clean(x)) == clean(x)``; a :class:`Document` comes back itself.
    """
    if isinstance(document, Document):
        return document
    if not isinstance(document, Mapping):
        return Document(copy.deepcopy(EMPTY_DOC))
    blocks = _blocks(_children(_pruned(document)), "doc", 0)
    blocks = _within_limits(blocks)
    if not blocks:
        return Document(copy.deepcopy(EMPTY_DOC))
    return Document(type="doc", content=blocks)


def _children(node: Any) -> list[Any]:
    content = node.get("content") if isinstance(node, Mapping) else None
    return content if isinstance(content, list) else []


def _kind(node: Any) -> str:
    kind = node.get("type") if isinstance(node, Mapping) else None
    return kind if isinstance(kind, str) else ""


def _attrs(node: Any) -> Mapping[Any, Any]:
    attrs = node.get("attrs") if isinstance(node, Mapping) else None
    return attrs if isinstance(attrs, Mapping) else {}


def _pruned(document: Mapping[Any, Any]) -> Node:
    """Return a copy that is neither too deep to walk nor too large to finish.

    Without recursion, because the input may be nested as deep as it likes.
    Text below the depth limit is joined to the last node within it.
    """
    root: Node = {"type": "doc", "content": []}
    seen = 0
    waiting: list[tuple[Any, Node, int]] = [
        (child, root, 1) for child in reversed(_children(document))
    ]
    while waiting and seen < MAX_INPUT_NODES:
        node, parent, depth = waiting.pop()
        seen += 1
        if not isinstance(node, Mapping):
            continue
        copied: Node = {key: node.get(key) for key in ("type", "attrs", "marks")}
        copied["content"] = []
        own_text, known = _text_of(node), _kind(node) in _KNOWN
        if own_text is not None:
            copied = copied if known else {**copied, "text": own_text}
            if known:
                copied["content"].append({"type": "text", "text": own_text})
        shallow = depth < MAX_INPUT_DEPTH
        if shallow or own_text is not None:
            parent["content"].append(copied)
        into = copied if shallow and "text" not in copied else parent
        waiting += [(child, into, depth + 1) for child in reversed(_children(node))]
    return root


# Blocks


def _blocks(nodes: list[Any], where: str, nesting: int) -> list[Node]:
    """Return valid blocks for the place ``where``; loose text becomes paragraphs."""
    found: list[Node] = []
    loose: list[Any] = []
    for node in nodes:
        if _is_inline(node):
            loose.append(node)
            continue
        found += _paragraphs(loose)
        loose = []
        found += _block(node, where, nesting)
    return found + _paragraphs(loose)


def _is_inline(node: Any) -> bool:
    """Tell whether a node belongs in a line: text, breaks, unknown wrappers of them."""
    kind = _kind(node)
    if kind == "hardBreak" or (kind not in _KNOWN and _text_of(node) is not None):
        return True
    if kind in _KNOWN:
        return False
    return bool(_children(node)) and all(_is_inline(child) for child in _children(node))


def _text_of(node: Any) -> str | None:
    value = node.get("text") if isinstance(node, Mapping) else None
    return value if isinstance(value, str) else None


_KNOWN = (
    TEXTBLOCKS
    | LISTS
    | LEAVES
    | CELLS
    | {"blockquote", "table", "tableRow", "listItem", "hardBreak"}
)


def _block(node: Any, where: str, nesting: int) -> list[Node]:
    kind = _kind(node)
    if kind in TEXTBLOCKS:
        return _textblock(node, kind if kind in ALLOWED[where] else "paragraph", where)
    if kind in LEAVES:
        leaf = _leaf(node, kind) if kind in ALLOWED[where] else None
        return [leaf] if leaf else []
    if kind in CONTAINERS and kind in ALLOWED[where] and nesting < MAX_NESTING:
        container = _container(node, kind, nesting + 1)
        return [container] if container else []
    return _blocks(_children(node), where, nesting)


def _container(node: Any, kind: str, nesting: int) -> Node | None:
    """Return a list, quotation or table; None when nothing is in it."""
    if kind == "table":
        content = [row for child in _children(node) if (row := _row(child, nesting))]
    elif kind == "blockquote":
        content = _blocks(_children(node), "blockquote", nesting)
    else:
        content = _items(node, nesting)
    if not content:
        return None
    start = integer(_attrs(node).get("start"), 2, 9999)
    attrs: Node = {"start": start} if kind == "orderedList" and start else {}
    if kind == "orderedList" and str(_attrs(node).get("type")) in LIST_TYPES:
        attrs["type"] = _attrs(node)["type"]
    return _node(kind, attrs, content)


def _items(node: Any, nesting: int) -> list[Node]:
    """Return the items of a list; whatever else stands in it becomes an item."""
    items = []
    for child in _children(node):
        wrapped = child if _kind(child) == "listItem" else {"content": [child]}
        content = _blocks(_children(wrapped), "listItem", nesting)
        if not content and _kind(child) != "listItem":
            continue
        if not content or content[0]["type"] != "paragraph":
            # The editor's list item begins with a paragraph.
            content.insert(0, {"type": "paragraph"})
        items.append(_node("listItem", {}, content))
    return items


def _row(node: Any, nesting: int) -> Node | None:
    in_row = _kind(node) == "tableRow"
    cells = [
        cell
        for child in (_children(node) if in_row else [node])
        if (cell := _cell(child, nesting))
    ]
    return _node("tableRow", {}, cells) if cells else None


def _cell(node: Any, nesting: int) -> Node | None:
    is_cell = _kind(node) in CELLS
    content = _blocks(_children(node) if is_cell else [node], "cell", nesting)
    if not is_cell and not content:
        return None
    attrs = {
        key: number
        for key in ("colspan", "rowspan")
        if is_cell and (number := integer(_attrs(node).get(key), 2, 100))
    }
    kind = _kind(node) if is_cell else "tableCell"
    return _node(kind, attrs, content or [{"type": "paragraph"}])


def _leaf(node: Any, kind: str) -> Node | None:
    """Return a picture, file, block or rule with its own attributes only."""
    if kind == "horizontalRule":
        return {"type": kind}
    given = _attrs(node)
    if kind == "sharedBlock":
        block_id = integer(given.get("blockId"), 1, MAX_ID)
        return {"type": kind, "attrs": {"blockId": block_id}} if block_id else None
    media_id = integer(given.get("mediaId"), 1, MAX_ID)
    if media_id is None:
        return None
    attrs: Node = {"mediaId": media_id}
    names = {"alt": 1000, "caption": 2000} if kind == "image" else {"title": 300}
    for name, limit in names.items():
        if value := tidy_text(given.get(name), limit).strip():
            attrs[name] = value
    if kind == "image" and given.get("decorative") is True:
        attrs["decorative"] = True
    return {"type": kind, "attrs": attrs}


def _textblock(node: Any, kind: str, where: str) -> list[Node]:
    """Return a paragraph or heading, cut in parts where a picture stands inside."""
    attrs = _textblock_attrs(node, kind)
    parts: list[Node] = []
    line: list[Any] = []
    for child in _children(node):
        inner = _kind(child)
        if inner in LEAVES:
            if line:
                parts.append(_node(kind, attrs, _inlines(line)))
            parts += _block(child, where, MAX_NESTING)
            line = []
        else:
            line.append(child)
    if line or not parts:
        parts.append(_node(kind, attrs, _inlines(line)))
    return parts


def _textblock_attrs(node: Any, kind: str) -> Node:
    attrs: Node = {}
    if kind == "heading":
        level = integer(_attrs(node).get("level"), 1, 6) or 2
        attrs["level"] = min(max(level, 2), 4)
    align = _attrs(node).get("align") or _attrs(node).get("textAlign")
    if isinstance(align, str) and align in ALIGNMENTS:
        attrs["align"] = align
    return attrs


def _paragraphs(loose: list[Any]) -> list[Node]:
    content = _inlines(loose)
    return [_node("paragraph", {}, content)] if content else []


def _node(kind: str, attrs: Node, content: list[Node]) -> Node:
    node: Node = {"type": kind}
    if attrs:
        node["attrs"] = attrs
    if content:
        node["content"] = content
    return node


# Lines


def _inlines(nodes: list[Any]) -> list[Node]:
    """Return text and breaks; neighbours with the same marks become one, in NFC."""
    pieces: list[tuple[str | None, list[Node]]] = []
    for piece, marks in _pieces(nodes, []):
        if piece is not None and pieces and pieces[-1][0] and pieces[-1][1] == marks:
            pieces[-1] = (f"{pieces[-1][0]}{piece}", marks)
        elif piece != "":
            pieces.append((piece, marks))
    found = []
    for piece, marks in pieces:
        if piece is None:
            found.append({"type": "hardBreak"})
        elif tidied := tidy_text(piece):
            found.append(_text(tidied, marks))
    return found


def _text(value: str, marks: list[Node]) -> Node:
    node: Node = {"type": "text", "text": value}
    if marks:
        node["marks"] = marks
    return node


def _pieces(
    nodes: list[Any], outer: list[Node]
) -> Iterator[tuple[str | None, list[Node]]]:
    """Yield (text, marks), with None for a break; blocks in a line begin a new line."""
    started = False
    for node in nodes:
        kind = _kind(node)
        marks = _marks(node, outer)
        if kind == "hardBreak":
            yield None, []
        elif (value := _text_of(node)) is not None and kind not in _KNOWN:
            # Without what is invisible, so that no piece is empty in the end.
            yield tidy_text(value), marks
        elif _children(node):
            if started and kind in _KNOWN:
                yield None, []
            yield from _pieces(_children(node), marks)
        started = True


def _marks(node: Any, outer: list[Node]) -> list[Node]:
    """Return the valid marks of a node and of what it stands in, in order."""
    given = node.get("marks") if isinstance(node, Mapping) else None
    found = {mark["type"]: mark for mark in outer}
    for mark in given if isinstance(given, list) else []:
        kind = _kind(mark)
        if kind == "link":
            if link := _link(mark):
                found[kind] = link
        elif kind in MARKS:
            found[kind] = {"type": kind}
    if "superscript" in found:
        found.pop("subscript", None)
    return [found[kind] for kind in MARKS if kind in found]


def _link(mark: Any) -> Node | None:
    attrs = _attrs(mark)
    href = attrs.get("href")
    item = attrs.get("itemId")
    if item is None and isinstance(href, str) and href.startswith("item:"):
        item = href.removeprefix("item:")
    item_id = integer(item, 1, MAX_ID)
    if item_id is not None:
        return {"type": "link", "attrs": {"itemId": item_id}}
    href = safe_href(href)
    return {"type": "link", "attrs": {"href": href}} if href else None


# Limits


def _within_limits(
    blocks: list[Node], nodes: int = MAX_NODES, characters: int = MAX_CHARACTERS
) -> list[Node]:
    """Return as many blocks from the start as the limits allow.

    Of a list, table or quotation that passes them, the first parts stay.
    """
    kept: list[Node] = []
    for block in blocks:
        added_nodes, added_characters = _measure(block)
        if added_nodes > nodes or added_characters > characters:
            if block["type"] in CONTAINERS:
                inner = _within_limits(block["content"], nodes - 1, characters)
                kept += [{**block, "content": inner}] if inner else []
            break
        nodes -= added_nodes
        characters -= added_characters
        kept.append(block)
    return kept


def _measure(block: Node) -> tuple[int, int]:
    nodes = characters = 0
    waiting = [block]
    while waiting:
        node = waiting.pop()
        nodes += 1
        characters += len(node.get("text", ""))
        waiting += node.get("content", [])
    return nodes, characters
