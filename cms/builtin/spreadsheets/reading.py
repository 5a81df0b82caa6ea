"""Reading workbooks (XLSX) that people send: bounded, every cell with its place."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from flask_babel import gettext as _

from cms.errors import Problem, Refused
from cms.inputs import clean_text
from cms.media.archives import check_office_file


MOST_ROWS: Final = 10_001  # with the headings
MOST_COLUMNS: Final = 100
MOST_CELLS: Final = 500_000
MOST_SHEETS: Final = 20
MOST_BYTES: Final = 64 * 1024 * 1024  # of one part, unpacked
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    ArithmeticError,
)


@dataclass(frozen=True)
class SheetCell:
    """A cell: where it stands ("B7"), what it holds, and what kind of thing that is.

    ``kind`` is ``text``, ``number``, ``date``, ``boolean``, ``formula`` (the value
    is its text), ``error`` (the value is its name), or ``empty``.
    """

    place: str
    value: Any = None
    kind: str = "empty"


@dataclass
class Sheet:
    """A sheet: its title, its rows by their number (from 1), and its merged ranges."""

    title: str
    rows: dict[int, list[SheetCell]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)


def read_workbook(path: Path) -> list[Sheet]:
    """Return the sheets of an XLSX file; rows without any value are left out.

    Nothing is computed: a formula comes as what it is. Raises Refused, in words
    for its owner, for a file that is damaged, locked, dangerous, no workbook, or
    larger than what can be imported at once.
    """
    _refuse_others(path)
    check_office_file(path, "xlsx")
    try:
        with zipfile.ZipFile(path) as archive:
            extents = {
                title: _scan(archive, part) for title, part in _parts_of(archive)
            }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and days that it cannot read
            return [*_sheets(path, extents)]
    except _BROKEN as error:
        message = _("This file is damaged or is no workbook (XLSX).")
        raise Refused([Problem(message)]) from error


def _refuse_others(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        message = _(
            "This workbook is locked by a password or of the old kind (XLS): save it "
            "without a password as XLSX."
        )
        raise Refused([Problem(message)])
    if not head.startswith(b"PK"):
        message = _("This is no workbook (XLSX): save the table as XLSX first.")
        raise Refused([Problem(message)])


def _parts_of(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return the titles of the sheets and the parts that hold them, in order."""
    targets = {}
    for one in _tree(archive, "xl/_rels/workbook.xml.rels"):
        target = one.get("Target", "")
        place = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[one.get("Id")] = posixpath.normpath(place)
    found = []
    for element in _tree(archive, "xl/workbook.xml").iter():
        if element.tag.rpartition("}")[2] == "sheet":
            ids = [value for name, value in element.items() if name.endswith("}id")]
            found.append((element.get("name", ""), targets[ids[0]]))
    if len(found) > MOST_SHEETS:
        message = _("A workbook may have %(most)d sheets.", most=MOST_SHEETS)
        raise Refused([Problem(message)])
    return [(title, part) for title, part in found if "/worksheets/" in part]


def _tree(archive: zipfile.ZipFile, name: str) -> ET.Element:
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise ValueError(name)
    return ET.fromstring(archive.read(name))  # noqa: S314 # the caller has refused entities


@dataclass
class _Extent:
    """How far a sheet reaches, counted before anything of it is kept."""

    last_row: int = 1
    last_column: int = 1
    cells: int = 0
    merged: list[str] = field(default_factory=list)

    def add(self, cell: ET.Element) -> None:
        """Count a cell; one without a value has a style only."""
        self.cells += 1
        place = _REFERENCE.fullmatch(cell.get("r", ""))
        if place is None:
            raise ValueError(cell.get("r"))
        row, column = int(place[2]), _column(place[1])
        if self.cells > MOST_CELLS:
            raise _too_large()
        if len(cell):
            if row > MOST_ROWS or column > MOST_COLUMNS:
                raise _too_large()
            self.last_row = max(self.last_row, row)
            self.last_column = max(self.last_column, column)


def _scan(archive: zipfile.ZipFile, part: str) -> _Extent:
    """Return how far a sheet reaches; Refused when that is too far."""
    if any(one.file_size > MOST_BYTES for one in archive.infolist()):
        raise _too_large()
    extent = _Extent()
    with archive.open(part) as file:
        events = ET.iterparse(file, ("start", "end"))  # noqa: S314 # as above
        _event, root = next(events)
        for event, element in events:
            name = element.tag.rpartition("}")[2]
            if event == "start":
                continue
            if name == "c":
                extent.add(element)
            elif name == "mergeCell":
                extent.merged.append(element.get("ref", ""))
                if len(extent.merged) > MOST_ROWS:
                    raise _too_large()
            if name == "row" and len(root):
                root[-1].clear()  # what was counted is forgotten
    return extent


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _too_large() -> Refused:
    message = _(
        "The workbook is too large: at most %(rows)d rows and %(columns)d columns can "
        "be imported at once. Divide it, and delete empty rows below the table.",
        rows=MOST_ROWS - 1,
        columns=MOST_COLUMNS,
    )
    return Refused([Problem(message)])


def _sheets(path: Path, extents: dict[str, _Extent]) -> Iterator[Sheet]:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        message = _("This server cannot read workbooks: ask whoever runs it.")
        raise Refused([Problem(message)]) from error
    book = load_workbook(path, read_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file claims may be wrong
            extent = extents[sheet.title]
            found = Sheet(sheet.title, merged=extent.merged)
            rows = sheet.iter_rows(max_row=extent.last_row, max_col=extent.last_column)
            for number, row in enumerate(rows, 1):
                cells = [_cell(one, number, at) for at, one in enumerate(row)]
                if any(one.kind != "empty" for one in cells):
                    found.rows[number] = cells
            yield found
    finally:
        book.close()


def _cell(cell: Any, row: int, column: int) -> SheetCell:
    letters, number = "", column
    while number >= 0:
        number, rest = divmod(number, 26)
        letters = chr(65 + rest) + letters
        number -= 1
    place, value = f"{letters}{row}", cell.value
    if value is None:
        return SheetCell(place)
    if cell.data_type == "f":
        return SheetCell(place, str(value), "formula")
    if cell.data_type == "e":
        return SheetCell(place, str(value), "error")
    if isinstance(value, bool):
        return SheetCell(place, value, "boolean")
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return SheetCell(place, value, "date")
    if isinstance(value, int | float):
        return SheetCell(place, value, "number")
    words = clean_text(str(value)).strip()
    return SheetCell(place, words, "text") if words else SheetCell(place)
