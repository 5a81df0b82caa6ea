"""Making the rich text document of what was read."""

from __future__ import annotations

from typing import Any

from cms.features.intake.html import tidied
from cms.features.intake.model import Block, Break, Paragraph, Place, Shown, Table
from cms.features.intake.shape import Shape
from cms.richtext import clean
from cms.richtext.schema import Node


class Writer:
    """Writes one version of the document: converted, or as it came."""

    def __init__(self, shape: Shape, *, converted: bool) -> None:
        self.shape, self.converted = shape, converted

    def body(self) -> Node:
        """Return the document."""
        blocks = self.blocks(self.shape.blocks)
        return tidied(clean({"type": "doc", "content": blocks}))

    def caption(self, number: int) -> str:
        """Return the words under a picture."""
        notes = self.shape.captions.get(number, [])
        return " ".join(one.words(converted=self.converted) for one in notes)

    def blocks(self, blocks: list[Block]) -> list[Node]:
        """Return blocks as nodes, with lists and quotations gathered."""
        found: list[Node] = []
        lists = _Lists(found)
        quote: list[Node] = []
        for block in blocks:
            if isinstance(block, Table):
                lists.end()
                found.append(self.table(block))
            elif block.pieces:
                self._line(block, found, lists, quote)
            if isinstance(block, Table) or block.role != "quote":
                quote = []
        return found

    def _line(
        self, block: Paragraph, found: list[Node], lists: _Lists, quote: list[Node]
    ) -> None:
        """Add a paragraph to the list or the quotation that is open, or by itself."""
        node = self.paragraph(block)
        if block.place is not None:
            lists.add(block.place, node)
            return
        if block.role == "note" and lists.goes_on(node):
            return
        lists.end()
        if block.role == "quote":
            if not quote:
                found.append({"type": "blockquote", "content": quote})
            quote.append(node)
        else:
            found.append(node)

    def paragraph(self, block: Paragraph) -> Node:
        """Return a paragraph or heading; pictures in it stand where they stood."""
        attrs: Node = {"align": block.align} if block.align else {}
        kind = "heading" if block.heading else "paragraph"
        if block.heading:
            attrs["level"] = block.heading
        content = [self.piece(one) for one in block.pieces]
        return {"type": kind, "attrs": attrs, "content": content}

    def piece(self, one: Any) -> Node:
        """Return a piece of a line."""
        if isinstance(one, Break):
            return {"type": "hardBreak"}
        if isinstance(one, Shown):
            return self.picture(one)
        marks: list[Node] = [{"type": mark} for mark in sorted(one.marks)]
        if one.href:
            marks.append({"type": "link", "attrs": {"href": one.href}})
        return {
            "type": "text",
            "text": one.words(converted=self.converted),
            "marks": marks,
        }

    def picture(self, one: Shown) -> Node:
        """Return a picture; its id is its number in the file."""
        caption = self.caption(one.number)
        # Read aloud once: what repeats the caption does not say what is to be seen.
        alt = "" if one.alt == caption else one.alt
        attrs: Node = {"mediaId": one.number, "alt": alt, "caption": caption}
        if one.decorative:
            attrs["decorative"] = True
        return {"type": "image", "attrs": attrs}

    def table(self, table: Table) -> Node:
        """Return a table."""
        rows = []
        for row in table.rows:
            cells = [
                {
                    "type": "tableHeader" if cell.header else "tableCell",
                    "attrs": {"colspan": cell.colspan, "rowspan": cell.rowspan},
                    "content": self.blocks(_plain(cell.blocks, header=cell.header)),
                }
                for cell in row
            ]
            rows.append({"type": "tableRow", "content": cells})
        return {"type": "table", "content": rows}


def _plain(blocks: list[Block], *, header: bool) -> list[Block]:
    """Return the blocks of a cell; header cells are bold by themselves."""
    if header:
        for block in blocks:
            for span in block.spans if isinstance(block, Paragraph) else ():
                span.marks = span.marks - {"bold"}
    return blocks


class _Lists:
    """The lists that are open while paragraphs come by, each with its name."""

    def __init__(self, found: list[Node]) -> None:
        self.found = found
        self.open: list[tuple[Node, str]] = []

    def end(self) -> None:
        self.open = []

    def add(self, place: Place, node: Node) -> None:
        """Put a paragraph into the list that it belongs to."""
        kind = "orderedList" if place.ordered else "bulletList"
        del self.open[place.depth + 1 :]
        if len(self.open) == place.depth + 1:
            around, name = self.open[-1]
            # Bullets go on whatever list they say they are of; numbers begin anew.
            anew = place.ordered and name != place.list_id
            form = around.get("attrs", {}).get("type", "1") if place.ordered else "1"
            if around["type"] != kind or anew or form != place.form:
                self.open.pop()
        while len(self.open) <= place.depth:
            new: Node = {"type": kind, "content": []}
            if place.ordered and len(self.open) == place.depth:
                new["attrs"] = {"start": place.number, "type": place.form}
            self._hang(new, place.list_id)
        item: Node = {"type": "listItem", "content": [node]}
        self.open[-1][0]["content"].append(item)

    def _hang(self, new: Node, name: str) -> None:
        """Open a list in the last item of the list around it."""
        if not self.open:
            self.found.append(new)
        else:
            around = self.open[-1][0]["content"]
            if not around:
                around.append({"type": "listItem", "content": []})
            around[-1]["content"].append(new)
        self.open.append((new, name))

    def goes_on(self, node: Node) -> bool:
        """Add a further paragraph to the last item; tell whether there was one."""
        if not self.open or not self.open[-1][0]["content"]:
            return False
        self.open[-1][0]["content"][-1]["content"].append(node)
        return True
