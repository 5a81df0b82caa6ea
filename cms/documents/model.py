"""What an official document says, before it is set out: parts, blocks and runs of text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from cms.documents.document_numbers import DocumentNumber


Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True)
class Run:
    """A piece of text with one look; a line break in ``text`` ends the line.

    ``link`` is a web or mail address; others are printed without a link.
    """

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    script: Literal["", "sub", "super"] = ""
    link: str = ""


#: Text as a caller gives it: words alone, or runs.
Content = str | tuple[Run, ...]


class Level(Enum):
    """The rank of a heading: outlines I., 1., a) or the parts of a regulation."""

    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"


@dataclass(frozen=True)
class Heading:
    """A heading; its number is counted unless ``numbered`` is false."""

    content: Content
    level: Level = Level.FIRST
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body; ``basis`` is a "Căn cứ …" before the text begins."""

    content: Content
    align: Align | None = None
    style: Literal["body", "basis", "quote"] = "body"


@dataclass(frozen=True)
class Clause:
    """A numbered paragraph of an article: khoản ``1.`` or điểm ``a)``."""

    content: Content
    level: Literal["clause", "point"] = "clause"


@dataclass(frozen=True)
class List:
    """Items under each other; each is one or more blocks."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1
    #: How it counts: 1, a, A, i or I, as HTML's ``type``.
    form: str = "1"


@dataclass(frozen=True)
class Column:
    """A column of a table: its share of the width and where its cells stand.

    ``number`` columns are aligned to the right in figures and headed in the middle.
    """

    share: float = 1.0
    align: Literal["left", "center", "right", "number"] = "left"


@dataclass(frozen=True)
class Cell:
    """A cell; ``columns`` and ``rows`` say how many it covers."""

    blocks: tuple[Block, ...] = ()
    columns: int = 1
    rows: int = 1
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose first ``header_rows`` rows come again on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 1
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture (PNG or JPEG bytes); ``alt`` says it in words, empty when it only adorns."""

    data: bytes
    alt: str
    caption: str = ""
    width_mm: float = 120.0


Block = Heading | Paragraph | Clause | List | Table | Figure


class Authority(Enum):
    """In whose name a document is signed; a layout says how that is written."""

    OWN = "own"
    COLLECTIVE = "collective"
    DEPUTY = "deputy"
    ORDER = "order"
    DELEGATED = "delegated"
    ACTING = "acting"


@dataclass(frozen=True)
class Signature:
    """Who signs: ``of`` is the body or post that the authority names.

    ``mark`` stands where the pen and the seal go, such as "(Đã ký)" on a copy.
    """

    title: str
    name: str = ""
    authority: Authority = Authority.OWN
    of: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Document:
    """An official document; ``profile`` names the layout (see ``choose_profile``).

    ``type`` is printed in capitals ("Báo cáo"); without it the document is a
    letter, whose ``title`` stands under the number. ``number`` may be a text
    that a record already holds. Recipients are written without punctuation.
    """

    profile: str
    date: dt.date
    issuer: str
    title: str
    type: str = ""
    superior: str = ""
    number: DocumentNumber | str | None = None
    place: str = ""
    body: tuple[Block, ...] = ()
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    draft: str = ""
    language: str = "vi"
