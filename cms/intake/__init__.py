"""Documents that arrive from elsewhere: a Word file read, a drop made into a draft."""

from __future__ import annotations

from cms.intake.arrived import Arrived, Picture, Version
from cms.intake.reading import read_docx


__all__ = ["Arrived", "Picture", "Version", "read_docx"]
