"""Form fields that point elsewhere: items, pictures, files, own rows, periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _

from cms import text
from cms.content.fields.base import JsonField


class Link(JsonField):
    """A reference to one item, or to several when ``many``: their ids."""

    widget = wtforms.widgets.TextInput()

    def __init__(
        self,
        label: Any = None,
        *,
        targets: Sequence[str],
        many: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.targets = tuple(targets)
        self.many = many

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take ids from repeated inputs or from one with commas."""
        typed = [part.strip() for value in valuelist for part in str(value).split(",")]
        ids = [part for part in typed if part]
        if not all(part.isdigit() for part in ids):
            raise wtforms.ValidationError(_("Please choose from the list of records."))
        numbers = list(dict.fromkeys(int(part) for part in ids))
        if self.many:
            self.data = numbers
        else:
            self.data = numbers[0] if numbers else None

    def load(self, value: Any) -> None:
        """Take an id or a list of ids."""
        if self.many:
            self.data = [int(number) for number in value or []]
        else:
            self.data = int(value) if value is not None else None

    @property
    def ids(self) -> list[int]:
        """The chosen ids, always as a list."""
        if self.many:
            return list(self.data or [])
        return [] if self.data is None else [self.data]

    def _value(self) -> str:
        return ",".join(str(number) for number in self.ids)


class Image(JsonField):
    """One picture of the media library: its id."""

    widget = wtforms.widgets.TextInput()
    media_kind = "image"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the id, or nothing."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        if typed and not typed.isdigit():
            raise wtforms.ValidationError(_("Please choose from the media library."))
        self.data = int(typed) if typed else None

    @property
    def ids(self) -> list[int]:
        """The chosen id as a list."""
        return [] if self.data is None else [self.data]


class Images(JsonField):
    """Pictures of the media library in order: their ids."""

    widget = wtforms.widgets.TextInput()
    media_kind = "image"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take ids from repeated inputs or from one with commas."""
        typed = [part.strip() for value in valuelist for part in str(value).split(",")]
        ids = [part for part in typed if part]
        if not all(part.isdigit() for part in ids):
            raise wtforms.ValidationError(_("Please choose from the media library."))
        self.data = list(dict.fromkeys(int(part) for part in ids))

    def load(self, value: Any) -> None:
        """Take a list of ids."""
        self.data = [int(number) for number in value or []]

    @property
    def ids(self) -> list[int]:
        """The chosen ids."""
        return list(self.data or [])

    def _value(self) -> str:
        return ",".join(str(number) for number in self.ids)


class Files(Images):
    """Files of the media library in order: their ids."""

    media_kind = "file"


class Period(JsonField):
    """A reporting period in words ("6 tháng đầu năm 2026") with its code and days."""

    widget = wtforms.widgets.TextInput()
    spans = False

    def parse(self, typed: str) -> Any:
        """Return label, code, first and last day; words that say no period stay words."""
        label = " ".join(typed.split())
        if not label:
            return None
        if isinstance(self.data, Mapping) and self.data.get("label") == label:
            return dict(self.data)
        period = text.parse_period(label)
        if period is None:
            return {"label": label, "code": None, "from": None, "to": None}
        return {
            "label": label,
            "code": period.code,
            "from": period.start.isoformat() if period.start else None,
            "to": period.end.isoformat() if period.end else None,
        }

    def _value(self) -> str:
        return self.bad_input or (self.data or {}).get("label", "")


class Rows(wtforms.FieldList):
    """Repeating rows, each a :class:`RowForm`; the value is a list of dicts."""

    empty: Any = ()
    spans = True

    def __init__(
        self,
        label: Any = None,
        row: Any = None,
        *,
        required: bool = False,
        hint: Any = "",
        **options: Any,
    ) -> None:
        super().__init__(
            wtforms.FormField(row), label, description=hint, min_entries=0, **options
        )
        self.row_form = row
        self.is_required = required
        self.bad_input = None

    @property
    def json(self) -> list[dict[str, Any]]:
        """The rows that hold anything, in order."""
        return [entry.form.snapshot() for entry in self.entries if entry.form.is_filled]

    def load(self, value: Any) -> None:
        """Take a list of dicts."""
        self.process(None, value or [])

    def column(self, value: Any) -> Any:
        """Return the rows with each value as its column wants it."""
        blank = self.row_form()
        return [
            {name: field.column(row.get(name)) for name, field in blank._fields.items()}
            for row in value or []
        ]

    @property
    def is_empty(self) -> bool:
        """Whether no row holds anything."""
        return not self.json

    def problems(self) -> list[str]:
        """Return what is missing, with the number of the row."""
        if self.is_required and self.is_empty:
            return [_("Please add at least one.")]
        found = []
        for number, entry in enumerate(self.entries, 1):
            if entry.form.is_filled:
                for name, messages in entry.form.missing().items():
                    label = entry.form[name].label.text
                    found.append(
                        _(
                            "Row %(number)d, %(label)s: %(message)s",
                            number=number,
                            label=label,
                            message=messages[0],
                        )
                    )
        return found

    @property
    def blank(self) -> Any:
        """An empty row for the page's template of a new one."""
        return self.row_form(prefix=f"{self.name}-__index__-")

    @property
    def spare(self) -> list[Any]:
        """Three empty rows for a page without script."""
        start = len(self.entries)
        return [
            self.row_form(prefix=f"{self.name}-{index}-")
            for index in range(start, start + 3)
        ]
