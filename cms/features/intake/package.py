"""A Word file as a zip archive of parts that point at each other."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from flask_babel import gettext as _

from cms.features.intake.markup import damaged, parse
from cms.media.archives import check_office_file
from cms.media.kinds import refuse


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError)
_MAIN: Final = "word/document.xml"


@dataclass(frozen=True)
class Relation:
    """Where a part points: to another part, or outside of the file."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of a checked Word file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.main = self._main()

    def bytes_of(self, name: str) -> bytes:
        """Return the bytes of a part."""
        try:
            return self.archive.read(name)
        except _BROKEN as error:
            raise damaged() from error

    def tree(self, name: str) -> Element | None:
        """Return the tree of a part; None when there is no such part."""
        return parse(self.bytes_of(name)) if name in self.names else None

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what ``part`` points at, by the ids that it uses."""
        folder, name = posixpath.split(part)
        tree = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        for one in tree if tree is not None else ():
            target = one.get("Target", "")
            external = one.get("TargetMode") == "External"
            if not external:
                path = posixpath.join(folder, unquote(target))
                target = posixpath.normpath(path).lstrip("/")
            kind = one.get("Type", "").rpartition("/")[2]
            found[one.get("Id", "")] = Relation(kind, target, external)
        return found

    def part(self, kind: str) -> str:
        """Return the name of the part that the document points at as ``kind``."""
        for relation in self.relations(self.main).values():
            if relation.kind == kind and relation.target in self.names:
                return relation.target
        # Files written by hand have the parts but do not say so.
        return f"word/{kind}.xml"

    def _main(self) -> str:
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self.names:
                return relation.target
        return _MAIN


def check_word_file(path: Path) -> None:
    """Raise Refused, in words for its owner, unless this is a harmless Word file."""
    with path.open("rb") as file:
        head = file.read(len(_OLE))
        if head == _OLE:
            raise _old_or_locked(head + file.read())
    check_office_file(path, "docx")


def _names_a_stream(content: bytes, name: bytes) -> bool:
    """Tell whether an entry of the file's own directory has a name; text may hold it.

    Entries have 128 bytes and say how long their name is, with its end
    ([MS-CFB], 2.6.1).
    """
    length = struct.pack("<H", len(name) + 2)
    at = content.find(name)
    while at >= 0:
        if at % 128 == 0 and content[at + 64 : at + 66] == length:
            return True
        at = content.find(name, at + 1)
    return False


def _old_or_locked(content: bytes) -> Exception:
    """Word locks a file by putting it, encrypted, into a file of the old kind."""
    if _names_a_stream(content, _ENCRYPTED):
        message = _("This file is protected by a password. Please remove it first.")
    else:
        message = _("Please save this file in the current format (DOCX, XLSX or PDF).")
    return refuse(message)
