"""The data of the Typst template for a document, as JSON values."""

from __future__ import annotations

from typing import Any

from cms.documents.composed import (
    Composed,
    Grid,
    GridCell,
    Head,
    ItemList,
    Line,
    Part,
    Picture,
    Rule,
    SignatureBlock,
    lines_in,
)
from cms.documents.metrics import FAMILY
from cms.documents.model import Run
from cms.documents.pieces import MAY_BREAK, Room, pieces
from cms.documents.runs import plain


#: A row of more characters may be longer than a page, so it must be able to break.
_UNBROKEN = 600
#: Headers of more characters could fill the page on which they come again.
_REPEATED = 1500
#: Millimetres that a cell keeps free beside its words, and an item of a list.
_CELL_MARGINS = 3.0
_ITEM_INDENT = 15.0
_NARROWEST = 2.0


def template_data(composed: Composed) -> dict[str, Any]:
    """Return the template data of a document."""
    return _TemplateData(composed).document()


class _TemplateData:
    """One document on its way to the template."""

    def __init__(self, composed: Composed) -> None:
        self.composed = composed
        self.profile = composed.profile
        self.width = composed.profile.page.text_width

    def document(self) -> dict[str, Any]:
        """Return the template data."""
        composed, profile = self.composed, self.profile
        date = composed.date
        return {
            "name": composed.name,
            "author": composed.author,
            "language": composed.language,
            "date": [date.year, date.month, date.day],
            "family": FAMILY,
            "page": profile.page.model_dump(),
            "styles": {
                name: {**style.model_dump(), "line": profile.line_of(name)}
                for name, style in profile.styles.items()
            },
            "list": {
                "indent": profile.body.list_indent,
                "hanging": profile.body.list_hanging,
                "before": profile.body.before,
            },
            "rule_weight": profile.header.rule_weight,
            "draft": self.maybe(composed.draft, self.width),
            "head": self.head(),
            "title": [self.head_part(part, self.width) for part in composed.title],
            "addressees": [self.line(one, self.width) for one in composed.addressees],
            "body": self.body(),
            **self.foot(),
        }

    def head(self) -> dict[str, Any]:
        """Return the columns of the head and what stands in them, by row."""
        columns = self.profile.header.columns
        rows = [
            [
                [self.head_part(part, width) for part in column]
                for column, width in zip((row.left, row.right), columns, strict=True)
            ]
            for row in self.composed.head
        ]
        return {"columns": columns, "rows": rows}

    def body(self) -> list[dict[str, Any]]:
        """Return the body; its end is kept with the signature, which never stands alone."""
        parts = self.composed.body
        body = [self.part(part, self.width) for part in parts]
        if body and _is_short(parts[-1]):
            body[-1]["keep"] = True
        return body

    def foot(self) -> dict[str, Any]:
        """Return recipients and signatures."""
        foot, columns = self.composed.foot, self.profile.foot.columns
        return {
            "recipients": [self.line(one, columns[0]) for one in foot.recipients],
            "signatures": [self.signature(one, columns[0]) for one in foot.signatures],
            "signature_gap": self.profile.foot.signature_gap,
            "foot_columns": columns,
        }

    def signature(self, block: SignatureBlock, width: float) -> dict[str, Any]:
        return {
            "above": [self.line(one, width) for one in block.above],
            "mark": self.maybe(block.mark, width),
            "name": self.maybe(block.name, width),
        }

    # Lines

    def head_part(self, part: Head, width: float) -> dict[str, Any]:
        return (
            {"width": part.width} if isinstance(part, Rule) else self.line(part, width)
        )

    def maybe(self, line: Line | None, width: float) -> dict[str, Any] | None:
        return self.line(line, width) if line else None

    def line(self, line: Line, width: float, *, whole: bool = True) -> dict[str, Any]:
        """Return a line that has ``width`` millimetres; ``whole`` keeps its numbers."""
        style = self.profile.styles[line.style]
        room = Room(max(width, _NARROWEST), style.size, style.bold)
        words = plain(line.runs)
        long = any(not room.holds(word) for word in words.split())
        return {
            "kind": "line",
            "style": line.style,
            "number": line.number,
            "breaks": line.breaks,
            "depth": line.depth,
            "align": line.align,
            "decorative": line.decorative,
            "runs": [
                _run(run, room, whole=whole, may_break=long and index > 0)
                for index, run in enumerate(line.runs)
            ],
        }

    # Blocks

    def part(
        self, part: Part, width: float, *, in_cell: bool = False
    ) -> dict[str, Any]:
        if isinstance(part, Line):
            return self.line(part, width, whole=not in_cell)
        if isinstance(part, ItemList):
            return self.items(part, width, in_cell=in_cell)
        if isinstance(part, Grid):
            return self.table(part, width)
        return self.picture(part, width)

    def items(self, part: ItemList, width: float, *, in_cell: bool) -> dict[str, Any]:
        inner = width - _ITEM_INDENT
        return {
            "kind": "list",
            "items": [
                [self.part(one, inner, in_cell=in_cell) for one in item]
                for item in part.items
            ],
            "markers": part.markers,
            "ordered": part.ordered,
            "start": part.start,
            "indented": not in_cell and not part.nesting,
        }

    def table(self, grid: Grid, width: float) -> dict[str, Any]:
        heads = grid.rows[: grid.header_rows]
        return {
            "kind": "table",
            "shares": [column.share for column in grid.columns],
            "header_rows": grid.header_rows,
            "repeat": sum(map(_length, heads)) < _REPEATED,
            "caption": self.maybe(grid.caption, width),
            "rows": [
                [self.cell(cell, width, _length(row) > _UNBROKEN) for cell in row]
                for row in grid.rows
            ],
        }

    def cell(self, cell: GridCell, width: float, breakable: bool) -> dict[str, Any]:
        inner = width * cell.share - _CELL_MARGINS
        return {
            "parts": [self.part(part, inner, in_cell=True) for part in cell.parts],
            "columns": cell.columns,
            "rows": cell.rows,
            "header": cell.header,
            "align": cell.align,
            "breakable": breakable or cell.rows > 1,
        }

    def picture(self, picture: Picture, width: float) -> dict[str, Any]:
        return {
            "kind": "picture",
            "data": list(picture.data),
            "alt": picture.alt,
            "caption": self.maybe(picture.caption, width),
            "width": picture.width,
        }


def _run(run: Run, room: Room, *, whole: bool, may_break: bool) -> dict[str, Any]:
    """Return a run; ``may_break`` lets a line end before it."""
    own = Room(room.width, room.size, room.bold or run.bold)
    return {
        "pieces": [MAY_BREAK] * may_break + pieces(run.text, own, whole=whole),
        "bold": run.bold,
        "italic": run.italic,
        # PDF/UA has one line with a text at most.
        "underline": run.underline and not run.strike,
        "strike": run.strike,
        "script": run.script,
        "link": run.link,
    }


def _is_short(part: Part) -> bool:
    if not isinstance(part, Line | ItemList):
        return False
    return sum(len(line.text) + 40 for line in lines_in((part,))) < _UNBROKEN


def _length(row: tuple[GridCell, ...]) -> int:
    """Return how long a row may get: its characters, with room for each line."""
    return sum(len(line.text) + 40 for cell in row for line in lines_in(cell.parts))
