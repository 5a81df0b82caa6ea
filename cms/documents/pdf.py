"""Write a document as PDF/A-2a and PDF/UA-1 with Typst; its words go in as data."""

from __future__ import annotations

import calendar
import json
import subprocess
import sys
from importlib.resources import as_file, files
from typing import Any, Final

from cms.documents import typesetter
from cms.documents.compose import compose
from cms.documents.composed import (
    Composed,
    Grid,
    GridCell,
    Head,
    ItemList,
    Line,
    Part,
    Picture,
    Rule,
    SignatureBlock,
    lines_in,
)
from cms.documents.glyphs import missing_glyphs
from cms.documents.metrics import FAMILY
from cms.documents.model import Document
from cms.documents.pieces import pieces
from cms.documents.render import PdfError
from cms.errors import Refused


STANDARDS: Final = ["a-2a", "ua-1"]
#: What one document may take.
SECONDS: Final = 120
MEMORY: Final = 4_000_000_000
#: A row of more characters may be longer than a page, so it must be able to break.
_UNBROKEN = 600
#: Headers of more characters could fill the page on which they come again.
_REPEATED = 1500
#: Millimetres that a letter of a long word may take.
_LETTER = 3.0


def render(document: Document) -> bytes:
    """Return the document as PDF; the same document gives the same bytes.

    Raises ``Refused`` with a problem for each character that the fonts lack.
    """
    composed = compose(document)
    if problems := missing_glyphs(composed):
        raise Refused(problems)
    return _typeset(json.dumps(_data(composed), ensure_ascii=False), composed)


def _typeset(data: str, composed: Composed) -> bytes:
    """Return the PDF that a process of its own makes of the data."""
    room = files("cms.documents")
    day = max(composed.date.year, 1970), composed.date.month, composed.date.day
    with (
        as_file(room / "fonts") as fonts,
        as_file(room / "typesetter.py") as script,
    ):
        request = {
            "template": (room / "template.typ").read_text("utf-8"),
            "data": data,
            "fonts": str(fonts),
            "standards": STANDARDS,
            "timestamp": calendar.timegm((*day, 0, 0, 0)),
            "seconds": SECONDS,
            "bytes": MEMORY,
        }
        return _answer([sys.executable, "-I", str(script)], request, composed.name)


