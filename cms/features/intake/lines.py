"""What stands in a line of a Word file: letters, links, breaks, pictures, boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from flask_babel import gettext as _

from cms.features.intake.charts import chart_blocks, diagram_blocks
from cms.features.intake.cropping import frame_of
from cms.features.intake.formulas import formula_parts
from cms.features.intake.markup import child_of, is_on, value_of
from cms.features.intake.model import Block, Break, Piece, Shown, Span
from cms.features.intake.source import Source
from cms.features.intake.styles import Look, letters_look, marks_of


_LINK = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]+)"')
_CONTENTS = re.compile(r"\s*TOC\b")
#: Elements that only wrap: what is in them is read as if they were not there.
_WRAPPERS: Final = (
    "w:ins w:moveTo w:smartTag w:customXml w:dir w:bdo w:sdt w:sdtContent"
    " w:object w:pict w:drawing wp:inline wp:anchor a:graphic a:graphicData"
    " v:group v:rect v:roundrect v:shape v:oval v:textbox mc:Choice mc:Fallback"
    " m:oMathPara"
)
_THROUGH: Final = frozenset(_WRAPPERS.split(" "))
_SYMBOLS: Final = {
    "Wingdings": {
        0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0xA7: "▪",
        0xD8: "➢", 0xE0: "→", 0xF0: "⇨", 0x76: "❖", 0x28: "☎", 0x2A: "✉", 0x6C: "●",
        0x6E: "■", 0x71: "❑", 0x9F: "•", 0x77: "◆",
    },
    "Symbol": {
        0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB7: "•", 0xAE: "→",
        0xB9: "≠", 0xBB: "≈", 0xA5: "∞", 0x61: "α", 0x62: "β", 0x6D: "μ", 0x70: "π",
        0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0xD6: "√", 0xB8: "÷",
    },
}  # fmt: skip


@dataclass
class Field:
    """A field of Word that is open: its order, and whether its result has begun.

    ``value`` is what a box to tick or a list to choose from holds; ``said`` tells
    whether the result shows it already.
    """

    order: str = ""
    result: bool = False
    value: str = ""
    said: bool = False

    @property
    def href(self) -> str:
        """Where the field leads, if it is a link."""
        found = _LINK.match(self.order) if self.result else None
        return found[1] if found else ""

    @property
    def is_contents(self) -> bool:
        """Whether it is a list of the headings."""
        return self.result and bool(_CONTENTS.match(self.order))


class Lines:
    """Reads the pieces of paragraphs; fields may go over several of them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.fields: list[Field] = []

    def read(self, paragraph: Element, style: str | None) -> Line:
        """Return what stands in a paragraph of the style ``style``."""
        line = Line(self, style)
        line.children(paragraph, "")
        return line


