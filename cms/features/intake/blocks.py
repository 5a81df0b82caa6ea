"""The blocks of a Word file in order: paragraphs, lists, tables, boxes, notes."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from cms.features.intake.foreign import foreign_blocks
from cms.features.intake.lines import Line, Lines
from cms.features.intake.markup import child_of, is_on, value_of
from cms.features.intake.model import (
    Block,
    Cell,
    Paragraph,
    Piece,
    Place,
    Span,
    Table,
)
from cms.features.intake.numbering import TYPES
from cms.features.intake.source import Source
from cms.features.intake.styles import Look, paragraph_look


_THROUGH: Final = frozenset(
    ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")
)
MAX_NESTING: Final = 6
# Notes 0 and -1 are the lines between the text and the notes.
_RULES: Final = ("separator", "continuationSeparator", "continuationNotice")


class Blocks:
    """Reads the body of a document, and what hangs on it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = Lines(source)

    def read(self, parent: Element, nesting: int = 0) -> list[Block]:
        """Return the blocks in ``parent``."""
        found: list[Block] = []
        joined: Paragraph | None = None
        initials: list[Piece] = []
        for element in _flat(parent):
            if element.tag == "w:p":
                blocks, removed = self.paragraph(element, nesting)
                first = blocks[0] if blocks else None
                if initials and isinstance(first, Paragraph):
                    first.pieces[:0], initials = initials, []
                if _is_initial(element) and isinstance(first, Paragraph):
                    # A frame around the first letter is no paragraph of its own.
                    initials = first.pieces
                    found += blocks[1:]
                    continue
                if joined is not None and blocks and isinstance(blocks[0], Paragraph):
                    joined.pieces += blocks[0].pieces
                    blocks = blocks[1:]
                    found += blocks
                else:
                    found += blocks
                    joined = None
                if removed and joined is None:
                    first = blocks[0] if blocks else None
                    joined = first if isinstance(first, Paragraph) else None
                elif not removed:
                    joined = None
            elif element.tag == "w:tbl":
                found.append(self.table(element, nesting))
            elif element.tag == "w:altChunk":
                found += foreign_blocks(self.source, element.get("r:id"))
        return [*found, *([Paragraph(initials)] if initials else [])]

    def paragraph(self, element: Element, nesting: int) -> tuple[list[Block], bool]:
        """Return a paragraph with the boxes at it, and whether its end was deleted."""
        own = child_of(element, "w:pPr")
        style = value_of(own, "w:pStyle")
        look = {**self.source.styles.paragraph(style), **paragraph_look(own)}
        line = self.lines.read(element, style)
        paragraph = Paragraph(line.pieces, align=look.get("align", ""))
        paragraph.role = look.get("role", "")
        self._number(paragraph, look)
        if paragraph.heading:
            _unbold(paragraph)
        removed = child_of(child_of(own, "w:rPr"), "w:del") is not None
        return [paragraph, *self._boxes(line, nesting)], removed

    def _boxes(self, line: Line, nesting: int) -> list[Block]:
        found: list[Block] = list(line.figures)
        for box in line.boxes:
            if nesting < MAX_NESTING:
                found += self.read(box, nesting + 1)
        return found

    def _number(self, paragraph: Paragraph, look: Look) -> None:
        """Say whether it is a heading, and where it stands in lists."""
        paragraph.heading = min(look.get("heading", 0), 6) if paragraph.spans else 0
        list_id, depth = look.get("list", "0"), look.get("depth", 0)
        numbering = self.source.numbering
        level = numbering.level(list_id, depth) if list_id != "0" else None
        if level is None or not (paragraph.spans or paragraph.pictures):
            return
        number = numbering.count(list_id, depth)
        ordered = level.form != "bullet"
        phrase = ordered and numbering.is_phrase(list_id, depth)
        if not paragraph.heading and not phrase:
            deep = depth or look.get("style_depth", 0)
            paragraph.place = Place(
                list_id, deep, ordered, number, TYPES.get(level.form, "1")
            )
        elif ordered and (sign := numbering.sign(list_id, depth)):
            # No list says so: the number of a heading, "Điều 1.", is part of the words.
            paragraph.pieces.insert(0, Span(f"{sign} "))

    def table(self, element: Element, nesting: int) -> Table:
        """Return a table with its merged cells."""
        rows: list[list[Cell]] = []
        above: dict[int, Cell] = {}
        for line in _flat(element):
            if line.tag == "w:tr" and not _is_deleted(line):
                row = self._row(line, above, nesting)
                if row:
                    rows.append(row)
        table = Table(rows)
        if rows and not any(cell.header for cell in rows[0]):
            _find_header(rows)
        return table

    def _row(
        self, element: Element, above: dict[int, Cell], nesting: int
    ) -> list[Cell]:
        """Return the cells that begin in a row; ``above`` has those that go on."""
        own = child_of(element, "w:trPr")
        header = bool(is_on(own, "w:tblHeader"))
        column = _count(value_of(own, "w:gridBefore"), 0)
        row: list[Cell] = []
        for one in _flat(element):
            if one.tag != "w:tc":
                continue
            about = child_of(one, "w:tcPr")
            wide = _count(value_of(about, "w:gridSpan"), 1)
            merge = child_of(about, "w:vMerge")
            goes_on = merge is not None and merge.get("w:val", "continue") != "restart"
            cell = above.get(column) if goes_on else None
            blocks = self.read(one, nesting + 1) if nesting < MAX_NESTING else []
            if cell is None:
                cell = Cell(blocks, wide, 1, header)
                row.append(cell)
            else:
                cell.rowspan += 1
                cell.blocks += [block for block in blocks if not _is_blank(block)]
            if merge is not None:
                above[column] = cell
            else:
                above.pop(column, None)
            column += wide
        return row

    def notes(self) -> list[Block]:
        """Return the notes that the text refers to, as a numbered list in its end."""
        found: list[Block] = []
        known = {kind: self._notes(kind) for kind, _id in self.source.notes}
        home = self.source.relations
        for number, (kind, name) in enumerate(list(self.source.notes), 1):
            element = known[kind].get(name)
            if element is None:
                continue
            self.source.relations = self.source.package.relations(
                self.source.package.part(kind)
            )
            blocks = self.read(element)
            for place, block in enumerate(blocks):
                if isinstance(block, Paragraph):
                    block.role, block.heading = "note", 0
                    if not place:
                        block.place = Place("notes", 0, True, number)
            found += blocks
        self.source.relations = home
        return found

    def _notes(self, kind: str) -> dict[str, Element]:
        tree = self.source.package.tree(self.source.package.part(kind))
        return {
            one.get("w:id", ""): one
            for one in (tree if tree is not None else ())
            if one.get("w:type") not in _RULES
        }


