"""Tables of typed cells as files of spreadsheet programs, written and read."""

from __future__ import annotations

from cms.builtin.spreadsheets.reading import Sheet, SheetCell, read_workbook
from cms.builtin.spreadsheets.writing import TABLE_FORMATS, Table, write_tables


__all__ = [
    "TABLE_FORMATS",
    "Sheet",
    "SheetCell",
    "Table",
    "read_workbook",
    "write_tables",
]
