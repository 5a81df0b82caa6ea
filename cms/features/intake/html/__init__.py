"""HTML of other programs, read into rich text: files and what was pasted."""

from __future__ import annotations

from cms.features.intake.html.reading import from_html, tidied


__all__ = ["from_html", "tidied"]
