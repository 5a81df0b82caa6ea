"""The objects of a PDF beside its pages; scripts among them are refused."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flask_babel import gettext as _

from cms.media.kinds import refuse


MOST_UNPACKED: Final = 32 * 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|RichMedia|ImportData)(?=[\s()<>\[\]{}/%]|$)"
)


def check_pdf(path: Path) -> None:
    """Raise Refused when a PDF holds a script, or an action that starts a program.

    Nothing is taken out: a paper may be signed, and writing it anew breaks that.
    """
    if _ACTIVE.search(pdf_objects(path)):
        words = _("This PDF holds scripts or actions. Please print it into a new PDF.")
        raise refuse(words)


def pdf_objects(path: Path) -> bytes:
    """Return the objects of a PDF without pages and pictures, names not escaped."""
    source = path.read_bytes()
    parts = [_STREAM.sub(b"stream endstream", source), *_compressed(source)]
    return _unescaped(b"\n".join(parts))


def _unescaped(names: bytes) -> bytes:
    return _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), names)


def _compressed(source: bytes) -> Iterator[bytes]:
    """Yield the objects that stand in streams; those of an encrypted file stay hidden."""
    left, last = MOST_UNPACKED, 0
    for stream in _STREAM.finditer(source):
        head = source[max(last, stream.start() - 2000) : stream.start()]
        last = stream.end()
        if b"ObjStm" not in _unescaped(head.rpartition(b" obj")[2]):
            continue
        try:
            plain = zlib.decompressobj().decompress(stream[1], left)
        except zlib.error:
            continue
        yield plain
        left -= len(plain)
        if left <= 0:
            raise refuse(_("This file unpacks to far more than it holds."))
