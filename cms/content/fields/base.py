"""The root of all content fields: typed text in, JSON out, problems in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from wtforms.utils import unset_value

from cms import text


class JsonField(wtforms.Field):
    """The root of all content fields; ``required`` holds at submission, not before."""

    empty: Any = None
    spans = True  # whether the field takes the whole width of the form

    def __init__(
        self,
        label: Any = None,
        *,
        required: bool = False,
        hint: Any = "",
        **options: Any,
    ) -> None:
        super().__init__(label, description=hint, **options)
        self.is_required = required
        self.bad_input: str | None = None

    @property
    def json(self) -> Any:
        """The value as a snapshot holds it."""
        return self.data

    def load(self, value: Any) -> None:
        """Take the value from a snapshot."""
        self.data = self.empty if value is None else value

    def column(self, value: Any) -> Any:
        """Turn the snapshot's value into what the detail row's column stores."""
        return value

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
        """Take the initial value, given as JSON."""
        self.load(None if value is unset_value else value)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Parse what was typed; keep it for the page when it makes no sense."""
        if not valuelist:
            return
        try:
            self.data = self.parse(text.nfc(str(valuelist[0])))
        except ValueError as error:
            self.bad_input = str(valuelist[0])
            raise wtforms.ValidationError(str(error)) from error

    def parse(self, typed: str) -> Any:
        """Turn typed text into data; raise ValueError with a message for the reader."""
        return typed.strip() or self.empty

    def _value(self) -> str:
        """Return what the input shows."""
        if self.bad_input is not None:
            return self.bad_input
        return "" if self.data is None else str(self.data)
