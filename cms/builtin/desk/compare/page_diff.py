"""The diff of two snapshots of an item, field by field, its changes numbered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from cms.actors import Actor
from cms.builtin.desk.compare.diff import titles_for
from cms.builtin.desk.compare.diff_blocks import DiffBlock, text_of
from cms.builtin.desk.compare.document_diff import DocumentDiff, compare
from cms.content.fields.answers import Piece, Titles, shorten, word_diff
from cms.content.fields.base import ContentField
from cms.content.fields.references import as_list
from cms.content.revisions.snapshot import blank_form
from cms.contributions import ContentType


Shape = Literal["title", "lead", "words", "value", "rich", "pictures", "entries"]
EntryKind = Literal["same", "added", "removed", "changed", "moved"]
# Not part of the page: shown only when they have changed.
BACKSTAGE = frozenset(
    {
        "slug",
        "section_id",
        "language",
        "visibility",
        "featured",
        "expires_at",
        "first_published_at",
    }
)
#: What can happen to a part of a page, in words.
WHAT: Final[Mapping[str, LazyString]] = {
    "words_changed": _l("Text changed"),
    "words_added": _l("Text added"),
    "words_removed": _l("Text removed"),
    "order": _l("Order changed"),
    "picture_swapped": _l("Picture replaced"),
    "picture_added": _l("Picture added"),
    "picture_removed": _l("Picture removed"),
    "picture_moved": _l("Picture moved"),
    "picture_words": _l("Caption or description changed"),
    "entry_added": _l("Entry added"),
    "entry_removed": _l("Entry removed"),
    "entry_changed": _l("Entry changed"),
    "moved": _l("Paragraph moved"),
    "formatting": _l("Formatting"),
    "heading_added": _l("Heading added"),
    "paragraph_added": _l("Paragraph added"),
    "listItem_added": _l("List item added"),
    "tableRow_added": _l("Row added"),
    "added": _l("Added"),
    "heading_removed": _l("Heading removed"),
    "paragraph_removed": _l("Paragraph removed"),
    "listItem_removed": _l("List item removed"),
    "tableRow_removed": _l("Row removed"),
    "removed": _l("Something removed"),
}
_BEGINNING = 70
_FIRST = ("title", "summary", "image_id")


@dataclass(frozen=True)
class Change:
    """One change for the list beside the page: where, what, and the words of it."""

    number: int
    field: str
    where: str
    what: str
    pieces: Sequence[Piece] = ()
    pictures: Sequence[tuple[EntryKind, int]] = ()

    @property
    def label(self) -> LazyString:
        """What happened, in words."""
        return WHAT[self.what]


@dataclass
class Entry:
    """A line of a list, or a picture by its id, with what became of it."""

    kind: EntryKind
    text: str = ""
    media_id: int = 0
    pieces: Sequence[Piece] = ()
    number: int = 0


@dataclass
class PageField:
    """A field as the page shows it; which of the attributes counts, ``shape`` says."""

    name: str
    label: Any
    shape: Shape
    pieces: Sequence[Piece] = ()
    document: DocumentDiff | None = None
    entries: list[Entry] = field(default_factory=list)
    number: int = 0
    quotable: bool = False


@dataclass
class PageDiff:
    """All that a reviewer looks at: the fields in reading order, and the changes."""

    fields: list[PageField] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def compare_snapshots(
    content_type: ContentType,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    user: Actor,
) -> PageDiff:
    """Return the diff of two snapshots; without ``before`` it holds no changes.

    ``user`` looks at it: what else is named there is what they may know of.
    """
    form = blank_form(content_type)
    known = titles_for(user, content_type, before or {}, after)
    builder = _Builder(after if before is None else before, after, known)
    for name in dict.fromkeys((*_FIRST, *form.names())):
        if name in form:
            builder.add(form[name])
    return builder.page


class _Builder:
    """Goes through the fields and numbers the changes on the way."""

    def __init__(
        self, before: Mapping[str, Any], after: Mapping[str, Any], titles: Titles
    ) -> None:
        self.before, self.after, self.titles = before, after, titles
        self.page = PageDiff()

    def add(self, field_: ContentField) -> None:
        """Add one field, unless nothing of it is to be seen."""
        old, new = self.before.get(field_.name), self.after.get(field_.name)
        if old == new or (_blank(old) and _blank(new)):
            old = new
            if _blank(new) or field_.name in BACKSTAGE:
                return
        label = field_.label.text
        quotable = field_.shape in ("rich", "words")
        shown = PageField(field_.name, label, "value", quotable=quotable)
        if field_.shape == "rich":
            self.rich(shown, old, new)
        elif field_.shape == "pictures":
            self.pictures(shown, as_list(old), as_list(new))
        elif field_.shape == "entries":
            was, now = (field_.lines(one, self.titles) for one in (old, new))
            self.entries(shown, was, now, _same_rows(field_, old, new, was, now))
        else:
            said = (field_.shown(one, self.titles) for one in (old, new))
            self.words(shown, *said)
        self.page.fields.append(shown)

    def note(
        self,
        field_: PageField,
        what: str,
        pieces: Sequence[Piece] = (),
        pictures: Sequence[tuple[EntryKind, int]] = (),
    ) -> int:
        """Add a change to the list; return its number."""
        number = len(self.page.changes) + 1
        short = shorten(pieces, 40)
        change = Change(number, field_.name, field_.label, what, short, pictures)
        self.page.changes.append(change)
        return number

    def words(self, field_: PageField, old: str, new: str) -> None:
        shapes: dict[str, Shape] = {"title": "title", "summary": "lead"}
        usual: Shape = "words" if field_.quotable else "value"
        field_.shape = shapes.get(field_.name, usual)
        field_.pieces = word_diff(old, new)
        if old != new:
            what = "words_added" if not old else "words_changed"
            what = "words_removed" if not new else what
            field_.number = self.note(field_, what, field_.pieces)

    def rich(self, field_: PageField, old: Any, new: Any) -> None:
        field_.shape = "rich"
        start = len(self.page.changes) + 1
        field_.document = compare(old, new, start)
        for block in field_.document.changed:
            what, pieces, pictures = _description(block)
            self.note(field_, what, pieces, pictures)

    def pictures(self, field_: PageField, old: list[int], new: list[int]) -> None:
        """Show pictures; one put in another's place is one change."""
        field_.shape = "pictures"
        if sorted(old) == sorted(new):
            field_.entries = [Entry("same", media_id=key) for key in new]
            if old != new:
                field_.number = self.note(field_, "order")
            return
        for tag, i, j, k, m in SequenceMatcher(None, old, new, False).get_opcodes():
            if tag == "equal":
                field_.entries += [Entry("same", media_id=key) for key in new[k:m]]
                continue
            gone = [key for key in old[i:j] if key not in new]
            come = [key for key in new[k:m] if key not in old]
            moved = [key for key in new[k:m] if key in old]
            field_.entries += [Entry("same", media_id=key) for key in moved]
            for place in range(max(len(gone), len(come))):
                self.picture(field_, gone[place : place + 1], come[place : place + 1])

    def picture(self, field_: PageField, gone: list[int], come: list[int]) -> None:
        what = "picture_swapped" if gone and come else "picture_added"
        what = what if come else "picture_removed"
        pairs: list[tuple[EntryKind, int]] = [("removed", key) for key in gone]
        pairs += [("added", key) for key in come]
        number = self.note(field_, what, pictures=pairs)
        field_.entries += [
            Entry(kind, media_id=key, number=number) for kind, key in pairs
        ]

    def entries(
        self,
        field_: PageField,
        old: list[str],
        new: list[str],
        pairs: Mapping[str, str],
    ) -> None:
        """Show the lines of a list: each that came, went or was changed is one change."""
        field_.shape = "entries"
        if sorted(old) == sorted(new):
            field_.entries = [Entry("same", line) for line in new]
            if old != new:
                field_.number = self.note(field_, "order")
            return
        stayed = set(old) & set(new)
        for line in old:
            # What went stands first; what came, where it is now.
            if line not in stayed and line not in pairs.values():
                self.entry(
                    field_, "removed", "entry_removed", word_diff(line, ""), line
                )
        for line in new:
            if line in stayed:
                field_.entries.append(Entry("same", line))
            elif line in pairs:
                pieces = word_diff(pairs[line], line)
                self.entry(field_, "changed", "entry_changed", pieces, line)
            else:
                self.entry(field_, "added", "entry_added", word_diff("", line), line)

    def entry(
        self,
        field_: PageField,
        kind: EntryKind,
        what: str,
        pieces: list[Piece],
        line: str,
    ) -> None:
        number = self.note(field_, what, pieces)
        field_.entries.append(Entry(kind, line, pieces=pieces, number=number))


