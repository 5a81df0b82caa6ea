"""The root of all content fields: typed text in, JSON out, answers about the value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import wtforms
from flask_babel import gettext as _
from wtforms.utils import unset_value

from cms import inputs
from cms.content.fields.answers import (
    FieldChange,
    FieldMerge,
    FieldReference,
    Kind,
    Passage,
    Place,
    Placement,
    Quote,
    Replacement,
    Shape,
    Titles,
    mark,
    shorten,
    word_diff,
)
from cms.richtext.replace import places


if TYPE_CHECKING:
    from cms.content.fields.forms import RowForm


MOST_SHOWN = 100_000  # of what was typed and not taken


class ContentField:
    """What every content field answers about its value, rows included.

    Questions about *the* value speak of what the field holds now; those that
    take values speak of JSON as a snapshot holds it, and of nothing else. A
    plugin's own field takes part in search, checks, comparing, merging,
    replacing and exchange by answering them.
    """

    #: What the value itself points to, if anything.
    points_to: ClassVar[Kind | None] = None
    #: How a value is shown when two versions are compared.
    shape: ClassVar[Shape] = "value"
    #: Where it stands on the edit page: in the form, beside it, or among the photos.
    placement: ClassVar[Placement] = "form"

    if TYPE_CHECKING:  # what wtforms gives
        name: str
        short_name: str
        label: Any
        data: Any
        errors: Sequence[str]

    is_required: bool = False
    #: Never published nor found: notes that staff keep to themselves.
    is_private: bool = False
    bad_input: str | None = None

    @property
    def title(self) -> str:
        """The label in the reader's language."""
        return str(self.label.text)

    @property
    def json(self) -> Any:
        """The value as a snapshot holds it."""
        return self.data

    @property
    def kept(self) -> Any:
        """What the next snapshot holds: the value, or what cannot be read and stays."""
        return self.json

    def load(self, value: Any) -> None:
        """Take a value from outside: cleaned, in normal form."""
        raise NotImplementedError

    def accept(self, value: Any) -> None:
        """Take a value from outside in the place of whatever is stored."""
        self.load(value)

    def column(self, value: Any) -> Any:
        """Turn a snapshot's value into what the detail row's column stores."""
        return value

    def problems(self) -> list[str]:
        """Return what keeps this field from being published."""
        return []

    def places(self) -> Iterator[Place]:
        """Yield where one can comment: the field itself, and each field of its rows."""
        yield Place(self.short_name, self.name, self.title)

    def passages(self) -> Iterator[Passage]:
        """Yield the texts that somebody wrote here; empty ones not at all."""
        yield from ()

    def references(self) -> Iterator[FieldReference]:
        """Yield what the value points to: items, media, blocks, keywords."""
        yield from ()

    def replaced(self, replacement: Replacement) -> Any:
        """Return the value as JSON with other targets in the place of some."""
        return self.json

    def marks(self, name: str, value: Any) -> dict[str, str]:
        """Return the marks by which a later save knows this value again, by path."""
        return {name: mark(value)}

    def merged(
        self, name: str, base: Mapping[str, str], mine: Any, theirs: Any
    ) -> FieldMerge:
        """Merge two values; ``base`` has the marks of what both began from."""
        own, other, before = mark(mine), mark(theirs), base.get(name)
        if own == other:
            return FieldMerge(theirs)
        if before == other:
            return FieldMerge(mine)
        if before == own:
            return FieldMerge(theirs, taken=True)
        return FieldMerge(theirs, conflicts=(name,))

    def count_quotes(self, path: str, value: Any, quote: Quote) -> int | None:
        """Return in how many places quoted words stand; None where none can be quoted.

        ``path`` leads on within the field: "" for the field itself.
        """
        if path or self.shape != "words" or not isinstance(value, str):
            return None
        return len(places(value, quote.words, quote.before, quote.after))

    def with_quote_replaced(
        self, path: str, value: Any, quote: Quote, words: str
    ) -> Any | None:
        """Return the value with other words for the quoted ones; None unless one place fits."""
        if self.count_quotes(path, value, quote) != 1:
            return None
        start, end = places(value, quote.words, quote.before, quote.after)[0]
        return value[:start] + words + value[end:]

    def shown(self, value: Any, titles: Titles) -> str:
        """Return a value in words, as an editor would read it."""
        return "" if value in (None, "") else str(value)

    def lines(self, value: Any, titles: Titles) -> list[str]:
        """Return a value of shape ``entries`` line by line."""
        shown = self.shown(value, titles)
        return [shown] if shown else []

    def line_keys(self, value: Any) -> list[str] | None:
        """Return by what each of ``lines`` is known again; None when by its words."""
        return None

    def difference(self, before: Any, after: Any, titles: Titles) -> FieldChange | None:
        """Return what changed from one value to another, in words; None for nothing."""
        if self.shape in ("entries", "pictures"):
            return list_change(
                self,
                self.lines(before, titles),
                self.lines(after, titles),
            )
        pieces = word_diff(self.shown(before, titles), self.shown(after, titles))
        return FieldChange(self.short_name, self.label.text, pieces=shorten(pieces))

    def forms(self) -> Iterator[RowForm]:
        """Yield the forms within this field: one for each row."""
        yield from ()

    def drop_absent(self, types: Mapping[str, Any]) -> bool:
        """Leave out what points to content types that are absent; True to go whole."""
        return False

    def keep_absent(self, types: Mapping[str, Any], stored: Any) -> None:
        """Take the stored value back where a page could not show the field."""


