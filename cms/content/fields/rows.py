"""The form field for repeating rows: each has a key of its own that never changes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import wtforms
from flask_babel import gettext as _
from wtforms.utils import unset_value

from cms.content.fields.answers import (
    FieldMerge,
    FieldReference,
    Passage,
    Place,
    Quote,
    Replacement,
    Shape,
    Titles,
    mark,
)
from cms.content.fields.base import ContentField
from cms.content.fields.row_merging import merge_rows


if TYPE_CHECKING:
    from cms.content.fields.forms import RowForm


KEY = "key"
_KEY = re.compile(r"[A-Za-z0-9_-]{1,32}")
SPARE = 3


def new_key() -> str:
    """Return a key that no other row has."""
    return secrets.token_hex(6)


class Rows(ContentField, wtforms.FieldList):  # type: ignore[misc] # WTForms has no types
    """Repeating rows, each a :class:`RowForm`; the value is a list of dicts.

    The value of a row holds its ``key`` beside its fields. Rows stored before
    there were keys have their number as one.
    """

    shape: ClassVar[Shape] = "entries"
    empty: Any = ()
    spans = True

    def __init__(
        self,
        label: Any,
        row: type[RowForm],
        *,
        required: bool = False,
        private: bool = False,
        hint: Any = "",
        **options: Any,
    ) -> None:
        super().__init__(
            wtforms.FormField(row), label, description=hint, min_entries=0, **options
        )
        self.row_form = row
        self.is_required = required
        self.is_private = private
        self.bad_input = None

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Any = None
    ) -> None:
        """Read rows; a posted row goes on from the stored one with its key."""
        given = data if isinstance(data, Sequence) else ()
        self._stored = {_key_of(row, n): row for n, row in enumerate(given, 1)}
        self._keys: set[str] = set()
        super().process(formdata, data, extra_filters)

    def _add_entry(
        self, formdata: Any = None, data: Any = unset_value, index: int | None = None
    ) -> Any:
        position = len(self.entries) + 1
        key = _key_of(data, position) if isinstance(data, Mapping) else ""
        if formdata:
            number = self.last_index + 1 if index is None else index
            posted = formdata.get(f"{self.name}-{number}-{KEY}")
            if posted is not None:
                key = posted if _KEY.fullmatch(posted) else new_key()
                data = self._stored.get(key, unset_value)
        if not key or key in self._keys:
            key = new_key()
        self._keys.add(key)
        values = data if isinstance(data, Mapping) else {}
        entry = super()._add_entry(
            formdata, {n: v for n, v in values.items() if n != KEY}, index
        )
        entry.form.key, entry.form.key_name = key, f"{entry.name}-{KEY}"
        return entry

    @property
    def json(self) -> list[dict[str, Any]]:
        """The rows that hold anything, in order, each with its key."""
        return [
            {KEY: entry.form.key, **entry.form.snapshot()}
            for entry in self.entries
            if entry.form.is_filled
        ]

    def load(self, value: Any) -> None:
        """Take a list of dicts from outside."""
        rows = value or []
        if not isinstance(rows, list | tuple):
            raise TypeError(_("This is no list of rows."))
        keys = [{KEY: _key_of(row, number)} for number, row in enumerate(rows, 1)]
        self.process(None, keys)
        for entry, row in zip(self.entries, rows, strict=True):
            for field in entry.form:
                if field.short_name in row:
                    field.load(row[field.short_name])

    def load_stored(self, value: Any) -> None:
        """Take rows that this site has stored."""
        self.process(None, value or [])

    def column(self, value: Any) -> Any:
        """Return the rows with each value as its column wants it."""
        blank = self.row_form()
        return [
            {KEY: _key_of(row, number)}
            | {
                field.short_name: field.column(row.get(field.short_name))
                for field in blank
            }
            for number, row in enumerate(value or [], 1)
        ]

    @property
    def is_empty(self) -> bool:
        """Whether no row holds anything."""
        return not any(entry.form.is_filled for entry in self.entries)

    def problems(self) -> list[str]:
        """Return what is missing, with the number of the row."""
        if self.is_required and self.is_empty:
            return [_("Please add at least one.")]
        return [
            _(
                "Row %(number)d, %(label)s: %(message)s",
                number=number,
                label=row[name].title,
                message=messages[0],
            )
            for number, row in self._filled()
            for name, messages in row.missing().items()
        ]

    def _filled(self) -> Iterator[tuple[int, RowForm]]:
        for number, row in enumerate(self.forms(), 1):
            if row.is_filled:
                yield number, row

    def places(self) -> Iterator[Place]:
        """Yield the list itself and each field of its rows."""
        yield from super().places()
        for number, row in self._filled():
            for one in row.places():
                yield replace(one, **self._place(number, row, one))

    def passages(self) -> Iterator[Passage]:
        """Yield the texts of all rows."""
        for number, row in self._filled():
            for one in row.passages():
                yield replace(
                    one,
                    **self._place(number, row, one),
                    private=one.private or self.is_private,
                )

    def references(self) -> Iterator[FieldReference]:
        """Yield what the rows point to."""
        for number, row in self._filled():
            for one in row.references():
                relation = f"{self.short_name}/{one.relation}" if one.relation else ""
                yield replace(one, **self._place(number, row, one), relation=relation)

    def _place(
        self, number: int, row: RowForm, one: Passage | FieldReference | Place
    ) -> dict[str, Any]:
        return {
            "path": f"{self.short_name}/{row.key}/{one.path}",
            "label": f"{self.title} {number} · {one.label}",
        }

    def replaced(self, replacement: Replacement) -> Any:
        """Return the rows with other targets in the place of some."""
        return [
            {KEY: row.key, **row.replaced(replacement)}
            for _number, row in self._filled()
        ]

    def marks(self, name: str, value: Any) -> dict[str, str]:
        """Return a mark for the list, and one for each of its rows, in order."""
        rows = {f"{name}/{key}": mark(row) for key, row in keyed(value).items()}
        return {name: mark(value or []), **rows}

    def merged(
        self, name: str, base: Mapping[str, str], mine: Any, theirs: Any
    ) -> FieldMerge:
        """Merge two lists row by row; a page without marks of rows merges them whole."""
        start = f"{name}/"
        before = {
            path.removeprefix(start): one
            for path, one in base.items()
            if path.startswith(start)
        }
        if not before and base.get(name) not in (mark(mine), mark(theirs), mark([])):
            return super().merged(name, base, mine, theirs)
        return merge_rows(name, before, keyed(mine), keyed(theirs))

    def count_quotes(self, path: str, value: Any, quote: Quote) -> int | None:
        """Return in how many places of one row's field quoted words stand."""
        field, row, rest = self._within(path, value)
        if field is None:
            return None
        return field.count_quotes(rest, row.get(field.short_name), quote)

    def with_quote_replaced(
        self, path: str, value: Any, quote: Quote, words: str
    ) -> Any | None:
        """Return the rows with other words for the quoted ones in one of them."""
        field, row, rest = self._within(path, value)
        if field is None:
            return None
        fresh = field.with_quote_replaced(rest, row.get(field.short_name), quote, words)
        if fresh is None:
            return None
        return [
            {**one, field.short_name: fresh} if one[KEY] == row[KEY] else dict(one)
            for one in keyed(value).values()
        ]

    def _within(
        self, path: str, value: Any
    ) -> tuple[ContentField | None, Mapping[str, Any], str]:
        """Return the field of the row that ``path`` leads to, the row, the way on."""
        key, _slash, rest = path.partition("/")
        name, _slash, rest = rest.partition("/")
        row, blank = keyed(value).get(key), self.row_form()
        if row is None or name not in blank:
            return None, {}, ""
        return blank[name], row, rest

    def lines(self, value: Any, titles: Titles) -> list[str]:
        """Return each row as one line of the form "label: value; ..."."""
        blank = self.row_form()
        return [
            "; ".join(
                f"{field.title}: {shown}"
                for field in blank
                if row.get(field.short_name) is not False
                and (shown := field.shown(row.get(field.short_name), titles))
            )
            for row in keyed(value).values()
        ]

    def line_keys(self, value: Any) -> list[str]:
        """Return the keys of the rows."""
        return list(keyed(value))

    def forms(self) -> Iterator[RowForm]:
        """Yield the form of each row."""
        for entry in self.entries:
            yield entry.form

    def drop_absent(self, types: Mapping[str, Any]) -> bool:
        """Remove from every row what points to types that are absent."""
        for entry in self.entries:
            entry.form.drop_absent(types)
        return False

    def keep_absent(self, types: Mapping[str, Any], stored: Any) -> None:
        """Take back in every row what no page could show."""
        before = keyed(stored)
        for entry in self.entries:
            entry.form.keep_absent(types, before.get(entry.form.key, {}))

    @property
    def blank(self) -> RowForm:
        """An empty row for the page's template of a new one."""
        return self._empty_row("__index__", "")

    @property
    def spare(self) -> list[RowForm]:
        """Some empty rows for a page without script."""
        start = len(self.entries)
        return [self._empty_row(n, new_key()) for n in range(start, start + SPARE)]

    def _empty_row(self, number: int | str, key: str) -> RowForm:
        row = self.row_form(prefix=f"{self.name}-{number}-")
        row.key, row.key_name = key, f"{self.name}-{number}-{KEY}"
        return row


def _key_of(row: object, number: int) -> str:
    """Return the key of a stored row; its number when it was stored without one."""
    key = row.get(KEY) if isinstance(row, Mapping) else None
    return key if isinstance(key, str) and _KEY.fullmatch(key) else f"r{number}"


def keyed(value: Any) -> dict[str, Mapping[str, Any]]:
    """Return stored rows by their keys, in order."""
    rows: dict[str, Mapping[str, Any]] = {}
    for number, row in enumerate(value or [], 1):
        key = _key_of(row, number)
        while key in rows:
            key += "_"
        rows[key] = {**row, KEY: key}
    return rows
