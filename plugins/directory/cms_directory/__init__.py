"""Organisations, people, terms and position titles; what other plugins may import."""

from __future__ import annotations

from cms_directory.checks import check_lifetimes
from cms_directory.names import ORGANISATION, PERSON, POSITION_TITLE, TERM
from cms_directory.queries import Bylines, bylines, has_left, readable, today
from cms_directory.views import once


__all__ = [
    "ORGANISATION",
    "PERSON",
    "POSITION_TITLE",
    "TERM",
    "Bylines",
    "bylines",
    "check_lifetimes",
    "has_left",
    "once",
    "readable",
    "today",
]
