"""Reading a Word file: a title, a lead, a clean text and its pictures, or a refusal."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import IO, Any, Final
from xml.etree.ElementTree import Element

from flask_babel import gettext as _

from cms import text
from cms.features.intake.arrived import Arrived, Picture, Version
from cms.features.intake.blocks import Blocks
from cms.features.intake.encodings import convert_paragraphs
from cms.features.intake.markup import child_of, damaged, too_long
from cms.features.intake.model import Paragraph, Shown, paragraphs_of
from cms.features.intake.nodes import Writer
from cms.features.intake.package import Package, check_word_file
from cms.features.intake.shape import Shape, shape
from cms.features.intake.source import Source
from cms.media.kinds import refuse
from cms.richtext.plain import walk
from cms.richtext.schema import MAX_CHARACTERS, MAX_NODES


DEFAULT_LIMIT: Final = 50 * 1024 * 1024
_CHUNK: Final = 256 * 1024
_MAX_WORDS: Final = MAX_CHARACTERS // 2  # what becomes of them is counted below


def read_docx(stream: IO[bytes], max_bytes: int = DEFAULT_LIMIT) -> Arrived:
    """Return what a Word file holds.

    Raises Refused, in words for its owner, for what is too large, damaged,
    locked, of the old format, or made to overwhelm us. Nothing outside of the
    file is opened, whatever it asks for.
    """
    with tempfile.NamedTemporaryFile(suffix=".docx") as file:
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > max_bytes:
                limit = max_bytes // (1024 * 1024)
                message = _("This file is larger than %(limit)d MB.", limit=limit)
                raise refuse(message)
            file.write(chunk)
        if not size:
            raise refuse(_("This file is empty."))
        file.flush()
        return read_file(Path(file.name))


def read_file(path: Path) -> Arrived:
    """Return what the Word file at ``path`` holds; raises what :func:`read_docx` does."""
    check_word_file(path)
    with zipfile.ZipFile(path) as archive:
        source = Source.of(Package(archive))
        tree = source.package.tree(source.package.main)
        body = child_of(tree, "w:body")
        if body is None:
            raise damaged()
        return _arrived(source, body)


def _arrived(source: Source, body: Element) -> Arrived:
    reader = Blocks(source)
    blocks = reader.read(body)
    blocks += reader.notes()
    everything = paragraphs_of(blocks)
    if sum(len(one.words()) for one in everything) > _MAX_WORDS:
        raise too_long()
    encodings = convert_paragraphs(everything)
    shaped = shape(blocks)
    converted = Writer(shaped, converted=True)
    version = _version(shaped, converted)
    came = _version(shaped, Writer(shaped, converted=False)) if encodings else None
    if sum(1 for _node in walk(version.body)) >= MAX_NODES - 1:
        raise too_long()
    pictures = _pictures(source, everything, converted, version)
    if not version.title:
        source.warn(_("No title was found in the Word file."))
    return Arrived(version, pictures, came, encodings, source.warnings)


def _version(shaped: Shape, writer: Writer) -> Version:
    lines = [one.words(converted=writer.converted) for one in shaped.title]
    lead = shaped.lead.lines(converted=writer.converted) if shaped.lead else ""
    return Version(text.nfc(" ".join(lines)), text.nfc(lead), writer.body())


def _pictures(
    source: Source, everything: list[Paragraph], writer: Writer, version: Version
) -> list[Picture]:
    """Return the pictures that the text shows, in the order of its places."""
    by_number: dict[int, Any] = {}
    for paragraph in everything:
        for shown in paragraph.pictures:
            by_number.setdefault(shown.number, shown)
    order = [
        node["attrs"]["mediaId"]
        for node in walk(version.body)
        if node["type"] == "image"
    ]
    found = []
    for number in dict.fromkeys(order):
        kept = source.pictures[number - 1]
        shown = by_number.get(number, Shown(number))
        caption = text.nfc(writer.caption(number))
        alt = "" if shown.alt == caption else shown.alt
        found.append(
            Picture(number, kept.data, kept.filename, alt, caption, shown.decorative)
        )
    return found
