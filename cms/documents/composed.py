"""A document set out: every line with its words and style, ready for any format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cms.documents.model import Align, Column, Level, Run
from cms.documents.profile import Profile
from cms.documents.runs import plain


@dataclass(frozen=True)
class Line:
    """One paragraph: ``number`` is counted and printed before the runs.

    A heading has a ``level`` and its ``depth`` in the outline, which leaves no
    step out. ``breaks`` puts a new line behind the number; ``decorative``
    signs, such as an asterisk under a name, are not read out.
    """

    style: str
    runs: tuple[Run, ...] = ()
    number: str = ""
    level: Level | None = None
    depth: int = 0
    breaks: bool = False
    align: Align | None = None
    decorative: bool = False

    @property
    def text(self) -> str:
        """The number and the words, as they are read."""
        words = plain(self.runs)
        return f"{self.number}\n{words}" if self.breaks else self.number + words


@dataclass(frozen=True)
class Rule:
    """A line drawn under a part, as long as this in millimetres."""

    width: float


@dataclass(frozen=True)
class ItemList:
    """A list with the sign or number before each item; ``nesting`` begins at 0."""

    items: tuple[tuple[Part, ...], ...]
    markers: tuple[str, ...]
    ordered: bool
    start: int
    nesting: int
    form: str = "1"


@dataclass(frozen=True)
class GridCell:
    """A cell with its lines, as wide as its share; ``header`` cells name a column."""

    parts: tuple[Part, ...]
    columns: int
    rows: int
    share: float
    header: bool
    align: Align


@dataclass(frozen=True)
class Grid:
    """A table whose cells fill it exactly; shares of columns add up to one."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[GridCell, ...], ...]
    header_rows: int
    caption: Line | None


@dataclass(frozen=True)
class Picture:
    """A picture with its words; without ``alt`` it only adorns."""

    data: bytes
    media_type: str
    alt: str
    caption: Line | None
    width: float


Part = Line | ItemList | Grid | Picture
Head = Line | Rule


@dataclass(frozen=True)
class HeadRow:
    """What stands beside each other at the head of page 1."""

    left: tuple[Head, ...]
    right: tuple[Head, ...]


@dataclass(frozen=True)
class SignatureBlock:
    """Who signs: lines above the gap, what stands in it, the name below."""

    above: tuple[Line, ...]
    mark: Line | None
    name: Line | None


@dataclass(frozen=True)
class Foot:
    """The end of a document: for whom it is, and who signs."""

    recipients: tuple[Line, ...]
    signatures: tuple[SignatureBlock, ...]


@dataclass(frozen=True)
class Composed:
    """A document set out by its profile; ``name`` is its title for lists and readers."""

    profile: Profile
    language: str
    name: str
    author: str
    date: dt.date
    draft: Line | None
    head: tuple[HeadRow, ...]
    title: tuple[Head, ...]
    addressees: tuple[Line, ...]
    body: tuple[Part, ...]
    foot: Foot

    def lines(self) -> Iterator[Line]:
        """Yield every line in reading order."""
        if self.draft:
            yield self.draft
        for row in self.head:
            yield from _only_lines((*row.left, *row.right))
        yield from _only_lines(self.title)
        yield from self.addressees
        yield from lines_in(self.body)
        yield from self.foot.recipients
        for block in self.foot.signatures:
            yield from block.above
            yield from (line for line in (block.mark, block.name) if line)


def lines_in(parts: tuple[Part, ...]) -> Iterator[Line]:
    """Yield the lines of parts in reading order, captions where they stand."""
    for part in parts:
        if isinstance(part, Line):
            yield part
        elif isinstance(part, ItemList):
            for item in part.items:
                yield from lines_in(item)
        elif isinstance(part, Grid):
            if part.caption:
                yield part.caption
            for row in part.rows:
                for cell in row:
                    yield from lines_in(cell.parts)
        elif part.caption:
            yield part.caption


def _only_lines(parts: tuple[Head, ...]) -> Iterator[Line]:
    return (part for part in parts if isinstance(part, Line))
