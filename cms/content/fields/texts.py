"""Form fields for words: lines, texts, documents, choices, tags, boxes to tick."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from wtforms.fields.choices import Choice as Option
from wtforms.utils import unset_value

from cms import text
from cms.content.fields.base import JsonField
from cms.richtext import EMPTY_DOC, clean, from_text, plain_text


class Text(JsonField):
    """One line of text, NFC, without runs of spaces."""

    widget = wtforms.widgets.TextInput()
    empty = ""

    def __init__(self, label: Any = None, *, max: int = 500, **options: Any) -> None:
        super().__init__(label, **options)
        self.max_length = max

    def parse(self, typed: str) -> str:
        """Return the line with single spaces; refuse more than the column holds."""
        line = " ".join(typed.split())
        if len(line) > self.max_length:
            raise ValueError(
                _(
                    "Please keep to %(max)d characters; this has %(count)d.",
                    max=self.max_length,
                    count=len(line),
                )
            )
        return line

    def load(self, value: Any) -> None:
        """Take text from a snapshot."""
        self.data = text.nfc(str(value)) if value is not None else ""

    def column(self, value: Any) -> Any:
        """Store nothing rather than an empty string: null means not stated."""
        return value or None


class LongText(Text):
    """Several lines of plain text."""

    widget = wtforms.widgets.TextArea()

    def __init__(self, label: Any = None, *, max: int = 20_000, **options: Any) -> None:
        super().__init__(label, max=max, **options)

    def parse(self, typed: str) -> str:
        """Return the text with its line breaks."""
        lines = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(lines) > self.max_length:
            super().parse(lines)
        return lines


class Lines(LongText):
    """A list of short texts, one on each line."""

    empty: Any = None

    def parse(self, typed: str) -> Any:
        """Return the lines that are not blank."""
        return [" ".join(line.split()) for line in typed.splitlines() if line.strip()]

    def load(self, value: Any) -> None:
        """Take a list of texts."""
        self.data = [text.nfc(str(line)) for line in value or []]

    def _value(self) -> str:
        return self.bad_input or "\n".join(self.data or [])


class Rich(JsonField):
    """A rich text document, as the editor's JSON.

    A page without script sends ``<name>__text`` instead: plain text, which
    replaces the document only when it was changed.
    """

    widget = wtforms.widgets.TextArea()

    def load(self, value: Any) -> None:
        """Take a document and keep only what the schema allows."""
        self.data = clean(value) if value else EMPTY_DOC

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Any = None
    ) -> None:
        """Prefer the editor's document; fall back to the plain text of the page."""
        super().process(formdata, data, extra_filters)
        key = f"{self.name}__text"
        if formdata is not None and key in formdata:
            typed = text.nfc(formdata[key]).replace("\r\n", "\n").strip()
            if typed != self.plain.strip():
                self.data = from_text(typed)

    def parse(self, typed: str) -> Any:
        """Return the cleaned document; text that is no document becomes paragraphs."""
        if not typed.strip():
            return EMPTY_DOC
        try:
            document = json.loads(typed)
        except json.JSONDecodeError:
            return from_text(typed)
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

    def _value(self) -> str:
        return json.dumps(self.data or EMPTY_DOC, ensure_ascii=False)


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
        self.data = value

    def label_of(self, value: Any) -> Any:
        """Return the label of a value, or the value itself when unknown."""
        return dict(self.choices).get(value, value)


class Tags(JsonField):
    """Words separated by commas."""

    widget = wtforms.widgets.TextInput()

    def parse(self, typed: str) -> list[str]:
        """Return the words, each once, in the order typed."""
        words = [" ".join(word.split()) for word in typed.split(",")]
        return list(dict.fromkeys(word for word in words if word))

    def load(self, value: Any) -> None:
        """Take a list of words."""
        self.data = [text.nfc(str(word)) for word in value or []]

    def _value(self) -> str:
        return ", ".join(self.data or [])
