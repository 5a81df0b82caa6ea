"""Runs, links and rules in paragraphs of a Word document."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from cms.documents.composed import Line, Rule
from cms.documents.model import Run
from cms.documents.profile import Profile, Style
from cms.documents.word.xml import make


#: What comes behind a border in the properties of a paragraph.
_BEHIND = ("w:spacing", "w:ind", "w:jc", "w:rPr")


def put_line(paragraph: Any, line: Line, profile: Profile, *, number: bool) -> None:
    """Put a line's runs into its paragraph; with ``number`` also its printed number."""
    style = profile.styles[line.style]
    if number and line.number:
        paragraph.add_run(line.number)
    if line.breaks:
        paragraph.add_run("\n")
    for run in line.runs:
        _put_run(paragraph, run, style)
    if line.align and line.align != style.align:
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, line.align.upper())
        if line.align in ("center", "right"):
            paragraph.paragraph_format.first_line_indent = Mm(0)


def put_rule(paragraph: Any, rule: Rule, room: float, weight: float) -> None:
    """Draw a rule under an empty paragraph, in the middle of ``room`` millimetres."""
    # Eighths of a point.
    line = make("bottom", val="single", sz=round(weight * 8), space=1, color="000000")
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(make("pBdr", line), *_BEHIND)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(max((room - rule.width) / 2, 0))


def _put_run(paragraph: Any, run: Run, style: Style) -> None:
    """Put one run, saying only what differs from its paragraph's style."""
    made = paragraph.add_run(run.text)
    if run.bold and not style.bold:
        made.bold = True
    if run.italic and not style.italic:
        made.italic = True
    if run.underline and not style.underline:
        made.underline = True
    if run.strike:
        made.font.strike = True
    if run.script:
        made.font.superscript = run.script == "super"
        made.font.subscript = run.script == "sub"
    if run.link:
        _link(paragraph, run.link).append(made._r)


def _link(paragraph: Any, address: str) -> Any:
    """Return a link at the end of a paragraph, for the runs that it leads from."""
    link = OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(
        address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link.set(qn("r:id"), target)
    paragraph._p.append(link)
    return link
