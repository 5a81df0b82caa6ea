"""The file around a Word document: the same parts in the same order at no time of day."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx.document import Document as WordDocument


_FIRST = "[Content_Types].xml"
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def pack(word: WordDocument) -> bytes:
    """Return the document as a file whose bytes say nothing but its content."""
    _take_away_thumbnail(word.part.package)
    written = io.BytesIO()
    word.save(written)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def _take_away_thumbnail(package: Any) -> None:
    """Remove the picture of an empty page that python-docx's template brings."""
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
