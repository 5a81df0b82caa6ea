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
from cms.documents.composed import Composed
from cms.documents.glyphs import missing_glyphs
from cms.documents.model import Document
from cms.documents.render import PdfError
from cms.documents.template_data import template_data
from cms.errors import Refused


STANDARDS: Final = ["a-2a", "ua-1"]
#: What one document may take.
SECONDS: Final = 120
MEMORY: Final = 4_000_000_000


def render(document: Document) -> bytes:
    """Return the document as PDF; the same document gives the same bytes.

    Raises ``Refused`` with a problem for each character that the fonts lack.
    """
    composed = compose(document)
    if problems := missing_glyphs(composed):
        raise Refused(problems)
    return _typeset(json.dumps(template_data(composed), ensure_ascii=False), composed)


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
