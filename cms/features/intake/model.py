"""A document between Word and us: paragraphs, tables, pieces of lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from cms.text import upper


@dataclass
class Span:
    """Text in one style. ``converted`` is the same in Unicode when it was not.

    ``capitals``: small letters are shown as capitals, large or small ones.
    """

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""
    font: str = ""
    converted: str | None = None
    capitals: bool = False

    def words(self, *, converted: bool) -> str:
        """Return the text, converted or as it came, in capitals if it is shown so.

        What is not in Unicode yet has no capitals that could be told.
        """
        if self.converted is not None and not converted:
            return self.text
        words = self.text if self.converted is None else self.converted
        return upper(words) if self.capitals else words


@dataclass(frozen=True)
class Break:
    """A new line in the same paragraph."""


@dataclass(frozen=True)
class Shown:
    """A picture in its place, by its number."""

    number: int
    alt: str = ""
    decorative: bool = False


Piece = Span | Break | Shown


@dataclass(frozen=True)
class Place:
    """Where a paragraph stands in lists: which list, how deep, what number."""

    list_id: str
    depth: int
    ordered: bool
    number: int
    form: str = "1"


@dataclass
class Paragraph:
    """A paragraph; ``role`` is title, subtitle, caption, quote, note or nothing."""

    pieces: list[Piece] = field(default_factory=list)
    role: str = ""
    heading: int = 0
    align: str = ""
    place: Place | None = None
    encoding: str = ""

    @property
    def spans(self) -> list[Span]:
        """The pieces that are text and say something."""
        found = [one for one in self.pieces if isinstance(one, Span)]
        return [one for one in found if one.text.strip()]

    @property
    def pictures(self) -> list[Shown]:
        """The pictures in it."""
        return [one for one in self.pieces if isinstance(one, Shown)]

    def words(self, *, converted: bool = True) -> str:
        """Return its text on one line."""
        parts = [
            one.words(converted=converted) if isinstance(one, Span) else " "
            for one in self.pieces
        ]
        return " ".join("".join(parts).split())

    def lines(self, *, converted: bool = True) -> str:
        """Return its text with its line breaks."""
        parts = [
            one.words(converted=converted) if isinstance(one, Span) else "\n"
            for one in self.pieces
        ]
        lines = [" ".join(line.split()) for line in "".join(parts).split("\n")]
        return "\n".join(line for line in lines if line)

    def wholly(self, mark: str) -> bool:
        """Tell whether all of its text has a mark."""
        return bool(self.spans) and all(mark in one.marks for one in self.spans)


@dataclass
class Cell:
    """A cell of a table."""

    blocks: list[Block] = field(default_factory=list)
    colspan: int = 1
    rowspan: int = 1
    header: bool = False


@dataclass
class Table:
    """A table: rows of cells."""

    rows: list[list[Cell]] = field(default_factory=list)


Block = Paragraph | Table


def paragraphs_of(blocks: list[Block]) -> list[Paragraph]:
    """Return all paragraphs in reading order, those in tables too."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    found += paragraphs_of(cell.blocks)
    return found
