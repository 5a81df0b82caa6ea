"""What fields answer about their values: passages of text, references, differences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from cms.richtext import Document
from cms.richtext.word_diff import Kind as WordKind, word_spans


MARK_LENGTH = 16

Placement = Literal["form", "side", "photos"]
Shape = Literal["words", "value", "rich", "pictures", "entries"]


class Kind(StrEnum):
    """What a reference leads to."""

    ITEM = "item"
    MEDIA = "media"
    BLOCK = "block"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Place:
    """A field, maybe of a row: its stable path, the name of its input, its label."""

    path: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that somebody wrote, and where it stands.

    ``path`` is stable: ``body``, or ``sections/<row key>/text`` in a row.
    ``name`` is the name of the input on the page. ``document`` is the rich
    text behind ``text``, if it is one. ``private`` text is never published.
    """

    path: str
    name: str
    label: str
    text: str
    document: Document | None = None
    quotable: bool = True
    private: bool = False


@dataclass(frozen=True, slots=True)
class FieldReference:
    """A place that points to an item, a picture or file, a block, or carries a keyword.

    ``target`` is an id, or the words of a keyword. ``relation`` is the name
    of the field for a link to items, "" for a link within a text.
    ``described`` says whether the place itself tells what a picture shows.
    """

    kind: Kind
    target: Any
    path: str
    name: str
    label: str
    relation: str = ""
    is_picture: bool = False
    described: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody quotes, with what stood before and after them."""

    words: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Replacement:
    """What is to stand in the place of something else, by kind.

    Keys and values are what a snapshot holds: ids and words, or stand-ins of
    an exchange. ``paths`` maps addresses of this site to ids of items.
    ``types`` names the content type of each new item, for links to check.
    ``forget_alt`` drops what was said about the picture that goes.
    """

    items: Mapping[Any, Any] = field(default_factory=dict)
    media: Mapping[Any, Any] = field(default_factory=dict)
    blocks: Mapping[Any, Any] = field(default_factory=dict)
    tags: Mapping[Any, Any] = field(default_factory=dict)
    paths: Mapping[str, Any] = field(default_factory=dict)
    types: Mapping[Any, str] = field(default_factory=dict)
    forget_alt: bool = False


@dataclass(frozen=True)
class Titles:
    """Titles of what values point to, by id: resolved for whoever looks."""

    items: Mapping[int, str] = field(default_factory=dict)
    media: Mapping[int, str] = field(default_factory=dict)

    def of_items(self, ids: Sequence[int]) -> list[str]:
        """Return the titles of items; what cannot be named is its number."""
        return [self.items.get(key, f"#{key}") for key in ids]

    def of_media(self, ids: Sequence[int]) -> list[str]:
        """Return the titles of pictures and files; likewise."""
        return [self.media.get(key, f"#{key}") for key in ids]


@dataclass(frozen=True)
class Piece:
    """A run of words with what became of it."""

    kind: WordKind
    text: str


@dataclass(frozen=True)
class FieldChange:
    """One changed field: its label and either word pieces or whole entries."""

    name: str
    label: Any
    pieces: Sequence[Piece] = ()
    removed: Sequence[str] = ()
    added: Sequence[str] = ()
    moved: Sequence[str] = field(default=())


@dataclass(frozen=True)
class FieldMerge:
    """What came of merging one field: its value, and which paths changed on both sides.

    ``taken`` is true when only others had changed something in it.
    """

    value: Any
    taken: bool = False
    conflicts: tuple[str, ...] = ()


def mark(value: Any) -> str:
    """Return a short text that equal JSON values share and different ones do not."""
    plain = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:MARK_LENGTH]


def word_diff(before: str, after: str) -> list[Piece]:
    """Return the words of both texts in order, each marked same, removed or added."""
    return [
        Piece(one.kind, before[one.i : one.j] or after[one.k : one.m])
        for one in word_spans(before, after)
    ]


def shorten(pieces: Sequence[Piece], context: int = 160) -> list[Piece]:
    """Cut long unchanged runs down to ``context`` characters around the changes."""
    short = []
    for position, piece in enumerate(pieces):
        text = piece.text
        if piece.kind == "same" and len(text) > 2 * context:
            head = "" if position == 0 else text[:context]
            tail = "" if position == len(pieces) - 1 else text[-context:]
            text = f"{head} … {tail}"
        short.append(Piece(piece.kind, text))
    return short