class JsonField(ContentField, wtforms.Field):  # type: ignore[misc] # WTForms has no types
    """A field with one JSON value; ``required`` holds at submission, not before.

    A ``private`` field is for staff: readers, guests, search and feeds never
    get it (:mod:`cms.content.fields.private`).
    """

    empty: Any = None
    spans = True  # whether the field takes the whole width of the form

    def __init__(
        self,
        label: Any = None,
        *,
        required: bool = False,
        private: bool = False,
        hint: Any = "",
        **options: Any,
    ) -> None:
        super().__init__(label, description=hint, **options)
        self.is_required = required
        self.is_private = private
        self.bad_input = None
        self._unreadable: Any = None

    @property
    def json(self) -> Any:
        """The value as a snapshot holds it."""
        return self.data

    @property
    def kept(self) -> Any:
        """What the next snapshot holds: the value, or what cannot be read and stays."""
        return self.json if self._unreadable is None else self._unreadable

    def accept(self, value: Any) -> None:
        """Take a value from outside in the place of whatever is stored."""
        super().accept(value)
        self._unreadable = None

    def load(self, value: Any) -> None:
        """Take the value from outside, in normal form."""
        self.data = self.empty if value is None else value

    def load_stored(self, value: Any) -> None:
        """Take the value from a snapshot that this site has stored.

        What no gate lets in today counts as nothing chosen. It is shown as it is
        with an error, and kept until somebody corrects it.
        """
        try:
            self.load(value)
        except ValueError:
            self.data, self.bad_input = self.empty, str(value)
            self._unreadable = value
            self.errors = [_("This is stored, but can no longer be read. Correct it.")]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been filled in."""
        return self.data in (None, "", [], {})

    def problems(self) -> list[str]:
        """Return what keeps this field from being published."""
        if self.is_required and self.is_empty:
            return [_("Please fill this in.")]
        return []

    def process_data(self, value: Any) -> None:
        """Take the initial value, given as stored JSON."""
        self.load_stored(None if value is unset_value else value)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Parse what was typed; keep it for the page when it makes no sense."""
        if not valuelist:
            return
        try:
            self.data = self.parse(inputs.clean_text(str(valuelist[0])))
            self._unreadable = self.bad_input = None
        except ValueError as error:
            self.bad_input = str(valuelist[0])[:MOST_SHOWN]
            raise wtforms.ValidationError(str(error)) from error

    def parse(self, typed: str) -> Any:
        """Turn typed text into data; raise ValueError with a message for the reader."""
        return typed.strip() or self.empty

    def passage(self, words: str, **more: Any) -> Passage:
        """Return a passage of this field."""
        return Passage(
            self.short_name,
            self.name,
            self.title,
            words,
            private=self.is_private,
            **more,
        )

    def reference(self, kind: Any, target: Any, **more: Any) -> FieldReference:
        """Return a reference from this field."""
        return FieldReference(
            kind, target, self.short_name, self.name, self.title, **more
        )

    def _value(self) -> str:
        """Return what the input shows."""
        if self.bad_input is not None:
            return self.bad_input
        return "" if self.data is None else str(self.data)


def list_change(
    field: ContentField, before: Sequence[str], after: Sequence[str]
) -> FieldChange | None:
    """Return what came and went between two lists of lines; None when they are equal."""
    if list(before) == list(after):
        return None
    removed = [entry for entry in before if entry not in after]
    added = [entry for entry in after if entry not in before]
    moved = [] if removed or added else [_("The order has changed.")]
    return FieldChange(
        field.short_name, field.label.text, removed=removed, added=added, moved=moved
    )


def swapped_list(values: Any, swap: Mapping[Any, Any]) -> list[Any]:
    """Return a list with other values in the place of some, each once."""
    fresh: list[Any] = []
    for value in values or []:
        new = swap.get(value, value)
        if new not in fresh:
            fresh.append(new)
    return fresh
