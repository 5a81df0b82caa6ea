"""Reading the XML of office files: bounded, without entities, with short names."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from flask_babel import gettext as _

from cms.errors import Refused
from cms.media.kinds import refuse


MAX_BYTES: Final = 64 * 1024 * 1024
MAX_ELEMENTS: Final = 250_000
MAX_NAMESPACES: Final = 1000  # office programs declare some forty, once or twice
MAX_DEPTH: Final = 160  # our readers recurse; Word itself stops far earlier

_OLD = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_MICROSOFT = "http://schemas.microsoft.com/office"
_SHORT: Final = {
    f"{_OLD}/wordprocessingml/2006/main": "w",
    f"{_STRICT}/wordprocessingml/main": "w",
    f"{_OLD}/officeDocument/2006/relationships": "r",
    f"{_STRICT}/officeDocument/relationships": "r",
    f"{_OLD}/package/2006/relationships": "rel",
    f"{_OLD}/drawingml/2006/main": "a",
    f"{_STRICT}/drawingml/main": "a",
    f"{_OLD}/drawingml/2006/wordprocessingDrawing": "wp",
    f"{_STRICT}/drawingml/wordprocessingDrawing": "wp",
    f"{_OLD}/drawingml/2006/picture": "pic",
    f"{_STRICT}/drawingml/picture": "pic",
    f"{_OLD}/officeDocument/2006/math": "m",
    f"{_STRICT}/officeDocument/math": "m",
    f"{_OLD}/markup-compatibility/2006": "mc",
    f"{_MICROSOFT}/drawing/2017/decorative": "adec",
    f"{_MICROSOFT}/word/2010/wordprocessingShape": "wps",
    "urn:schemas-microsoft-com:vml": "v",
    "http://www.w3.org/XML/1998/namespace": "xml",
}


def damaged() -> Refused:
    """Return the refusal of a file that cannot be read."""
    return refuse(_("This file is damaged or is not what its name says."))


def too_long() -> Refused:
    """Return the refusal of a document that is no article."""
    return refuse(_("This document is too long for one article. Please divide it."))


def parse(source: bytes) -> Element:
    """Return the tree of a part, its names written ``w:p``; raise Refused.

    A document type is refused whatever the encoding, and with it every entity
    of one's own. Unknown namespaces become ``?``.
    """
    if len(source) > MAX_BYTES:
        raise too_long()
    reader = _Reader()
    try:
        return reader.read(source)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error


class _Reader:
    """Builds the tree, counting what it is made of."""

    def __init__(self) -> None:
        self.tree = TreeBuilder()
        self.elements = self.depth = self.namespaces = 0
        self.names: dict[str, str] = {}

    def read(self, source: bytes) -> Element:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse
        parser.StartNamespaceDeclHandler = self.declare
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.tree.data
        parser.Parse(source, True)
        return self.tree.close()

    def refuse(self, *_given: object) -> None:
        raise damaged()

    def declare(self, _prefix: str | None, _address: str | None) -> None:
        self.namespaces += 1
        if self.namespaces > MAX_NAMESPACES:
            raise damaged()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MAX_ELEMENTS or self.depth > MAX_DEPTH:
            raise too_long()
        short = {self.short(key): value for key, value in attributes.items()}
        self.tree.start(self.short(name), short)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.tree.end(self.short(name))

    def short(self, name: str) -> str:
        """Return ``w:p`` for a name with its namespace before it."""
        if name not in self.names:
            space, _blank, local = name.rpartition(" ")
            self.names[name] = f"{_SHORT.get(space, '?')}:{local}" if space else local
        return self.names[name]


def value_of(element: Element | None, name: str, key: str = "w:val") -> str | None:
    """Return an attribute of the child ``name``; None when either is missing."""
    child = element.find(name) if element is not None else None
    return child.get(key) if child is not None else None


def child_of(element: Element | None, name: str) -> Element | None:
    """Return the first child of that name."""
    return element.find(name) if element is not None else None


def is_on(element: Element | None, name: str) -> bool | None:
    """Tell what a switch such as ``w:b`` says; None when it is not there."""
    child = child_of(element, name)
    if child is None:
        return None
    return child.get("w:val", "on") not in ("0", "false", "off", "none")
