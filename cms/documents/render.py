"""Write a document in one of its three formats; each writer is loaded when it is needed."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from markupsafe import Markup

from cms.documents.model import Document
from cms.errors import CmsError, ConfigError


#: What a writer needs, and the extra of sen-cms that brings it.
_LIBRARIES = {"pdf": ("typst", "pdf"), "word": ("docx", "docx")}


class PdfError(CmsError):
    """The PDF took too long or could not be made; nothing is written."""


def render_html(document: Document, *, heading: int = 1) -> Markup:
    """Return the document as an element of a page; its title is an h1, or lower.

    The page links ``/static/documents.css``. Raises ``Refused`` for a document
    that cannot be set out.
    """
    page: Markup = _writer("html").render(document, heading)
    return page


def render_html_file(document: Document) -> bytes:
    """Return the document as a page of its own, with its styles in it, in UTF-8."""
    file: bytes = _writer("html").render_file(document)
    return file


def render_pdf(document: Document) -> bytes:
    """Return the document as PDF/A-2a and PDF/UA-1, the same bytes each time.

    Typst runs in a process of its own, for two minutes at most. Raises
    ``Refused`` with a problem for each character that the fonts lack,
    ``PdfError`` when it cannot be made, ``ConfigError`` where the extra
    ``pdf`` is not installed.
    """
    file: bytes = _writer("pdf").render(document)
    return file


def render_docx(document: Document) -> bytes:
    """Return the document as DOCX, the same bytes each time.

    Raises ``Refused`` for a document that cannot be set out, ``ConfigError``
    where the extra ``docx`` is not installed.
    """
    file: bytes = _writer("word").render(document)
    return file


def _writer(name: str) -> Any:
    """Return a writer's module; raises ``ConfigError`` that names the extra to install."""
    library, extra = _LIBRARIES.get(name, ("", ""))
    if library and importlib.util.find_spec(library) is None:
        raise ConfigError(
            f"Documents in this format need the package {library!r}, which is not "
            f"installed. Install sen-cms[{extra}]."
        )
    return importlib.import_module(f"cms.documents.{name}")