def _blank(value: Any) -> bool:
    return value in (None, "", [], {}, False) or (
        isinstance(value, Mapping) and value.get("content") == [{"type": "paragraph"}]
    )


def _same_rows(
    field_: ContentField, old: Any, new: Any, was: Sequence[str], now: Sequence[str]
) -> dict[str, str]:
    """Return the lines of rows that were changed with what they were; new to old.

    A row is known by its key; of rows without one, those that read alike pair.
    """
    keys = field_.line_keys(old), field_.line_keys(new)
    if keys[0] is None or keys[1] is None:
        return {}
    before = dict(zip(keys[0], was, strict=True))
    pairs = {
        line: before[key]
        for key, line in zip(keys[1], now, strict=True)
        if key in before and before[key] != line
    }
    stayed = set(was) & set(now)
    if stayed & (pairs.keys() | set(pairs.values())):
        pairs = {}  # keys that are mere numbers: a row was put in between
    rest = [line for line in was if line not in stayed and line not in pairs.values()]
    fresh = [line for line in now if line not in stayed and line not in pairs]
    return pairs | _alike(rest, fresh)


def _alike(old: list[str], new: list[str]) -> dict[str, str]:
    """Pair lines that were changed with what they were; new to old."""
    pairs: dict[str, str] = {}
    for line in new:
        best = [
            (SequenceMatcher(None, one, line, False).ratio(), one)
            for one in old
            if one not in pairs.values()
        ]
        if best and max(best)[0] >= 0.7:
            pairs[line] = max(best)[1]
    return pairs


