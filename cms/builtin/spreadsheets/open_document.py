"""Writing ODS, the spreadsheets of OpenDocument 1.3: a zip archive of a few parts."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr


MIMETYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document-content xmlns:office="{_OFFICE}:office:1.0"'
    f' xmlns:table="{_OFFICE}:table:1.0" xmlns:text="{_OFFICE}:text:1.0"'
    f' xmlns:style="{_OFFICE}:style:1.0" xmlns:number="{_OFFICE}:datastyle:1.0"'
    f' xmlns:fo="{_OFFICE}:xsl-fo-compatible:1.0" office:version="1.3">'
    "<office:automatic-styles>"
    '<number:date-style style:name="day"><number:day number:style="long"/>'
    '<number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    '<style:style style:name="date" style:family="table-cell"'
    ' style:data-style-name="day"/>'
    '<style:style style:name="head" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_FOOT: Final = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0"'
    ' manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml"'
    ' manifest:media-type="text/xml"/></manifest:manifest>'
)

Rows = Iterable[Sequence[Any]]  # cells: text, numbers, booleans, days, None


def write_ods(tables: Sequence[tuple[str, Sequence[str], Rows]]) -> bytes:
    """Return tables, each of a title, headings and rows, as a file with a sheet each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # The type stands first and plain: programs look for it there.
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        with archive.open("content.xml", "w") as part:
            part.write(_HEAD.encode())
            for title, headers, rows in tables:
                part.write(f"<table:table table:name={quoteattr(title)}>".encode())
                part.write(_row([_text(one, "head") for one in headers]))
                for row in rows:
                    part.write(_row([_cell(one) for one in row]))
                part.write(b"</table:table>")
            part.write(_FOOT.encode())
    return out.getvalue()


def _row(cells: Iterable[str]) -> bytes:
    return f"<table:table-row>{''.join(cells)}</table:table-row>".encode()


def _text(words: str, style: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    lines = "".join(f"<text:p>{escape(one)}</text:p>" for one in words.split("\n"))
    return (
        f'<table:table-cell office:value-type="string"{styled}>{lines}'
        "</table:table-cell>"
    )


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, bool):
        word = "true" if value else "false"
        return (
            '<table:table-cell office:value-type="boolean"'
            f' office:boolean-value="{word}"/>'
        )
    if isinstance(value, int | float | Decimal):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    if isinstance(value, dt.date):
        return (
            '<table:table-cell table:style-name="date" office:value-type="date"'
            f' office:date-value="{value.isoformat()}">'
            f"<text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
        )
    return _text(str(value))
