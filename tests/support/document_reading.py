"""Read documents back from HTML, PDF and DOCX with other means than those that wrote them."""

import io
import re
import unicodedata
from collections import defaultdict

import docx
import html5lib
import pdfplumber
import pikepdf
from docx.oxml.ns import qn
from pdfplumber.page import PDFPageAggregatorWithMarkedContent


DECORATIONS = {"Official Sign", "Official Title End"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {"p", "div", "li", "td", "th", "tr", "caption", "figcaption", "br"}
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def normalised(words):
    """Return words with single spaces, composed."""
    return " ".join(unicodedata.normalize("NFC", words).split())


# HTML


def html_text(page):
    """Return what somebody hears of a page, list signs included."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return normalised("".join(_html_pieces(tree.find("body"))))


def _html_pieces(element, sign=""):
    if element.get("aria-hidden") == "true":
        return
    block = element.tag in BLOCKS
    yield " " if block else ""
    yield sign
    yield element.text or ""
    number = int(element.get("start", 1))
    for child in element:
        classes = element.get("class", "").split()
        sign = ""
        if child.tag == "li" and "document-items" in classes:
            if element.tag == "ol":
                sign = f"{number}. "
                number += 1
            else:
                sign = "- " if "document-dash" in classes else "+ "
        yield from _html_pieces(child, sign)
        yield child.tail or ""
    yield " " if block else ""


# PDF


class _Marked(PDFPageAggregatorWithMarkedContent):
    """Gives a span within marked content the id and kind of what it stands in."""

    def begin_tag(self, tag, props=None):
        outer = (self.cur_tag, self.cur_mcid)
        self.outer = [*getattr(self, "outer", []), outer]
        super().begin_tag(tag, props)
        if self.cur_mcid is None and outer[0]:
            self.cur_tag, self.cur_mcid = outer

    def end_tag(self):
        self.cur_tag, self.cur_mcid = self.outer.pop()


pdfplumber.page.PDFPageAggregatorWithMarkedContent = _Marked


def open_pdf(content):
    return pdfplumber.open(io.BytesIO(content))


def pdf_text(content, spaces=True):
    """Return what somebody hears of a PDF: its tags in order, no artifacts."""
    marked = defaultdict(list)
    with open_pdf(content) as pdf:
        for page in pdf.pages:
            for char in page.chars:
                marked[page.page_number, char["mcid"]].append(char)
    found, before = [], None
    for place in marked_content(content):
        for char in marked[place]:
            if spaces and before and _apart(before, char):
                found.append(" ")
            found.append(char["text"])
            before = char
    # Chances to break a long word have no width and are not heard.
    return normalised("".join(found).replace("\u200b", ""))


def marked_content(content):
    """Yield (page number, id) of marked content in the order of the tags."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        yield from _marked(pdf.Root.StructTreeRoot, None, pages)


def _marked(node, page, pages):
    if isinstance(node, int):
        yield page, node
        return
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _marked(kid, page, pages)
        return
    page = pages[node.Pg.objgen] if "/Pg" in node else page
    if "/MCID" in node:
        yield page, node.MCID
        return
    if "/K" in node:
        yield from _marked(node.K, page, pages)


def _apart(before, char):
    size = max(before["size"], char["size"])
    return (
        before["page_number"] != char["page_number"]
        or char["x0"] < before["x1"] - size
        or char["x0"] > before["x1"] + 0.24 * size
        or abs(char["top"] - before["top"]) > 0.9 * size
    )


def pdf_lines(page):
    """Return a page's printed lines as (text, first char), spaces left out."""
    rows = defaultdict(list)
    for char in page.chars:
        if char["text"].strip():
            rows[round(char["bottom"])].append(char)
    return [
        ("".join(char["text"] for char in row), row[0])
        for _bottom, row in sorted(rows.items())
    ]


def find_in_page(page, words):
    """Return the characters of the first place where a page says these words."""
    wanted = re.sub(r"\s", "", words)
    chars = [char for char in page.chars if char["text"].strip()]
    start = "".join(char["text"] for char in chars).find(wanted)
    assert start >= 0, f"{words!r} is not on the page"
    return chars[start : start + len(wanted)]


# DOCX


def open_docx(content):
    return docx.Document(io.BytesIO(content))


def docx_text(content):
    """Return the paragraphs of a file with the numbers that Word would count."""
    word = open_docx(content)
    numbers = _Numbers(word)
    return normalised(
        " ".join(
            numbers.of(paragraph) + paragraph.text
            for paragraph in docx_paragraphs(word)
            if paragraph.style.name not in DECORATIONS
        )
    )


def docx_paragraphs(word):
    """Yield all paragraphs in order, those of tables where they stand."""
    for block in word.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _table_paragraphs(block)
        else:
            yield block


def _table_paragraphs(table):
    for row in table._tbl.tr_lst:
        for cell in row.tc_lst:
            merge = cell.tcPr.find(qn("w:vMerge"))
            if merge is None or merge.get(qn("w:val")) == "restart":
                yield from docx_paragraphs(docx.table._Cell(cell, table))


class _Numbers:
    """The numbering part of a file, counting as Word does."""

    def __init__(self, word):
        part = word.part.numbering_part.element
        self.levels, self.series = {}, {}
        for abstract in part.findall(qn("w:abstractNum")):
            number = abstract.get(qn("w:abstractNumId"))
            self.levels[number] = abstract.findall(qn("w:lvl"))
        for one in part.findall(qn("w:num")):
            abstract = one.find(qn("w:abstractNumId")).get(qn("w:val"))
            starts = {
                int(over.get(qn("w:ilvl"))): int(over[0].get(qn("w:val")))
                for over in one.findall(qn("w:lvlOverride"))
            }
            self.series[one.get(qn("w:numId"))] = (abstract, starts)
        self.counts = defaultdict(lambda: defaultdict(int))
        self.begun = set()

    def of(self, paragraph):
        properties = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
        if properties is None:
            return ""
        number, place = str(properties.numId.val), properties.ilvl.val
        abstract, starts = self.series[number]
        counts = self.counts[abstract]
        level = self.levels[abstract][place]
        if place in starts and (number, place) not in self.begun:
            counts[place] = starts[place] - 1
            self.begun.add((number, place))
        counts[place] += 1
        for below, definition in enumerate(self.levels[abstract]):
            restart = definition.find(qn("w:lvlRestart"))
            after = int(restart.get(qn("w:val"))) if restart is not None else below
            if below > place and after > place:
                counts[below] = 0
        words = level.find(qn("w:lvlText")).get(qn("w:val"))
        form = level.find(qn("w:numFmt")).get(qn("w:val"))
        counted = roman(counts[place]) if form == "upperRoman" else str(counts[place])
        return words.replace(f"%{place + 1}", counted) + " "


def roman(value):
    written = ""
    for worth, sign in ROMAN:
        count, value = divmod(value, worth)
        written += sign * count
    return written
