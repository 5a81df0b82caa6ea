"""Documents that arrive from elsewhere: a Word file read, a drop made into a draft."""

from __future__ import annotations

from cms.features.intake.arrived import Arrived, Picture, Version
from cms.features.intake.reading import read_docx


__all__ = ["Arrived", "Picture", "Version", "read_docx"]
