"""Official documents: one source set out by law or party rule as HTML, PDF and DOCX.

A caller builds a ``Document`` of blocks, its layout chosen by
``choose_profile`` from its kind of body and its date, and renders it. The same
document gives the same bytes. Typst and python-docx come with the extras
``pdf`` and ``docx`` and are loaded when a document needs them.
"""

from __future__ import annotations

from cms.documents.document_numbers import (
    DocumentNumber,
    find_document_numbers,
    parse_document_number,
)
from cms.documents.model import (
    Authority,
    Block,
    Cell,
    Clause,
    Column,
    Document,
    Figure,
    Heading,
    Level,
    List,
    Paragraph,
    Run,
    Signature,
    Table,
)
from cms.documents.profile import (
    Profile,
    UnknownProfile,
    choose_profile,
    get_profile,
)
from cms.documents.render import (
    PdfError,
    render_docx,
    render_html,
    render_html_file,
    render_pdf,
)
from cms.documents.richtext_blocks import from_richtext


__all__ = [
    "Authority",
    "Block",
    "Cell",
    "Clause",
    "Column",
    "Document",
    "DocumentNumber",
    "Figure",
    "Heading",
    "Level",
    "List",
    "Paragraph",
    "PdfError",
    "Profile",
    "Run",
    "Signature",
    "Table",
    "UnknownProfile",
    "choose_profile",
    "find_document_numbers",
    "from_richtext",
    "get_profile",
    "parse_document_number",
    "render_docx",
    "render_html",
    "render_html_file",
    "render_pdf",
]
