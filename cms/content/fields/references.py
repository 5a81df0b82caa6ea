"""Form fields that point elsewhere: items, pictures, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import wtforms
from flask_babel import gettext as _

from cms import inputs
from cms.content.fields.answers import (
    FieldReference,
    Kind,
    Placement,
    Replacement,
    Shape,
    Titles,
)
from cms.content.fields.base import JsonField, swapped_list
from cms.errors import Problem, Refused


class Link(JsonField):
    """A reference to one item, or to several when ``many``: their ids."""

    shape: ClassVar[Shape] = "entries"
    placement: ClassVar[Placement] = "side"
    points_to: ClassVar[Kind | None] = Kind.ITEM
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
        ids = posted_ids(valuelist, _("Please choose from the list of records."))
        self.data = ids if self.many else (ids[0] if ids else None)

    def load(self, value: Any) -> None:
        """Take an id or a list of ids."""
        ids = [inputs.record_id(number) for number in as_list(value)]
        self.data = ids if self.many else (ids[0] if ids else None)

    def references(self) -> Iterator[FieldReference]:
        """Yield the chosen items."""
        for key in self.ids:
            yield self.reference(Kind.ITEM, key, relation=self.short_name)

    def replaced(self, replacement: Replacement) -> Any:
        """Return other items in the place of some; Refused when one is of a wrong kind."""
        for key in self.ids:
            kind = replacement.types.get(replacement.items.get(key))
            if kind is not None and kind not in self.targets:
                message = _(
                    "“%(field)s” does not accept this kind of record.", field=self.title
                )
                raise Refused([Problem(message, self.name)])
        fresh = swapped_list(self.ids, replacement.items)
        if self.many:
            return fresh
        return fresh[0] if fresh else None

    def lines(self, value: Any, titles: Titles) -> list[str]:
        """Return the titles of the items."""
        return titles.of_items(as_list(value))

    def shown(self, value: Any, titles: Titles) -> str:
        """Return the titles of the items in one line."""
        return ", ".join(self.lines(value, titles))

    def drop_absent(self, types: Mapping[str, Any]) -> bool:
        """Tell that the field goes when none of its target types is there."""
        return not any(kind in types for kind in self.targets)

    def keep_absent(self, types: Mapping[str, Any], stored: Any) -> None:
        """Take the stored items back when no page could show them."""
        if self.drop_absent(types):
            self.load_stored(stored)

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

    shape: ClassVar[Shape] = "pictures"
    points_to: ClassVar[Kind | None] = Kind.MEDIA
    widget = wtforms.widgets.TextInput()
    media_kind = "image"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the id, or nothing."""
        ids = posted_ids(valuelist[:1], _("Please choose from the media library."))
        self.data = ids[0] if ids else None

    def load(self, value: Any) -> None:
        """Take an id."""
        self.data = None if value is None else inputs.record_id(value)

    @property
    def ids(self) -> list[int]:
        """The chosen id as a list."""
        return [] if self.data is None else [self.data]

    def references(self) -> Iterator[FieldReference]:
        """Yield what was chosen."""
        picture = self.media_kind == "image"
        for key in self.ids:
            yield self.reference(Kind.MEDIA, key, is_picture=picture)

    def replaced(self, replacement: Replacement) -> Any:
        """Return other media in the place of some."""
        return replacement.media.get(self.data, self.data)

    def lines(self, value: Any, titles: Titles) -> list[str]:
        """Return the titles of the media."""
        return titles.of_media(as_list(value))

    def shown(self, value: Any, titles: Titles) -> str:
        """Return the titles of the media in one line."""
        return ", ".join(self.lines(value, titles))


class Images(JsonField):
    """Pictures of the media library in order: their ids."""

    shape: ClassVar[Shape] = "pictures"
    points_to: ClassVar[Kind | None] = Kind.MEDIA
    placement: ClassVar[Placement] = "photos"
    widget = wtforms.widgets.TextInput()
    media_kind = "image"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take ids from repeated inputs or from one with commas."""
        self.data = posted_ids(valuelist, _("Please choose from the media library."))

    def load(self, value: Any) -> None:
        """Take a list of ids."""
        self.data = [inputs.record_id(number) for number in value or []]

    @property
    def ids(self) -> list[int]:
        """The chosen ids."""
        return list(self.data or [])

    def references(self) -> Iterator[FieldReference]:
        """Yield what was chosen."""
        picture = self.media_kind == "image"
        for key in self.ids:
            yield self.reference(Kind.MEDIA, key, is_picture=picture)

    def replaced(self, replacement: Replacement) -> Any:
        """Return other media in the place of some."""
        return swapped_list(self.data, replacement.media)

    def lines(self, value: Any, titles: Titles) -> list[str]:
        """Return the titles of the media."""
        return titles.of_media(as_list(value))

    def shown(self, value: Any, titles: Titles) -> str:
        """Return the titles of the media in one line."""
        return ", ".join(self.lines(value, titles))

    def _value(self) -> str:
        return ",".join(str(number) for number in self.ids)


class Files(Images):
    """Files of the media library in order: their ids."""

    shape: ClassVar[Shape] = "entries"
    placement: ClassVar[Placement] = "form"
    media_kind = "file"


def posted_ids(values: Sequence[Any], message: str) -> list[int]:
    """Return the ids of repeated inputs or of one with commas, each once.

    Raises wtforms.ValidationError with ``message`` for anything else.
    """
    typed = [part.strip() for value in values for part in str(value).split(",")]
    try:
        ids = [inputs.record_id(part) for part in typed if part]
    except ValueError:
        raise wtforms.ValidationError(message) from None
    return list(dict.fromkeys(ids))


def as_list(value: Any) -> list[Any]:
    """Return a value of one or many as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
