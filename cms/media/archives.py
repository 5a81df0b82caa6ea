"""Looking into office files, which are zip archives, without being overwhelmed by them."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final

from flask_babel import gettext as _

from cms.media.kinds import refuse


MAX_ENTRIES: Final = 2000
MAX_TOTAL: Final = 200 * 1024 * 1024
MAX_RATIO: Final = 100
SMALL: Final = 16 * 1024 * 1024  # below this a high ratio harms nobody
MAX_DIRECTORY: Final = 1024 * 1024
_CHUNK: Final = 64 * 1024
_END = b"PK\x05\x06"
_END_SIZE: Final = 22
_LOCAL_HEADER: Final = 30

# What must be inside for the extension to be true: a part of this name, or one
# of this type under whatever name.
_HEARTS = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
    "odt": ("content.xml", b""),
    "ods": ("content.xml", b""),
}
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(rb"<[A-Za-z_:\x80-\xff]")
_ODF_TYPES = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
_MARKUP = (".xml", ".rels")
_MACROS = ("vbaProject", "vbaData", "macrosheets/", "activeX/", "Basic/", "Scripts/")


def check_office_file(path: Path, extension: str) -> None:
    """Raise Refused unless the file is an honest, harmless one of its kind."""
    try:
        with path.open("rb") as file:
            _check_directory_size(file)
        with zipfile.ZipFile(path) as archive:
            _check_entries(archive.infolist(), path.stat().st_size)
            _check_heart(archive, extension)
            _check_contents(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        struct.error,
        IndexError,
    ) as error:
        raise _damaged() from error


def _damaged() -> Exception:
    return refuse(_("This file is damaged or is not what its name says."))


def _check_directory_size(file: BinaryIO) -> None:
    """Refuse a huge list of entries before anything reads it."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - 66_000))
    tail = file.read()
    position = tail.rfind(_END)
    if position < 0 or len(tail) - position < _END_SIZE:
        raise _damaged()
    entries, directory, start, comment = struct.unpack(
        "<10xH2LH", tail[position : position + _END_SIZE]
    )
    behind = start + directory - (size - len(tail))
    # A second end record could show one directory here and another to zipfile; one
    # in front of the directory is of an archive that this one holds.
    if (
        position + _END_SIZE + comment != len(tail)
        or behind > position
        or _END in tail[max(0, behind) : position]
    ):
        raise _damaged()
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise refuse(_("This file holds too many parts."))


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise refuse(_("This file holds too many parts."))
    if len({entry.filename for entry in entries}) != len(entries):
        raise _damaged()
    for entry in entries:
        _check_entry(entry)
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [*(entry.header_offset for entry in ordered[1:]), size]
    for entry, end in zip(ordered, ends, strict=True):
        header = _LOCAL_HEADER + len(entry.orig_filename.encode("utf-8", "replace"))
        # Overlapping parts make a small file unpack to a huge one.
        if entry.header_offset + header + entry.compress_size > end:
            raise _damaged()


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & 0x1:
        raise refuse(_("This file is protected by a password. Please remove it first."))
    if any(sign in name for sign in _MACROS):
        raise refuse(
            _("Files with macros are not accepted. Please save it without macros.")
        )
    outside = name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name
    link = stat.S_ISLNK(entry.external_attr >> 16)
    if outside or link or entry.compress_type not in (0, 8):
        raise _damaged()


def _check_heart(archive: zipfile.ZipFile, extension: str) -> None:
    names = set(archive.namelist())
    name, kind = _HEARTS[extension]
    if name not in names and not (kind and kind in _types(archive, names)):
        raise _damaged()
    if extension in _ODF_TYPES:
        with archive.open("mimetype") if "mimetype" in names else _nothing() as part:
            if part.read(100).strip() != _ODF_TYPES[extension]:
                raise _damaged()
    elif "[Content_Types].xml" not in names:
        raise _damaged()


def _types(archive: zipfile.ZipFile, names: set[str]) -> bytes:
    """Return the list of the types of the parts."""
    if "[Content_Types].xml" not in names:
        return b""
    with archive.open("[Content_Types].xml") as part:
        return part.read(MAX_DIRECTORY)


def _nothing() -> BinaryIO:
    raise _damaged()


def _check_contents(archive: zipfile.ZipFile) -> None:
    """Unpack everything into nothing, counting; sizes that the file claims may lie."""
    total = 0
    for entry in archive.infolist():
        unpacked = 0
        tail = b""
        prolog: bytes | None = b"" if entry.filename.endswith(_MARKUP) else None
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                unpacked += len(chunk)
                total += len(chunk)
                too_dense = (
                    unpacked > SMALL and unpacked > MAX_RATIO * entry.compress_size
                )
                if total > MAX_TOTAL or too_dense:
                    raise refuse(_("This file unpacks to far more than it holds."))
                _check_types(entry.filename, tail + chunk)
                tail = chunk[-32:]
                if prolog is not None:
                    prolog = _checked_prolog(prolog + chunk)


def _checked_prolog(prolog: bytes) -> bytes | None:
    """Refuse document types and entities: no office program writes them.

    They can stand before the first element only; behind it the words are text.
    Returns None once that has come.
    """
    plain = _COMMENT.sub(b"", prolog)
    root = _ROOT.search(plain)
    if b"<!DOCTYPE" in plain[: root.start() if root else None] or (
        root is None and len(prolog) > MAX_DIRECTORY
    ):
        raise _damaged()
    return None if root else prolog


def _check_types(name: str, piece: bytes) -> None:
    if name == "[Content_Types].xml" and b"macroEnabled" in piece:
        raise refuse(
            _("Files with macros are not accepted. Please save it without macros.")
        )