class Line:
    """One paragraph's pieces, and the boxes that are fastened to it."""

    def __init__(self, lines: Lines, style: str | None) -> None:
        self.lines, self.source, self.style = lines, lines.source, style
        self.pieces: list[Piece] = []
        self.boxes: list[Element] = []
        self.figures: list[Block] = []

    def children(self, parent: Element, href: str, look: Look | None = None) -> None:
        """Read everything in ``parent``."""
        for element in parent:
            self.element(element, href, look)

    def element(self, element: Element, href: str, look: Look | None) -> None:
        """Read one element by its name; what is not known says nothing."""
        tag = element.tag
        if tag == "w:r":
            self.run(element, href)
        elif tag in ("w:t", "m:t"):
            self.text(element.text or "", href, look or {})
        elif tag == "w:hyperlink":
            relation = self.source.relations.get(element.get("r:id", ""))
            target = relation.target if relation and relation.external else ""
            self.children(element, target, look)
        elif tag == "w:fldSimple":
            order = Field(element.get("w:instr", ""), result=True)
            if not order.is_contents:
                self.children(element, order.href or href, look)
        elif tag == "mc:AlternateContent":
            self.one_of(element, href, look)
        elif tag == "w:txbxContent":
            self.boxes.append(element)
        elif tag == "m:oMath":
            for words, height in formula_parts(element):
                self.text(words, href, {"height": height})
        elif tag == "w:ruby":
            self.ruby(element, href, look)
        elif tag in ("?:chart", "?:relIds"):
            self.figure(element)
        elif tag in ("a:blip", "v:imagedata"):
            self.picture(element, None)
        elif tag in ("wp:inline", "wp:anchor", "v:shape"):
            self.drawing(element, href, look)
        elif tag in _THROUGH or tag.startswith(("pic:", "wps:", "?:")):
            self.children(element, href, look)
        else:
            self.sign(element, href, look or {})

    def one_of(self, element: Element, href: str, look: Look | None) -> None:
        """Read the newest of several forms of the same that says anything to us."""
        for form in element:
            before = len(self.pieces), len(self.boxes)
            self.children(form, href, look)
            if before != (len(self.pieces), len(self.boxes)):
                return

    def run(self, element: Element, href: str) -> None:
        """Read letters of one look."""
        own = child_of(element, "w:rPr")
        styled = self.source.styles.letters(self.style, value_of(own, "w:rStyle"))
        look = {**styled, **letters_look(own)}
        if look.get("hidden"):
            self.source.warn(_("Hidden text of the Word file was left out."))
            return
        self.children(element, href, look)

    def text(self, words: str, href: str, look: Look) -> None:
        """Add letters."""
        if any(field.is_contents for field in self.lines.fields):
            return
        for field in self.lines.fields:
            field.said = field.said or field.result
        href = next((one.href for one in self.lines.fields if one.href), href)
        marks = marks_of(look)
        # A link is underlined anyway.
        marks = marks - {"underline"} if href else marks
        if words:
            font, capitals = str(look.get("font") or ""), bool(look.get("capitals"))
            self.pieces.append(Span(words, marks, href, font, capitals=capitals))

    def sign(self, element: Element, href: str, look: Look) -> None:
        """Add what stands for a sign; open and close fields."""
        tag = element.tag
        if tag in ("w:tab", "w:ptab"):
            self.text(" ", href, look)
        elif tag in ("w:br", "w:cr"):
            if element.get("w:type", "textWrapping") == "textWrapping":
                self.pieces.append(Break())
            else:  # a new page or column parts words, too
                self.text(" ", href, look)
        elif tag == "w:noBreakHyphen":
            self.text("\u2011", href, look)
        elif tag == "w:sym":
            self.symbol(element, href, look)
        elif tag == "w:fldChar":
            self.field(element, href, look)
        elif tag == "w:instrText" and self.lines.fields:
            self.lines.fields[-1].order += element.text or ""
        elif tag in ("w:footnoteReference", "w:endnoteReference"):
            kind = "footnotes" if tag == "w:footnoteReference" else "endnotes"
            self.source.notes.append((kind, element.get("w:id", "")))
            number = str(len(self.source.notes))
            self.pieces.append(Span(number, frozenset({"superscript"})))

    def field(self, element: Element, href: str, look: Look) -> None:
        """Open a field, begin its result, or close it."""
        fields = self.lines.fields
        kind = element.get("w:fldCharType", "")
        if kind == "begin":
            fields.append(Field(value=_form_value(child_of(element, "w:ffData"))))
        elif kind == "separate" and fields:
            fields[-1].result = True
            if fields[-1].is_contents:
                self.source.warn(_("The table of contents was left out."))
        elif kind == "end" and fields:
            closed = fields.pop()
            if closed.value and not closed.said:
                self.text(closed.value, href, look)

    def symbol(self, element: Element, href: str, look: Look) -> None:
        """Add a sign of a font of signs."""
        try:
            code = int(element.get("w:char", ""), 16)
        except ValueError:
            return
        font = element.get("w:font", "")
        found = _SYMBOLS.get(font, {}).get(code & 0xFF)
        if found is None and not 0xE000 <= code <= 0xF8FF and code < 0xD800:
            found = chr(code) if code >= 0x20 else None
        self.text(found or "•", href, look)

    def drawing(self, element: Element, href: str, look: Look | None) -> None:
        """Read a drawing: its picture with what is said of it, or its boxes."""
        properties = child_of(element, "wp:docPr")
        if properties is not None and properties.get("hidden") in ("1", "true"):
            self.source.warn(_("A hidden picture of the Word file was left out."))
            return
        if properties is None and element.get("alt"):
            properties = Element("properties", {"descr": element.get("alt", "")})
        blip = next(element.iter("a:blip"), None)
        if blip is None:
            blip = next(element.iter("v:imagedata"), None)
        if blip is not None and next(element.iter("w:txbxContent"), None) is None:
            self.picture(blip, properties, element)
        else:
            self.children(element, href, look)

    def ruby(self, element: Element, href: str, look: Look | None) -> None:
        """Read words with a reading above them: it stands in brackets behind them."""
        base, above = child_of(element, "w:rubyBase"), child_of(element, "w:rt")
        for one, before, after in ((base, "", ""), (above, "(", ")")):
            if one is not None and "".join(t.text or "" for t in one.iter("w:t")):
                self.text(before, href, look or {})
                self.children(one, href, look)
                self.text(after, href, look or {})

    def figure(self, element: Element) -> None:
        """Read a chart or a diagram, which is a part of its own."""
        is_chart = element.tag == "?:chart"
        relation = self.source.relations.get(
            element.get("r:id" if is_chart else "r:dm", "")
        )
        tree = self.source.package.tree(relation.target) if relation else None
        read = chart_blocks if is_chart else diagram_blocks
        blocks = read(tree) if tree is not None else []
        self.figures += blocks
        if not blocks:
            self.source.warn(_("A chart or diagram of the Word file was left out."))
        elif is_chart:
            self.source.warn(_("A chart came as the table of its figures."))
        else:
            self.source.warn(_("A diagram came as its words, one below the other."))

    def picture(
        self, blip: Element, properties: Element | None, drawing: Element | None = None
    ) -> None:
        """Add a picture; the same one twice in a drawing counts once."""
        name = blip.get("r:embed") or blip.get("r:id") or blip.get("r:link")
        frame = frame_of(blip if drawing is None else drawing, blip)
        shown = self.source.picture(name, properties, frame)
        if shown is not None and not self._has(shown):
            self.pieces.append(shown)

    def _has(self, shown: Shown) -> bool:
        last = self.pieces[-1] if self.pieces else None
        return isinstance(last, Shown) and last.number == shown.number


def _form_value(data: Element | None) -> str:
    """Return what a field of a form holds: a tick, or what was chosen from a list."""
    box, choice = child_of(data, "w:checkBox"), child_of(data, "w:ddList")
    if box is not None:
        ticked = is_on(box, "w:checked")
        return "☒" if (is_on(box, "w:default") if ticked is None else ticked) else "☐"
    if choice is not None:
        given = value_of(choice, "w:result") or value_of(choice, "w:default") or "0"
        entries = [one.get("w:val", "") for one in choice.findall("w:listEntry")]
        at = int(given) if given.isdecimal() and len(given) < 6 else 0
        return entries[at] if at < len(entries) else ""
    return value_of(child_of(data, "w:textInput"), "w:default") or ""
