"""Checking files that are kept as they are: PDF, office files, plain text."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask_babel import gettext as _

from cms.media.archives import check_office_file
from cms.media.kinds import FILES, refuse
from cms.media.pdf import check_pdf


_HEAD: Final = 4096
_TEXT_CHUNK: Final = 1024 * 1024


def check_file(path: Path, extension: str) -> None:
    """Raise Refused unless the content is of the kind that the extension says."""
    kind = FILES[extension].check
    if kind == "zip":
        check_office_file(path, extension)
    elif kind == "pdf":
        _check_pdf(path)
    else:
        _check_text(path)


def _check_pdf(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, size - _HEAD))
        tail = file.read()
    if not head.startswith(b"%PDF-") or b"%%EOF" not in tail:
        raise refuse(_("This file is damaged or is not what its name says."))
    check_pdf(path)


def _check_text(path: Path) -> None:
    """Refuse binary content under the name of a text."""
    with path.open("rb") as file:
        wide = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
        file.seek(0)
        while chunk := file.read(_TEXT_CHUNK):
            if b"\x00" in chunk and not wide:
                raise refuse(_("This file is damaged or is not what its name says."))