def _answer(command: list[str], request: dict[str, Any], name: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 (our own script, no shell)
            command,
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfError(
            f"The PDF of “{name[:80]}” was not ready after {SECONDS} seconds. "
            "Divide the document."
        ) from error
    if done.returncode == 0:
        return done.stdout
    # What was said last, without the compiler's trace.
    lines = done.stderr.decode(errors="replace").strip().splitlines() or [""]
    reason = lines[-1] if done.returncode != typesetter.REFUSED else lines[0]
    raise PdfError(f"The PDF of “{name[:80]}” could not be made: {reason}")


def _data(composed: Composed) -> dict[str, Any]:
    """Return all that the template is told, as JSON values."""
    profile = composed.profile
    text_width = profile.page.text_width
    body = [_part(part, text_width) for part in composed.body]
    if body and _may_be_kept(composed.body[-1]):
        body[-1]["keep"] = True  # the signature never stands alone on a page
    return {
        "name": composed.name,
        "author": composed.author,
        "language": composed.language,
        "date": [composed.date.year, composed.date.month, composed.date.day],
        "family": FAMILY,
        "page": profile.page.model_dump(),
        "styles": {
            name: {**style.model_dump(), "line": profile.line_of(name)}
            for name, style in profile.styles.items()
        },
        "list": {
            "indent": profile.body.list_indent,
            "hanging": profile.body.list_hanging,
            "before": profile.body.before,
        },
        "rule_weight": profile.header.rule_weight,
        "draft": _line(composed.draft, text_width) if composed.draft else None,
        "head": {
            "columns": profile.header.columns,
            "rows": [
                [
                    [_head(part, width) for part in column]
                    for column, width in zip(
                        (row.left, row.right), profile.header.columns, strict=True
                    )
                ]
                for row in composed.head
            ],
        },
        "title": [_head(part, text_width) for part in composed.title],
        "addressees": [_line(one, text_width) for one in composed.addressees],
        "body": body,
        "recipients": [
            _line(one, profile.foot.columns[0]) for one in composed.foot.recipients
        ],
        "signatures": [
            _signature(one, profile.foot.columns[0]) for one in composed.foot.signatures
        ],
        "signature_gap": profile.foot.signature_gap,
        "foot_columns": profile.foot.columns,
    }


def _may_be_kept(part: Part) -> bool:
    return isinstance(part, Line) and len(part.text) < _UNBROKEN


def _part(part: Part, width: float, *, in_cell: bool = False) -> dict[str, Any]:
    if isinstance(part, Line):
        return _line(part, width, whole=not in_cell)
    if isinstance(part, ItemList):
        return {
            "kind": "list",
            "items": [
                [_part(one, max(width - 15, 5), in_cell=in_cell) for one in item]
                for item in part.items
            ],
            "markers": part.markers,
            "ordered": part.ordered,
            "start": part.start,
            "indented": not in_cell and not part.nesting,
        }
    return _table(part, width) if isinstance(part, Grid) else _picture(part, width)


def _line(line: Line, width: float, *, whole: bool = True) -> dict[str, Any]:
    letters = max(int(width / _LETTER), 1)
    return {
        "kind": "line",
        "style": line.style,
        "number": line.number,
        "breaks": line.breaks,
        "depth": line.depth,
        "align": line.align,
        "decorative": line.decorative,
        "runs": [
            {
                "pieces": pieces(run.text, letters, whole=whole),
                "bold": run.bold,
                "italic": run.italic,
                # PDF/UA has one line with a text at most.
                "underline": run.underline and not run.strike,
                "strike": run.strike,
                "script": run.script,
                "link": run.link,
            }
            for run in line.runs
        ],
    }


def _head(part: Head, width: float) -> dict[str, Any]:
    return {"width": part.width} if isinstance(part, Rule) else _line(part, width)


def _table(grid: Grid, width: float) -> dict[str, Any]:
    shares = [column.share for column in grid.columns]
    mean = width / len(shares)
    heads = grid.rows[: grid.header_rows]
    return {
        "kind": "table",
        "shares": shares,
        "header_rows": grid.header_rows,
        "repeat": sum(map(_length, heads)) < _REPEATED,
        "caption": _line(grid.caption, width) if grid.caption else None,
        "rows": [
            [_cell(cell, min(min(shares) * width, mean), breakable) for cell in row]
            for row in grid.rows
            for breakable in [_length(row) > _UNBROKEN]
        ],
    }


def _length(row: tuple[GridCell, ...]) -> int:
    """Return how long a row may get: its characters, with room for each line."""
    return sum(len(line.text) + 40 for cell in row for line in lines_in(cell.parts))


def _cell(cell: GridCell, width: float, breakable: bool) -> dict[str, Any]:
    return {
        "parts": [_part(part, width, in_cell=True) for part in cell.parts],
        "columns": cell.columns,
        "rows": cell.rows,
        "header": cell.header,
        "align": cell.align,
        "breakable": breakable or cell.rows > 1,
    }


def _picture(picture: Picture, width: float) -> dict[str, Any]:
    return {
        "kind": "picture",
        "data": list(picture.data),
        "alt": picture.alt,
        "caption": _line(picture.caption, width) if picture.caption else None,
        "width": picture.width,
    }


def _signature(block: SignatureBlock, width: float) -> dict[str, Any]:
    return {
        "above": [_line(one, width) for one in block.above],
        "mark": _line(block.mark, width) if block.mark else None,
        "name": _line(block.name, width) if block.name else None,
    }
