"""Form fields for words: lines, texts, documents, choices, tags, boxes to tick."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import wtforms
from flask_babel import gettext as _
from wtforms.fields.choices import Choice as Option
from wtforms.utils import unset_value

from cms import inputs
from cms.content.fields.answers import (
    FieldChange,
    FieldReference,
    Kind,
    Passage,
    Quote,
    Replacement,
    Shape,
    Titles,
    shorten,
    word_diff,
)
from cms.content.fields.base import JsonField, swapped_list
from cms.richtext import (
    EMPTY_DOC,
    Document,
    Swap,
    clean,
    from_text,
    plain_text,
    swapped,
    targets,
)
from cms.richtext.replace import count_places, replace_words


LONGEST_TAG = 120


class Text(JsonField):
    """One line of text, NFC, without runs of spaces."""

    shape: ClassVar[Shape] = "words"
    widget = wtforms.widgets.TextInput()
    empty = ""

    def __init__(self, label: Any = None, *, max: int = 500, **options: Any) -> None:
        super().__init__(label, **options)
        self.max_length = max

    def parse(self, typed: str) -> str:
        """Return the line with single spaces; refuse more than the column holds."""
        return self._fitting(" ".join(typed.split()))

    def _fitting(self, line: str) -> str:
        if len(line) > self.max_length:
            words = _("Please keep to %(max)d characters; this has %(count)d.")
            raise ValueError(words % {"max": self.max_length, "count": len(line)})
        return line

    def load(self, value: Any) -> None:
        """Take text from a snapshot; refuse more than the column holds."""
        self.data = self._fitting(
            inputs.clean_text(str("" if value is None else value))
        )

    def column(self, value: Any) -> Any:
        """Store nothing rather than an empty string: null means not stated."""
        return value or None

    def passages(self) -> Iterator[Passage]:
        """Yield the text."""
        if self.data:
            yield self.passage(str(self.data))


class LongText(Text):
    """Several lines of plain text."""

    widget = wtforms.widgets.TextArea()

    def __init__(self, label: Any = None, *, max: int = 20_000, **options: Any) -> None:
        super().__init__(label, max=max, **options)

    def parse(self, typed: str) -> str:
        """Return the text with its line breaks."""
        return self._fitting(typed.replace("\r", "\n").strip())


class Lines(LongText):
    """A list of short texts, one on each line."""

    shape: ClassVar[Shape] = "entries"
    empty: Any = None

    def parse(self, typed: str) -> Any:
        """Return the lines that are not blank."""
        super().parse(typed)
        return [" ".join(line.split()) for line in typed.splitlines() if line.strip()]

    def load(self, value: Any) -> None:
        """Take a list of texts."""
        self.data = [inputs.clean_text(str(line)) for line in value or []]

    def passages(self) -> Iterator[Passage]:
        """Yield the lines as one text."""
        if self.data:
            yield self.passage("\n".join(self.data), quotable=False)

    def lines(self, value: Any, titles: Titles) -> list[str]:
        """Return the lines."""
        return [str(line) for line in value or []]

    def _value(self) -> str:
        return self.bad_input or "\n".join(self.data or [])


class Rich(JsonField):
    """A rich text document, as the editor's JSON.

    A page without script sends ``<name>__text`` instead: plain text, which
    replaces the document only when it was changed.
    """

    shape: ClassVar[Shape] = "rich"
    widget = wtforms.widgets.TextArea()

    def load(self, value: Any) -> None:
        """Take a document and keep only what the schema allows."""
        self.data = clean(value) if value else Document(EMPTY_DOC)

    def load_stored(self, value: Any) -> None:
        """Take a document that was cleaned when it was stored."""
        self.data = Document(value or EMPTY_DOC)

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Any = None
    ) -> None:
        """Prefer the editor's document; fall back to the plain text of the page."""
        super().process(formdata, data, extra_filters)
        key = f"{self.name}__text"
        if formdata is not None and key in formdata:
            typed = inputs.clean_text(formdata[key]).strip()
            if typed != self.plain.strip():
                self.data = from_text(typed)

    def parse(self, typed: str) -> Any:
        """Return the cleaned document; text that is no document becomes paragraphs."""
        if not typed.strip():
            return Document(EMPTY_DOC)
        try:
            document = inputs.load_json(typed)
        except json.JSONDecodeError:
            return from_text(typed)
        except inputs.UnsafeJson:
            raise ValueError(_("This text cannot be read.")) from None
        return clean(document)

    @property
    def plain(self) -> str:
        """The document as plain text."""
        return plain_text(self.data or EMPTY_DOC)

    @property
    def is_empty(self) -> bool:
        """Whether the document shows nothing."""
        kept = json.dumps(self.data or EMPTY_DOC)
        shown = "mediaId" in kept or "blockId" in kept
        return not shown and not self.plain.strip()

    def passages(self) -> Iterator[Passage]:
        """Yield the document with its plain text, captions included."""
        if self.data and self.data != EMPTY_DOC:
            yield self.passage(self.plain, document=self.data)

    def references(self) -> Iterator[FieldReference]:
        """Yield the pictures, files, blocks and items that the document names."""
        for target in targets(self.data or Document(EMPTY_DOC)):
            if target.kind != "path":
                yield self.reference(
                    Kind(target.kind),
                    target.key,
                    is_picture=target.is_picture,
                    described=target.described,
                )

    def replaced(self, replacement: Replacement) -> Any:
        """Return the document with other targets in the place of some."""
        swap = Swap(
            replacement.items,
            replacement.paths,
            replacement.media,
            replacement.blocks,
            replacement.forget_alt,
        )
        return swapped(dict(self.data or EMPTY_DOC), swap)

    def count_quotes(self, path: str, value: Any, quote: Quote) -> int | None:
        """Return in how many places of the document quoted words stand."""
        if path:
            return None
        return count_places(value or {}, quote.words, quote.before, quote.after)

    def with_quote_replaced(
        self, path: str, value: Any, quote: Quote, words: str
    ) -> Any | None:
        """Return the document with other words for the quoted ones, marks kept."""
        if path:
            return None
        return replace_words(
            value or {}, quote.words, words, before=quote.before, after=quote.after
        )

    def shown(self, value: Any, titles: Titles) -> str:
        """Return the plain text."""
        return plain_text(value) if value else ""

    def difference(self, before: Any, after: Any, titles: Titles) -> FieldChange | None:
        """Return changed words and pictures; "Formatting only" when neither changed."""
        pieces = word_diff(self.shown(before, titles), self.shown(after, titles))
        old, new = _media_of(before), _media_of(after)
        removed = titles.of_media([key for key in old if key not in new])
        added = titles.of_media([key for key in new if key not in old])
        if all(piece.kind == "same" for piece in pieces):
            if not removed and not added:
                moved = [_("Formatting only")]
                return FieldChange(self.short_name, self.label.text, moved=moved)
            pieces = []
        return FieldChange(
            self.short_name, self.label.text, shorten(pieces), removed, added
        )

    def _value(self) -> str:
        return json.dumps(self.data or EMPTY_DOC, ensure_ascii=False)