def _flat(parent: Element) -> list[Element]:
    """Return the children, with those of mere wrappers in their place."""
    found: list[Element] = []
    for element in parent:
        if element.tag in _THROUGH:
            found += _flat(element)
        elif element.tag == "mc:AlternateContent":
            found += _flat(element[0]) if len(element) else []
        else:
            found.append(element)
    return found


def _unbold(paragraph: Paragraph) -> None:
    """Headings have a look of their own."""
    own = {"bold", "italic"} if paragraph.wholly("italic") else {"bold"}
    for span in paragraph.spans:
        span.marks = span.marks - own


def _is_initial(paragraph: Element) -> bool:
    """Tell whether a paragraph is a letter set large at the beginning of the next."""
    kind = value_of(child_of(paragraph, "w:pPr"), "w:framePr", "w:dropCap")
    return kind in ("drop", "margin")


def _is_deleted(row: Element) -> bool:
    """Tell whether a row of a table was deleted or is hidden."""
    own = child_of(row, "w:trPr")
    return child_of(own, "w:del") is not None or bool(is_on(own, "w:hidden"))


def _is_blank(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.spans and not block.pictures


def _count(given: str | None, default: int) -> int:
    known = given is not None and given.isdecimal() and len(given) < 4
    return max(int(given or 0), default) if known else default


def _find_header(rows: list[list[Cell]]) -> None:
    """Take a first row that is wholly bold, over rows that are not, for the header."""
    if len(rows) > 1 and _is_bold(rows[0]) and not _is_bold(rows[1]):
        for cell in rows[0]:
            cell.header = True


def _is_bold(row: list[Cell]) -> bool:
    paragraphs = [
        block
        for cell in row
        for block in cell.blocks
        if isinstance(block, Paragraph) and block.spans
    ]
    return len(paragraphs) > 1 and all(block.wholly("bold") for block in paragraphs)
