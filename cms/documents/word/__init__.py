"""Write a document as DOCX with python-docx: real styles, numbers and tables."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
from docx.shared import Mm, Pt

from cms.documents.compose import compose
from cms.documents.composed import (
    Composed,
    Grid,
    Head,
    ItemList,
    Line,
    Part,
    Picture,
    Rule,
    SignatureBlock,
)
from cms.documents.model import Document
from cms.documents.word.numbering import WordNumbering, is_counted
from cms.documents.word.package import pack
from cms.documents.word.styles import LANGUAGES, define_page, define_styles
from cms.documents.word.tables import Place, add_layout_table, add_statistics_table
from cms.documents.word.text import put_line, put_rule


#: Points above recipients and signatures.
_ABOVE_FOOT = 18
_POINTS_IN_MM = 72 / 25.4


def render(document: Document) -> bytes:
    """Return the document as DOCX; the same document gives the same bytes."""
    writer = _Writer(compose(document))
    writer.write()
    return pack(writer.word)


class _Writer:
    """One Word document while it is written, from top to bottom."""

    def __init__(self, composed: Composed) -> None:
        self.composed = composed
        self.profile = composed.profile
        self.word = docx.Document()
        self.styles = define_styles(self.word, self.profile, composed.language)
        define_page(self.word, self.profile, self.styles["page_number"])
        self.numbering = WordNumbering(self.word, self.profile)
        self.page = Place(self.word, self.profile.page.text_width)

    def write(self) -> None:
        """Write everything in reading order."""
        composed = self.composed
        self.properties()
        if composed.draft:
            self.line(self.page, composed.draft)
        columns = self.profile.header.columns
        rows = add_layout_table(self.page, columns, len(composed.head))
        for places, row in zip(rows, composed.head, strict=True):
            for place, parts in zip(places, (row.left, row.right), strict=True):
                self.heads(place, parts)
        self.space(self.page)
        self.heads(self.page, composed.title)
        if composed.title:
            self.space(self.page, self.profile.body.before)
        for line in composed.addressees:
            self.line(self.page, line)
        last = len(composed.body) - 1
        for index, part in enumerate(composed.body):
            self.part(self.page, part, keep=index == last)
        self.foot()

    def properties(self) -> None:
        """Say title, author, language, and the document's own date as its time."""
        composed, core = self.composed, self.word.core_properties
        day = composed.date.replace(year=max(composed.date.year, 1970))
        core.title = composed.name[:255]
        core.author = core.last_modified_by = composed.author[:255]
        core.language = LANGUAGES.get(composed.language, composed.language)
        core.created = core.modified = dt.datetime.combine(day, dt.time())
        core.comments = core.keywords = ""

    # Lines

    def line(self, place: Place, line: Line, *, keep: bool = False) -> Any:
        """Write a line as a paragraph of its style."""
        key = f"heading_{line.level.value}" if line.level else line.style
        paragraph = place.add_paragraph(self.styles[key])
        if line.level:
            self.numbering.number_heading(paragraph, line)
        put_line(paragraph, line, self.profile, number=not is_counted(line))
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def heads(self, place: Place, parts: tuple[Head, ...]) -> None:
        """Write lines and the rules under them."""
        for part in parts:
            if isinstance(part, Rule):
                paragraph = self.space(place, 1)
                weight = self.profile.header.rule_weight
                put_rule(paragraph, part, place.width, weight)
                paragraph.paragraph_format.space_after = Pt(2)
            else:
                self.line(place, part)
        if place.in_cell:
            place.finish(self.styles["space"])

    def space(self, place: Place, points: float = 0) -> Any:
        """Write a line of one point, with room above it."""
        paragraph = place.add_paragraph(self.styles["space"])
        if points:
            paragraph.paragraph_format.space_before = Pt(points)
        return paragraph

    # Blocks

    def part(self, place: Place, part: Part, *, keep: bool = False) -> None:
        """Write one part of the body."""
        if isinstance(part, Line):
            self.line(place, part, keep=keep)
        elif isinstance(part, ItemList):
            self.items(place, part, keep=keep)
        elif isinstance(part, Grid):
            self.table(place, part)
        else:
            self.picture(place, part)

    def items(self, place: Place, part: ItemList, *, keep: bool = False) -> None:
        """Write a list: the first line of each item is numbered, the rest indented."""
        series = self.numbering.new_list(part)

        def put(paragraph: Any, *, first: bool) -> None:
            self.numbering.put_item(
                paragraph, series, part, first=first, in_cell=place.in_cell
            )

        for item in part.items:
            last = keep and item is part.items[-1]
            if not isinstance(item[0], Line):
                # A picture or list that begins an item stands under its sign.
                put(place.add_paragraph(self.styles["list"]), first=True)
            for index, one in enumerate(item):
                if isinstance(one, Line):
                    put(self.line(place, one, keep=last), first=index == 0)
                else:
                    self.part(place, one, keep=last)

    def table(self, place: Place, part: Grid) -> None:
        """Write a table with its caption above and its headers on each page."""
        if part.caption:
            self.line(place, part.caption, keep=True)
        self.space(place, self.profile.body.before)
        for cell, given in add_statistics_table(place, part):
            for one in given.parts:
                self.part(cell, one)
            cell.finish(self.styles["space"])
        self.space(place, self.profile.body.before)

    def picture(self, place: Place, part: Picture) -> None:
        """Write a picture in the middle, with its words for who cannot see it."""
        paragraph = place.add_paragraph(self.styles["picture"])
        width = Mm(min(part.width, max(place.width, 5)))
        shape = paragraph.add_run().add_picture(io.BytesIO(part.data), width=width)
        shape._inline.docPr.set("descr", part.alt)
        if part.caption:
            paragraph.paragraph_format.keep_with_next = True
            self.line(place, part.caption)

    # The end

    def foot(self) -> None:
        """Write recipients and signatures side by side; several signatures above."""
        foot = self.composed.foot
        if len(foot.signatures) > 1:
            self.signatures(foot.signatures)
            self.space(self.page, _ABOVE_FOOT)
            for line in foot.recipients:
                self.line(self.page, line)
        elif foot.recipients or foot.signatures:
            self.space(self.page, _ABOVE_FOOT).paragraph_format.keep_with_next = True
            columns = self.profile.foot.columns
            left, right = add_layout_table(self.page, columns)[0]
            for line in foot.recipients:
                self.line(left, line)
            for block in foot.signatures:
                self.signature(right, block)
            left.finish(self.styles["space"])
            right.finish(self.styles["space"])
            self.space(self.page)

    def signatures(self, blocks: tuple[SignatureBlock, ...]) -> None:
        """Write several signatures, two beside each other."""
        for start in range(0, len(blocks), 2):
            pair = blocks[start : start + 2]
            self.space(self.page, _ABOVE_FOOT).paragraph_format.keep_with_next = True
            width = self.profile.page.text_width / len(pair)
            cells = add_layout_table(self.page, (width,) * len(pair))[0]
            for cell, block in zip(cells, pair, strict=True):
                self.signature(cell, block)
                cell.finish(self.styles["space"])

    def signature(self, cell: Place, block: SignatureBlock) -> None:
        """Write who signs, with room for pen and seal."""
        for line in block.above:
            self.line(cell, line)
        gap = self.profile.foot.signature_gap * _POINTS_IN_MM
        if block.mark:
            height = self.profile.line_of(block.mark.style)
            layout = self.line(cell, block.mark).paragraph_format
            layout.space_before = layout.space_after = Pt((gap - height) / 2)
        else:
            self.space(cell, gap - 1)
        if block.name:
            self.line(cell, block.name)
