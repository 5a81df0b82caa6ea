"""Tables of a Word document: to set parts beside each other, and to show figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.table import Table as WordTable, _Cell

from cms.documents.composed import Grid, GridCell, lines_in
from cms.documents.word.xml import make, twips, w


#: A longer row may break over pages; shorter ones stay whole.
_UNBROKEN = 600
#: Millimetres above and below the words of a cell.
_ABOVE = 1.0
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


class Place:
    """Where paragraphs are added: the document itself or a cell of a table.

    A new cell holds an empty paragraph, which the first one takes over.
    """

    def __init__(self, holder: Any, width: float, *, in_cell: bool = False) -> None:
        self.holder = holder
        self.width = width
        self.in_cell = in_cell
        self.fresh = in_cell

    def add_paragraph(self, style: str) -> Any:
        """Return a new paragraph of the style with this id."""
        paragraph = self.holder.add_paragraph() if not self.fresh else self._first()
        paragraph._p.style = style
        return paragraph

    def _first(self) -> Any:
        self.fresh = False
        return self.holder.paragraphs[0]

    def add_table(self, element: Any) -> None:
        """Put a table behind what is there."""
        if self.in_cell:
            if self.fresh:
                first = self._first()._p
                first.getparent().remove(first)
            self.holder._tc.append(element)
        else:
            self.holder.element.body.insert_element_before(element, "w:sectPr")

    def finish(self, style: str) -> None:
        """End a cell as Word wants it: with a paragraph."""
        children = self.holder._tc
        if self.fresh or children[-1].tag != w("p"):
            self.add_paragraph(style)


def add_layout_table(
    place: Place, columns: tuple[float, ...], rows: int = 1
) -> list[list[Place]]:
    """Add a table without borders whose rows stay whole; return its cells by row."""
    table = _table(place, [twips(width) for width in columns], margin=0)
    found = []
    for _ in range(rows):
        cells = [make("tc", _width(twips(width))) for width in columns]
        table._tbl.append(make("tr", make("trPr", make("cantSplit")), *cells))
        found.append(
            [
                _place(cell, table, width)
                for cell, width in zip(cells, columns, strict=True)
            ]
        )
    return found


def add_statistics_table(place: Place, grid: Grid) -> Iterator[tuple[Place, GridCell]]:
    """Add a table with borders and headers on each page; yield each cell to be filled.

    The cells that a cell covers below it are its continuations, as Word has it.
    """
    widths = [twips(column.share * place.width) for column in grid.columns]
    table = _table(place, widths, margin=twips(1.5), borders=True)
    if grid.caption:
        table._tbl.tblPr.append(make("tblCaption", val=grid.caption.text[:250]))
    open_cells: dict[int, tuple[int, int]] = {}
    for index, row in enumerate(grid.rows):
        properties = make("trPr")
        if _length(row) <= _UNBROKEN:
            properties.append(make("cantSplit"))
        if index < grid.header_rows:
            properties.append(make("tblHeader"))
        line = make("tr", properties)
        table._tbl.append(line)
        column = 0
        waiting = list(row)
        while column < len(widths):
            if column in open_cells:
                wide, left = open_cells.pop(column)
                if left > 1:
                    open_cells[column] = (wide, left - 1)
                cell = _cell(widths[column : column + wide], merge="continue")
                cell.append(make("p"))
                line.append(cell)
                column += wide
                continue
            given = waiting.pop(0)
            wide = given.columns
            merge = "restart" if given.rows > 1 else ""
            cell = _cell(widths[column : column + wide], merge, middle=given.header)
            if given.rows > 1:
                open_cells[column] = (wide, given.rows - 1)
            line.append(cell)
            inner = sum(widths[column : column + wide]) / twips(1) - 3
            yield _place(cell, table, max(inner, 1)), given
            column += wide


def _length(row: tuple[GridCell, ...]) -> int:
    return sum(len(line.text) + 40 for cell in row for line in lines_in(cell.parts))


def _table(
    place: Place, widths: list[int], *, margin: int, borders: bool = False
) -> WordTable:
    properties = make("tblPr", make("tblW", w=sum(widths), type="dxa"))
    if borders:
        edges = (
            make(edge, val="single", sz=4, space=0, color="000000") for edge in _EDGES
        )
        properties.append(make("tblBorders", *edges))
    properties.append(make("tblLayout", type="fixed"))
    above = twips(_ABOVE) if borders else 0
    margins = {"top": above, "left": margin, "bottom": above, "right": margin}
    sides = (make(side, w=room, type="dxa") for side, room in margins.items())
    properties.append(make("tblCellMar", *sides))
    columns = make("tblGrid", *(make("gridCol", w=width) for width in widths))
    element = make("tbl", properties, columns)
    place.add_table(element)
    return WordTable(element, place.holder)


def _cell(widths: list[int], merge: str = "", *, middle: bool = False) -> Any:
    properties = _width(sum(widths))
    if len(widths) > 1:
        properties.append(make("gridSpan", val=len(widths)))
    if merge:
        properties.append(make("vMerge", val=merge))
    if middle:
        properties.append(make("vAlign", val="center"))
    return make("tc", properties)


def _width(width: int) -> Any:
    return make("tcPr", make("tcW", w=width, type="dxa"))


def _place(element: Any, table: WordTable, width: float) -> Place:
    element.append(make("p"))
    return Place(_Cell(element, table), width, in_cell=True)
