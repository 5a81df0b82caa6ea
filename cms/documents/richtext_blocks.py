"""Turn a rich text into the blocks of a document's body."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from cms.documents.model import (
    Block,
    Cell,
    Column,
    Content,
    Figure,
    Heading,
    Level,
    List,
    Paragraph,
    Run,
    Table,
)
from cms.documents.runs import plain
from cms.richtext.cleaning import clean


Node = Mapping[str, Any]
#: Returns the picture of a media id, with its bytes; None when there is none.
Pictures = Callable[[int], Figure | None]

_LEVELS = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
#: "II.", "II-", "1.2.", "a)" at the start of a heading that somebody numbered.
_TYPED = re.compile(
    r"\s*(?:(?:[IVXLC]+|\d{1,3}(?:\.\d{1,3})*)\s*[.)\-–/]|[a-zđ]\)|"
    r"(?:Phần|Chương|Mục|Điều)\s+(?:\d|[IVXLC])|Phần\s+thứ)",
)
_NUMBER = re.compile(r"[+\-–]?[\d.,]*\d[\d.,]*\s?%?|[-–]?")


def from_richtext(
    document: Any, *, pictures: Pictures = lambda _media_id: None
) -> tuple[Block, ...]:
    """Return the blocks of a rich text; never raises.

    Headings are counted unless one of them was numbered by hand: then all are
    printed as they were typed. Columns that hold figures are aligned as such.
    Files and shared blocks are left out, pictures come from ``pictures``.
    """
    return _Conversion(clean(document), pictures).blocks()


class _Conversion:
    """One rich text on its way: its highest heading, and whether it is numbered."""

    def __init__(self, document: Node, pictures: Pictures) -> None:
        self.document = document
        self.pictures = pictures
        headings = [
            node for node in document.get("content", ()) if node["type"] == "heading"
        ]
        self.highest = min((node["attrs"]["level"] for node in headings), default=1)
        self.typed = any(_TYPED.match(plain(_runs(node))) for node in headings)

    def blocks(self) -> tuple[Block, ...]:
        return self.of(self.document)

    def of(self, node: Node, style: str = "body") -> tuple[Block, ...]:
        """Return the blocks inside a node."""
        found: list[Block] = []
        for child in node.get("content", ()):
            found += self.block(child, style)
        return tuple(found)

    def block(self, node: Node, style: str) -> tuple[Block, ...]:
        kind = node["type"]
        if kind == "paragraph":
            return (_paragraph(node, style),)
        if kind == "heading":
            return (self.heading(node),)
        if kind in ("bulletList", "orderedList"):
            return (self.list(node, ordered=kind == "orderedList"),)
        if kind == "blockquote":
            return self.of(node, "quote")
        if kind == "table":
            return (self.table(node),)
        return self.picture(node) if kind == "image" else ()

    def heading(self, node: Node) -> Heading:
        depth = min(node["attrs"]["level"] - self.highest, len(_LEVELS) - 1)
        return Heading(_runs(node), _LEVELS[depth], numbered=not self.typed)

    def list(self, node: Node, *, ordered: bool) -> List:
        items = tuple(self.of(item) for item in node["content"])
        attrs = node.get("attrs", {})
        return List(items, ordered, attrs.get("start", 1), attrs.get("type", "1"))

    def table(self, node: Node) -> Table:
        rows = node["content"]
        heads = 0
        while heads < len(rows) - 1 and _is_head(rows[heads]):
            heads += 1
        cells = tuple(tuple(map(self.cell, row["content"])) for row in rows)
        return Table(_columns(cells, heads), cells, heads)

    def cell(self, node: Node) -> Cell:
        attrs = node.get("attrs", {})
        return Cell(
            self.of(node),
            attrs.get("colspan", 1),
            attrs.get("rowspan", 1),
            bold=node["type"] == "tableHeader",
        )

    def picture(self, node: Node) -> tuple[Block, ...]:
        attrs = node["attrs"]
        found = self.pictures(attrs["mediaId"])
        if found is None:
            return ()
        alt = "" if attrs.get("decorative") else attrs.get("alt") or found.alt
        return (Figure(found.data, alt, attrs.get("caption", ""), found.width_mm),)


def _is_head(row: Node) -> bool:
    return all(cell["type"] == "tableHeader" for cell in row["content"])


def _paragraph(node: Node, style: str) -> Paragraph:
    align = node.get("attrs", {}).get("align")
    if style == "quote":
        return Paragraph(_runs(node), align, "quote")
    return Paragraph(_runs(node), align)


def _runs(node: Node) -> tuple[Run, ...]:
    return tuple(map(_run, node.get("content", ())))


def _run(node: Node) -> Run:
    if node["type"] == "hardBreak":
        return Run("\n")
    marks = {mark["type"]: mark.get("attrs", {}) for mark in node.get("marks", ())}
    return Run(
        node["text"],
        bold="bold" in marks,
        italic="italic" in marks,
        underline="underline" in marks,
        strike="strike" in marks,
        script=_script(marks),
        link=marks.get("link", {}).get("href", ""),
    )


def _script(marks: Mapping[str, Any]) -> Literal["", "sub", "super"]:
    if "superscript" in marks:
        return "super"
    return "sub" if "subscript" in marks else ""


def _columns(rows: tuple[tuple[Cell, ...], ...], heads: int) -> tuple[Column, ...]:
    """Return columns as wide as their words want, figures to the right.

    Only tables whose rows have equally many simple cells are measured.
    """
    width = len(rows[0])
    simple = all(
        len(row) == width and all(cell.columns == cell.rows == 1 for cell in row)
        for row in rows[heads:]
    )
    if not simple:
        return ()
    found = []
    for place in range(len(rows[-1])):
        texts = [_text(row[place]) for row in rows[heads:]]
        longest = max((len(text) for text in texts), default=0)
        figures = any(text for text in texts) and all(map(_is_figure, texts))
        share = min(max(longest, 6), 40)
        found.append(Column(share, "number" if figures else "left"))
    return tuple(found)


def _is_figure(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def _text(cell: Cell) -> str:
    return " ".join(
        _words(block.content).strip()
        for block in cell.blocks
        if isinstance(block, Paragraph)
    )


def _words(content: Content) -> str:
    return content if isinstance(content, str) else plain(content)
