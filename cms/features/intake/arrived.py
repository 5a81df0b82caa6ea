"""What was found in a document that arrived."""

from __future__ import annotations

from dataclasses import dataclass, field

from cms.richtext.schema import Node


@dataclass(frozen=True)
class Picture:
    """A picture of the document; in the body its ``mediaId`` is ``number``."""

    number: int
    data: bytes
    filename: str
    alt: str = ""
    caption: str = ""
    decorative: bool = False


@dataclass(frozen=True)
class Version:
    """The words of the document, in the form of a draft."""

    title: str
    lead: str
    body: Node


@dataclass(frozen=True)
class Arrived:
    """A document that was read.

    ``version`` is what one goes on with. ``as_it_came`` is the same before
    paragraphs in old encodings were turned into Unicode, None when there were
    none; ``encodings`` has one entry for each such paragraph. ``warnings`` are
    sentences for the person who brought it.
    """

    version: Version
    pictures: list[Picture] = field(default_factory=list)
    as_it_came: Version | None = None
    encodings: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
