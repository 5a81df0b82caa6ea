"""Writing tables as CSV, XLSX or ODS: dates as dates, numbers as numbers, text as text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _

from cms.builtin.spreadsheets.open_document import write_ods
from cms.errors import Problem, Refused


Cell = str | int | float | Decimal | bool | dt.date | None

#: What begins so would be run as a formula by a program that opens a CSV file.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
#: Signs that XML cannot hold.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Excel keeps so many letters in a cell, so many digits in a number, and no earlier day.
MOST_LETTERS: Final = 32_767
MOST_DIGITS: Final = 15
FIRST_DAY: Final = dt.date(1900, 3, 1)
_TITLE: Final = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Table:
    """A table: the name of its sheet, its headings, and rows of typed cells."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_tables(tables: Sequence[Table], kind: str) -> bytes:
    """Return tables as a file: ``csv`` (the first table only), ``xlsx`` or ``ods``.

    No cell is a formula, whatever it begins with. Raises Refused when the
    server lacks what writes the format.
    """
    write, _media_type = TABLE_FORMATS[kind]
    return write([_plain(table) for table in tables])


def _plain(table: Table) -> Table:
    title = _TITLE.sub(" ", _clean(table.title))[:31].strip() or "1"
    headers = [_clean(one) for one in table.headers]
    return Table(title, headers, ([_fitting(one) for one in row] for row in table.rows))


def _clean(words: str) -> str:
    return _FORBIDDEN.sub("", words)


def _fitting(cell: Cell) -> Cell:
    """Return a cell as every program keeps it whole: long numbers and old days as text."""
    if isinstance(cell, str):
        words = _clean(cell)
        return words if len(words) <= MOST_LETTERS else f"{words[: MOST_LETTERS - 1]}…"
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | Decimal):
        digits = len(Decimal(cell).as_tuple().digits)
        return str(cell) if digits > MOST_DIGITS else cell
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, dt.date):
        return cell if cell >= FIRST_DAY else cell.isoformat()
    return cell


def _write_csv(tables: Sequence[Table]) -> bytes:
    """Return UTF-8 with its mark, without which Excel reads another encoding."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_unrun(one) for one in tables[0].headers])
    writer.writerows([_unrun(one) for one in row] for row in tables[0].rows)
    return out.getvalue().encode("utf-8-sig")


def _unrun(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.lstrip(" \n").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _write_xlsx(tables: Sequence[Table]) -> bytes:
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
    except ImportError as error:
        message = _("This server cannot write workbooks: choose ODS or CSV.")
        raise Refused([Problem(message)]) from error
    book = Workbook(write_only=True)
    bold = Font(bold=True)
    for table in tables:
        sheet = book.create_sheet(table.title)
        sheet.freeze_panes = "A2"
        heads = [WriteOnlyCell(sheet, one) for one in table.headers]
        for number, head in enumerate(heads):
            head.font, head.data_type = bold, "s"
            width = min(40, max(10, len(table.headers[number]) + 2))
            sheet.column_dimensions[_letters(number)].width = width
        sheet.append(heads)
        for row in table.rows:
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # also of what begins like a formula
                elif isinstance(value, dt.date):
                    cell.number_format = "dd/mm/yyyy"
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _letters(number: int) -> str:
    """Return the letters of a column; the first is 0."""
    letters = ""
    while number >= 0:
        number, rest = divmod(number, 26)
        letters = chr(65 + rest) + letters
        number -= 1
    return letters


def _write_ods(tables: Sequence[Table]) -> bytes:
    return write_ods([(one.title, one.headers, one.rows) for one in tables])


#: How each format is written, and its media type.
TABLE_FORMATS: Final[dict[str, tuple[Callable[[Sequence[Table]], bytes], str]]] = {
    "csv": (_write_csv, "text/csv"),
    "xlsx": (
        _write_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "ods": (_write_ods, "application/vnd.oasis.opendocument.spreadsheet"),
}
