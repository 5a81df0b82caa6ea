"""What the frame of a pasted page means: tables of data or of layout, levels, sides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cms.features.intake.html.pasted_lists import inside
from cms.richtext.schema import CELLS, TEXTBLOCKS, Node


_BORDER = re.compile(
    r"border(?:-\w+)*:[^;]*"
    r"\b(?:solid|double|dotted|dashed|groove|ridge|inset|outset)\b"
)
_GRID = re.compile(r"MsoTableGrid|MsoTable\w*(?:Grid|List|Light)|table-scroll")
_PACKED = ("border", "cellspacing", "cellpadding")
_INLINE = frozenset(
    {"text", "hardBreak", "a", "b", "strong", "i", "em", "u", "s", "del"}
    | {"ins", "strike", "sub", "sup", "span"}
)


def settled(nodes: list[Node]) -> list[Node]:
    """Return the nodes without layout tables, frames, and headings above the page's."""
    lower = any(_level(node) == 1 for root in nodes for node in [root, *inside(root)])
    found = list(_settle(nodes, None))
    if lower:
        for node in [one for root in found for one in [root, *inside(root)]]:
            if node.get("type") == "heading":
                node["attrs"]["level"] += 1
    return found


def _level(node: Node) -> int:
    return node["attrs"]["level"] if node.get("type") == "heading" else 0


def _settle(nodes: list[Node], align: str | None) -> Iterator[Node]:
    for node in nodes:
        kind = node.get("type")
        if kind in TEXTBLOCKS:
            own = node["attrs"].get("align") or align
            yield {**node, "attrs": {**node["attrs"], "align": own}}
        elif kind == "div":
            yield from _frame(node, align)
        elif kind == "blockquote":
            yield from _quotation(node, align)
        elif kind == "table":
            yield from _table(node, align)
        elif "content" in node and kind not in _INLINE:
            yield {**node, "content": list(_settle(node["content"], None))}
        else:
            yield node


def _frame(node: Node, align: str | None) -> Iterator[Node]:
    """Yield what a frame holds; loose lines in it stay apart from those around it."""
    within = node["attrs"].get("align") or align
    line: list[Node] = []
    for child in [*node["content"], None]:
        if child is not None and (child.get("type") in _INLINE or "text" in child):
            line.append(child)
            continue
        if line:
            yield {"type": "paragraph", "attrs": {"align": within}, "content": line}
            line = []
        if child is not None:
            yield from _settle([child], within)


def _quotation(node: Node, align: str | None) -> Iterator[Node]:
    """Yield a quotation; one that only indents, or holds more than text, goes."""
    kinds = {one.get("type") for one in inside(node)}
    if node["hints"]["indent"] or kinds & {"table", "image", "horizontalRule"}:
        yield from _frame(node, align)
        return
    content = list(_settle(node["content"], align))
    flat: list[Node] = []
    for child in content:
        flat += child["content"] if child.get("type") == "blockquote" else [child]
    yield {**node, "content": flat}


def _table(node: Node, align: str | None) -> Iterator[Node]:
    if not _is_layout(node):
        yield {**node, "content": list(_settle(node["content"], None))}
        return
    within = node["attrs"].get("align")
    for row in node["content"]:
        for cell in _cells(row):
            own = cell["attrs"].get("align") or row["attrs"].get("align")
            chosen = own or within or align
            yield from _frame({**cell, "attrs": {"align": chosen}}, None)


def _cells(row: Node) -> list[Node]:
    if row.get("type") in CELLS:
        return [row]
    return [
        cell if cell.get("type") in CELLS else {"attrs": {}, "content": [cell]}
        for cell in row.get("content", ())
    ]


def _is_layout(table: Node) -> bool:
    hints = table["hints"]
    within = inside(table)
    kinds = {node.get("type") for node in within}
    rows = [node for node in table["content"] if node.get("type") == "tableRow"]
    if hints["role"] in ("presentation", "none") or "table" in kinds:
        return True
    if hints["data"] or "tableHeader" in kinds:
        return False
    if all(len(row["content"]) <= 1 for row in rows) or _holds_blocks(kinds):
        return True
    cells = [node for node in within if node.get("type") in CELLS]
    if any(has_border(one["hints"]) for one in [table, *cells]):
        return False
    return all(hints[name] == "0" for name in _PACKED) or len(rows) <= 1


def _holds_blocks(kinds: set[str | None]) -> bool:
    return bool(kinds & {"heading", "horizontalRule"})


def hints_of(given: dict[str, str], around: str) -> dict[str, str]:
    """Return what else an element's attributes tell; ``around`` is its parent's class."""
    style = given.get("style", "")
    indent = re.search(r"border:\s*(none|0)", style) and "margin" in style
    return {
        "role": given.get("role", ""),
        "style": style,
        "class": given.get("class", ""),
        "indent": "indent" if indent else "",
        "data": "data" if "table-scroll" in around else "",
        **{name: given.get(name, "") for name in _PACKED},
    }


def has_border(hints: dict[str, str]) -> bool:
    """Tell whether a table or a cell is drawn with lines."""
    border = hints["border"]
    return bool(
        (border.isdigit() and int(border[:4]) > 0)
        or _GRID.search(hints["class"])
        or re.fullmatch(r"xl\d+", hints["class"])
        or _BORDER.search(hints["style"])
    )
