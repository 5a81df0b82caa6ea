"""Records out of text: a conference, its people, its papers, each with its sentence."""

from __future__ import annotations

from cms_extraction.extracting import extract
from cms_extraction.paper_records import Place
from cms_extraction.records import SCHEMA, Extraction
from cms_extraction.register import (
    KnownBody,
    KnownEvent,
    KnownPerson,
    KnownPost,
    Register,
)
from cms_extraction.spans import Span


__all__ = [
    "SCHEMA",
    "Extraction",
    "KnownBody",
    "KnownEvent",
    "KnownPerson",
    "KnownPost",
    "Place",
    "Register",
    "Span",
    "extract",
]