def _description(
    block: DiffBlock,
) -> tuple[str, Sequence[Piece], Sequence[tuple[EntryKind, int]]]:
    """Return what happened to a block: in words, with its words and pictures."""
    old, new = block.old or {}, block.new or {}
    either = new or old
    keys = [node.get("attrs", {}).get("mediaId") for node in (old, new)]
    before, after = (text_of(node) if node else "" for node in (old, new))
    pieces = word_diff(before, after)
    if either.get("type") == "image":
        return _picture_description(block, keys, pieces)
    if block.kind == "moved":
        return "moved", pieces if before != after else _beginning(after), ()
    if block.kind in ("added", "removed"):
        one = f"{either.get('type', '')}_{block.kind}"
        return (one if one in WHAT else block.kind), pieces, ()
    if before == after:
        return "formatting", pieces, ()
    return "words_changed", pieces, ()


def _beginning(words: str) -> list[Piece]:
    short = words if len(words) <= _BEGINNING else f"{words[:_BEGINNING]} …"
    return [Piece("same", short)]


def _picture_description(
    block: DiffBlock, keys: list[int | None], pieces: Sequence[Piece]
) -> tuple[str, Sequence[Piece], Sequence[tuple[EntryKind, int]]]:
    old, new = keys
    if block.kind == "moved":
        return "picture_moved", (), [("moved", new or 0)]
    if block.kind == "added":
        return "picture_added", (), [("added", new or 0)]
    if block.kind == "removed":
        return "picture_removed", (), [("removed", old or 0)]
    if old == new:
        return "picture_words", pieces, ()
    return "picture_swapped", (), [("removed", old or 0), ("added", new or 0)]
