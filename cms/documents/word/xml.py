"""Elements of WordprocessingML, made and found by their short names."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


#: Twentieths of a point, in which Word measures.
TWIPS_IN_MM = 1440 / 25.4


def make(name: str, /, *children: Any, **attributes: Any) -> Any:
    """Return the element ``w:name`` with children and attributes of the same space."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(w(key), str(value))
    element.extend(children)
    return element


def w(name: str) -> str:
    """Return the full name of ``w:name``."""
    return qn(f"w:{name}")


def twips(millimetres: float) -> int:
    """Return a length in twentieths of a point."""
    return round(millimetres * TWIPS_IN_MM)