def _media_of(document: Any) -> list[int]:
    found = targets(clean(document)) if document else ()
    return [target.key for target in found if target.kind == "media"]


class YesNo(JsonField):
    """A box to tick."""

    widget = wtforms.widgets.CheckboxInput()
    empty = False
    spans = False
    false_values = ("", "0", "false", "False")

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take an absent box as no."""
        self.data = bool(valuelist) and valuelist[0] not in self.false_values

    def load(self, value: Any) -> None:
        """Take a truth value."""
        self.data = bool(value)

    def shown(self, value: Any, titles: Titles) -> str:
        """Return yes, no, or nothing."""
        if value in (None, ""):
            return ""
        return _("yes") if value else _("no")

    def _value(self) -> str:
        return "y"


class Choice(JsonField):
    """One of a list; ``choices`` is ``[(value, label)]`` or a function giving it."""

    widget = wtforms.widgets.Select()
    spans = False

    def __init__(
        self,
        label: Any = None,
        *,
        choices: Any = (),
        coerce: Any = str,
        default: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(label, default=default, **options)
        self.source = choices
        self.coerce = coerce

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        """The values on offer with their labels."""
        return list(self.source() if callable(self.source) else self.source)

    def iter_choices(self) -> Iterator[Option]:
        """Yield what the select shows: first a blank line unless a value is required."""
        if not self.is_required or self.data is None:
            yield Option("", "–", selected=self.data is None, render_kw={})
        for value, label in self.choices:
            yield Option(value, label, selected=value == self.data, render_kw={})

    # The name under which WTForms' own widget asks.
    _iter_choices_normalized = iter_choices

    def has_groups(self) -> bool:
        """Tell the widget that choices are flat."""
        return False

    def parse(self, typed: str) -> Any:
        """Return the value; refuse one that is not on offer."""
        if not typed:
            return None
        try:
            value = self.coerce(typed)
        except ValueError:
            value = None
        if value not in [value for value, _label in self.choices]:
            raise ValueError(_("Please choose one from the list."))
        return value

    def load(self, value: Any) -> None:
        """Take a value; the default when a snapshot has none."""
        if not isinstance(value, str | int | None):
            raise TypeError(_("Please choose one from the list."))
        self.data = value

    def label_of(self, value: Any) -> Any:
        """Return the label of a value, or the value itself when unknown."""
        return dict(self.choices).get(value, value)

    def shown(self, value: Any, titles: Titles) -> str:
        """Return the label of the value."""
        return "" if value in (None, "") else str(self.label_of(value))


class Tags(JsonField):
    """Words separated by commas."""

    shape: ClassVar[Shape] = "entries"
    points_to: ClassVar[Kind | None] = Kind.TAG
    widget = wtforms.widgets.TextInput()

    def parse(self, typed: str) -> list[str]:
        """Return the words, each once, in the order typed."""
        words = [" ".join(word.split()) for word in typed.split(",")]
        if any(len(word) > LONGEST_TAG for word in words):
            raise ValueError(_("At most %(limit)s characters.", limit=LONGEST_TAG))
        return list(dict.fromkeys(word for word in words if word))

    def load(self, value: Any) -> None:
        """Take a list of words."""
        self.data = [inputs.clean_text(str(word)) for word in value or []]

    def passages(self) -> Iterator[Passage]:
        """Yield the keywords as one text."""
        if self.data:
            yield self.passage(", ".join(self.data), quotable=False)

    def references(self) -> Iterator[FieldReference]:
        """Yield the keywords."""
        for word in self.data or []:
            yield self.reference(Kind.TAG, str(word))

    def replaced(self, replacement: Replacement) -> Any:
        """Return the keywords, each once."""
        return swapped_list(self.data, replacement.tags)

    def lines(self, value: Any, titles: Titles) -> list[str]:
        """Return the keywords."""
        return [str(word) for word in value or []]

    def _value(self) -> str:
        return ", ".join(self.data or [])
