"""The form of an item: the spine's fields first, each type adds its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.i18n import DummyTranslations

from cms import text
from cms.content.fields.base import JsonField
from cms.content.fields.measures import DateTime
from cms.content.fields.references import Image, Images, Link, Rows
from cms.content.fields.texts import Choice, LongText, Text, YesNo
from cms.content.spine.queries import section_choices


VISIBILITIES = [
    ("public", _l("Public")),
    ("internal", _l("Internal: staff only")),
    ("limited", _l("Limited: named readers only")),
]
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]


class SnapshotForm(wtforms.Form):
    """A form whose whole value is one flat JSON object."""

    class Meta:
        """Our fields bring their own messages, already translated."""

        def get_translations(self, _form: Any) -> DummyTranslations:
            """Return a translator that leaves texts alone."""
            return DummyTranslations()

    @classmethod
    def of(cls, snapshot: Mapping[str, Any]) -> Any:
        """Return a form filled from a snapshot; unknown keys are left out."""
        return cls(data=dict(snapshot))

    def snapshot(self) -> dict[str, Any]:
        """Return the value of every field as JSON."""
        return {name: field.json for name, field in self._fields.items()}

    def missing(self) -> dict[str, list[str]]:
        """Return what keeps the form from being published, by field."""
        found = {name: field.problems() for name, field in self._fields.items()}
        return {name: messages for name, messages in found.items() if messages}

    def columns(self, snapshot: Mapping[str, Any]) -> dict[str, Any]:
        """Return a snapshot's values as a detail row's attributes want them."""
        return {
            name: field.column(snapshot.get(name))
            for name, field in self._fields.items()
        }


class RowForm(SnapshotForm):
    """One repeating row of an item's form."""

    @property
    def is_filled(self) -> bool:
        """Whether anything was given beyond what a new row starts with."""
        blank = type(self)().snapshot()
        return self.snapshot() != blank


class ItemForm(SnapshotForm):
    """What every item has; a type's form derives from this.

    ``groups`` names the type's own fields under headings, in order; fields
    that no group names follow at the end. Pictures stand apart, with what
    ``lead_alt`` and ``lead_caption`` name: see :meth:`galleries`.
    """

    groups: list[tuple[Any, list[str]]] = []
    summary_label: Any = None
    #: The fields that say what the lead picture shows in this item and stands under it.
    lead_alt = ""
    lead_caption = ""

    title = Text(_l("Title"), required=True, max=500)
    summary = LongText(_l("Lead"), max=2000)
    slug = Text(_l("Address"), max=160, hint=_l("Left empty, it follows the title."))
    section_id = Choice(_l("Section"), choices=section_choices, coerce=int)
    image_id = Image(_l("Lead picture"))
    language = Choice(_l("Language"), choices=LANGUAGES, default="vi", required=True)
    visibility = Choice(
        _l("Visibility"), choices=VISIBILITIES, default="public", required=True
    )
    featured = YesNo(_l("Show at the top of the home page"))
    expires_at = DateTime(_l("Expires"), hint=_l("Left empty, it stays."))

    SPINE = (
        "title",
        "summary",
        "slug",
        "section_id",
        "image_id",
        "language",
        "visibility",
        "featured",
        "expires_at",
    )

    def fieldsets(self) -> Iterator[tuple[Any, list[JsonField]]]:
        """Yield the type's own fields under their headings; links apart."""
        named: set[str] = set()
        for title, names in self.groups:
            fields = [
                self._fields[name]
                for name in names
                if name in self._fields and not self._is_photo(name)
            ]
            named.update(names)
            if fields:
                yield title, fields
        rest = [
            field
            for name, field in self._fields.items()
            if name not in named
            and name not in self.SPINE
            and not is_link(field)
            and not self._is_photo(name)
        ]
        if rest:
            yield None, rest

    def galleries(self) -> list[Images]:
        """Return the fields that hold pictures in order, for the strip of photos."""
        found = self._fields.values()
        return [field for field in found if is_gallery(field)]

    def lead_texts(self) -> list[JsonField]:
        """Return the fields that describe the lead picture in this item."""
        names = (self.lead_alt, self.lead_caption)
        return [self._fields[name] for name in names if name in self._fields]

    def _is_photo(self, name: str) -> bool:
        texts = (self.lead_alt, self.lead_caption)
        return name in texts or is_gallery(self._fields[name])

    def links(self) -> list[Link]:
        """Return the fields for the side panel: links that no group claims."""
        named = {name for _title, names in self.groups for name in names}
        return [
            field
            for name, field in self._fields.items()
            if is_link(field) and name not in named
        ]

    def drop_absent(self, types: Mapping[str, Any]) -> None:
        """Remove links whose target types are all absent from the site."""
        for name in list(self._fields):
            field = self._fields[name]
            if is_link(field) and not any(kind in types for kind in field.targets):
                del self[name]
            elif isinstance(field, Rows):
                drop_absent_row_links(field, types)

    def accept(self, values: Mapping[str, Any]) -> list[str]:
        """Load given values, NFC; return names that this form does not know."""
        unknown = []
        for name, value in values.items():
            if name in self._fields:
                self._fields[name].load(nfc_deep(value))
            else:
                unknown.append(name)
        return unknown


def is_gallery(field: Any) -> bool:
    """Tell whether a field holds pictures in order; files are no pictures."""
    return isinstance(field, Images) and field.media_kind == "image"


def is_link(field: Any) -> bool:
    """Tell whether a field points to items."""
    return isinstance(field, Link)


def drop_absent_row_links(rows: Rows, types: Mapping[str, Any]) -> None:
    """Remove from every row the links whose target types are absent."""
    for entry in rows.entries:
        for name in list(entry.form._fields):
            field = entry.form._fields[name]
            if is_link(field) and not any(kind in types for kind in field.targets):
                del entry.form[name]


def nfc_deep(value: Any) -> Any:
    """Return a JSON value with every text in NFC."""
    if isinstance(value, str):
        return text.nfc(value)
    if isinstance(value, list):
        return [nfc_deep(part) for part in value]
    if isinstance(value, Mapping):
        return {key: nfc_deep(part) for key, part in value.items()}
    return value
