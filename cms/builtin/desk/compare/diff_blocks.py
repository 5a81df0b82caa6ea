"""The diff of two documents, block by block, and its HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Literal

from flask_babel import gettext as _
from markupsafe import Markup

from cms.richtext.markup import join, tag
from cms.richtext.plain import inline_text
from cms.richtext.rendering import BARE, Context, Renderer
from cms.richtext.schema import CELLS, TEXTBLOCKS, Node


BlockKind = Literal[
    "same", "added", "removed", "changed", "swapped", "moved", "moved_away"
]
_OLD = frozenset({"same", "removed", "changed", "swapped", "moved_away"})
_NEW = frozenset({"same", "added", "changed", "swapped", "moved"})


@dataclass(frozen=True)
class Run:
    """A piece of a line: text with its marks, or a break, and what became of it.

    ``restyled`` is the same text that stood there with other marks.
    """

    kind: Literal["same", "added", "removed"]
    node: Node
    restyled: Node | None = None


@dataclass
class DiffBlock:
    """A block as it was and as it is, with what became of it.

    Of a changed block, ``line`` are the pieces of its text or ``children`` its
    parts. ``number`` is the number of the change that it belongs to; the first
    block of a change is where one jumps to. A moved block stands twice: where
    it is now (``moved``) and where it was (``moved_away``).
    """

    kind: BlockKind
    old: Node | None
    new: Node | None
    line: list[Run] = field(default_factory=list)
    children: list[DiffBlock] = field(default_factory=list)
    number: int = 0


def old_blocks(blocks: Sequence[DiffBlock]) -> list[Node]:
    """Return the blocks of the old document, from the blocks of a diff."""
    return [_side(one, "old") for one in blocks if one.kind in _OLD]


def new_blocks(blocks: Sequence[DiffBlock]) -> list[Node]:
    """Return the blocks of the new document, from the blocks of a diff."""
    return [_side(one, "new") for one in blocks if one.kind in _NEW]


def _side(block: DiffBlock, side: Literal["old", "new"]) -> Node:
    node = block.old if side == "old" else block.new
    if node is None:
        raise ValueError("A block stands on a side that it is not of.")
    if block.children:
        inner = old_blocks if side == "old" else new_blocks
        return {**node, "content": inner(block.children)}
    if not block.line:
        return node
    bare = {key: value for key, value in node.items() if key != "content"}
    line = _side_line(block.line, side)
    return {**bare, "content": line} if line else bare


def _side_line(line: Sequence[Run], side: Literal["old", "new"]) -> list[Node]:
    gone = "added" if side == "old" else "removed"
    nodes: list[Node] = []
    for run in line:
        if run.kind == gone:
            continue
        node = run.restyled if side == "old" and run.restyled else run.node
        joined = nodes and "text" in node and "text" in nodes[-1]
        if joined and nodes[-1].get("marks") == node.get("marks"):
            nodes[-1] = {**nodes[-1], "text": nodes[-1]["text"] + node["text"]}
        else:
            nodes.append(dict(node))
    return nodes


def walk_blocks(blocks: Sequence[DiffBlock]) -> Iterator[DiffBlock]:
    """Yield the blocks and everything in them, in the order of the page."""
    for block in blocks:
        yield block
        yield from walk_blocks(block.children)


def render_diff(
    blocks: Sequence[DiffBlock],
    documents: Sequence[Node],
    *,
    context: Context = BARE,
    prefix: str = "thay-doi",
) -> Markup:
    """Return the HTML of a diff; ``documents`` are the clean old and new one.

    Where change n begins stands an element with the id ``<prefix>-<n>``.
    """
    whole = {
        "type": "doc",
        "content": [node for one in documents for node in one.get("content", ())],
    }
    return _DiffRenderer(whole, context, prefix).diff(blocks)


class _DiffRenderer(Renderer):
    """The renderer of pages, which also shows removed, added and moved blocks."""

    def __init__(self, document: Node, context: Context, prefix: str) -> None:
        super().__init__(document, context)
        self.prefix = prefix
        self.shown: set[int] = set()

    def diff(self, blocks: Sequence[DiffBlock]) -> Markup:
        self.html()  # asks the site for the addresses and pictures of both documents
        self.heading_ids.clear()
        return self.diff_blocks(blocks)

    def diff_blocks(self, blocks: Sequence[DiffBlock]) -> Markup:
        return join(self.diff_block(block) for block in blocks)

    def diff_block(self, block: DiffBlock) -> Markup:
        if block.kind == "same":
            return self.row_or_block(block.new or {})
        if block.kind == "changed" and block.children:
            return self.changed_container(block)
        if block.kind == "changed" and block.line:
            return self.changed_line(block)
        return self.whole(block)

    def row_or_block(self, node: Node) -> Markup:
        if node["type"] == "tableRow":
            return self.row(node, head=_is_head(node))
        if node["type"] in CELLS:
            return self.cell(node, head=False)
        return self.block(node)

    def spot(self, block: DiffBlock) -> dict[str, Any]:
        """Return the attributes of the place where a change begins."""
        if not block.number:
            return {}
        first = block.number not in self.shown
        self.shown.add(block.number)
        anchor = f"{self.prefix}-{block.number}" if first else None
        return {"data_change": block.number, "id": anchor, "tabindex": "-1"}

    def whole(self, block: DiffBlock) -> Markup:
        """Show a block that came, went, moved, or was put in another's place."""
        nodes = {
            "added": [("ins", block.new)],
            "removed": [("del", block.old)],
            "moved": [("div", block.new)],
            "moved_away": [("div", block.old)],
        }.get(block.kind, [("del", block.old), ("ins", block.new)])
        moved = {
            "moved": _("New position"),
            "moved_away": _("Previous position"),
        }.get(block.kind)
        label = tag("span", moved, class_="diff-label") if moved else ""
        spot = self.spot(block)
        kind = (block.new or block.old or {})["type"]
        look = f"diff-block diff-{block.kind.replace('_', '-')}"
        if kind == "tableRow":
            return self.whole_rows(nodes, look, spot)
        if kind == "listItem":
            inner = [
                tag(name, self.blocks(node), class_="diff-inner")
                for name, node in nodes
                if node is not None
            ]
            return tag("li", label, *inner, class_=look, **spot)
        if block.kind == "moved" and (block.line or block.children):
            within = replace(block, kind="changed", number=0)
            inner = [tag("div", self.diff_block(within))]
        else:
            inner = [tag(name, self.block(node)) for name, node in nodes if node]
        return tag("div", label, *inner, class_=look, **spot)

    def whole_rows(
        self, nodes: list[tuple[str, Node | None]], look: str, spot: dict[str, Any]
    ) -> Markup:
        """Show rows of a table that came or went: each cell is wrapped in ins or del."""
        rows = []
        for name, node in nodes:
            if node is None:
                continue
            marking = name if name in ("ins", "del") else "span"
            cells = [
                tag("td", tag(marking, self.blocks(cell))) for cell in node["content"]
            ]
            rows.append(tag("tr", *cells, class_=look, **spot))
            spot = {}
        return join(rows)

    def changed_container(self, block: DiffBlock) -> Markup:
        node = block.new or {}
        kind, attrs = node["type"], node.get("attrs", {})
        inner = self.diff_blocks(block.children)
        spot = self.spot(block)
        if kind == "table":
            body = tag("table", tag("tbody", inner))
            return tag(
                "div",
                body,
                class_="table-scroll",
                role="region",
                aria_label=_("Table"),
                **{**spot, "tabindex": "0"},
            )
        names = {
            "bulletList": "ul",
            "orderedList": "ol",
            "listItem": "li",
            "blockquote": "blockquote",
            "tableRow": "tr",
            "tableHeader": "th",
            "tableCell": "td",
        }
        spans = {key: attrs.get(key) for key in ("start", "colspan", "rowspan")}
        return tag(names[kind], inner, **spans, **spot)

    def changed_line(self, block: DiffBlock) -> Markup:
        node = block.new or {}
        name = "p"
        attrs = node.get("attrs", {})
        look = "diff-block diff-changed"
        if node["type"] == "heading":
            name = f"h{attrs['level']}"
            self.anchor(inline_text(node))
        if attrs.get("align"):
            look += f" align-{attrs['align']}"
        return tag(name, self.diff_line(block.line), class_=look, **self.spot(block))

    def diff_line(self, line: Sequence[Run]) -> Markup:
        parts = []
        for (kind, restyled), runs in groupby(
            line, lambda r: (r.kind, bool(r.restyled))
        ):
            inner = join(self.linked(*self.inline(run.node)) for run in runs)
            if kind == "same":
                look = tag("span", inner, class_="restyled") if restyled else inner
                parts.append(look)
            else:
                parts.append(tag("ins" if kind == "added" else "del", inner))
        return join(parts)


def _is_head(row: Mapping[str, Any]) -> bool:
    return all(cell["type"] == "tableHeader" for cell in row["content"])


def text_of(node: Node) -> str:
    """Return the words of a block on one line, for a list of changes."""
    if node["type"] in TEXTBLOCKS:
        return inline_text(node).replace("\n", " ")
    attrs = node.get("attrs", {})
    own = attrs.get("caption") or attrs.get("alt") or attrs.get("title") or ""
    inner = [text_of(child) for child in node.get("content", ())]
    return " ".join(part for part in (own, *inner) if part)
