"""The form of an item: the spine's fields first, each type adds its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Self

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms.i18n import DummyTranslations

from cms import inputs
from cms.content.fields.answers import FieldReference, Passage, Place, Replacement
from cms.content.fields.base import ContentField, JsonField
from cms.content.fields.measures import DateTime, PastDateTime
from cms.content.fields.references import Image, Images, Link
from cms.content.fields.texts import Choice, LongText, Text, YesNo
from cms.content.spine.queries import section_choices
from cms.errors import Problem, Refused


VISIBILITIES = [
    ("public", _l("Public")),
    ("internal", _l("Internal: staff only")),
    ("limited", _l("Limited: named readers only")),
]
LEAD_PICTURE = "image_id"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]


class SnapshotForm(wtforms.Form):  # type: ignore[misc] # WTForms has no types
    """A form whose whole value is one flat JSON object."""

    class Meta:
        """Our fields bring their own messages, already translated."""

        def get_translations(self, _form: SnapshotForm) -> DummyTranslations:
            """Return a translator that leaves texts alone."""
            return DummyTranslations()

    @classmethod
    def of(cls, snapshot: Mapping[str, Any]) -> Self:
        """Return a form filled from a stored snapshot; unknown keys are left out."""
        return cls(data=dict(snapshot))

    def names(self) -> list[str]:
        """Return the names of the fields, in order."""
        return [field.short_name for field in self]

    def snapshot(self) -> dict[str, Any]:
        """Return the value of every field as JSON."""
        return {field.short_name: field.kept for field in self}

    def missing(self) -> dict[str, list[str]]:
        """Return what keeps the form from being published, by field."""
        found = {field.short_name: field.problems() for field in self}
        return {name: messages for name, messages in found.items() if messages}

    def columns(self, snapshot: Mapping[str, Any]) -> dict[str, Any]:
        """Return a snapshot's values as a detail row's attributes want them."""
        return {
            field.short_name: field.column(snapshot.get(field.short_name))
            for field in self
        }

    def places(self) -> Iterator[Place]:
        """Yield every field, those of rows included."""
        for field in self:
            yield from field.places()

    def passages(self) -> Iterator[Passage]:
        """Yield every text that somebody wrote, those of rows included."""
        for field in self:
            yield from field.passages()

    def references(self) -> Iterator[FieldReference]:
        """Yield everything that the form points to, from rows and texts as well."""
        for field in self:
            yield from field.references()

    def replaced(self, replacement: Replacement) -> dict[str, Any]:
        """Return the snapshot with other targets in the place of some."""
        return {field.short_name: field.replaced(replacement) for field in self}

    def drop_absent(self, types: Mapping[str, Any]) -> None:
        """Remove links whose target types are all absent from the site."""
        for field in list(self):
            if field.drop_absent(types):
                del self[field.short_name]

    def keep_absent(self, types: Mapping[str, Any], stored: Mapping[str, Any]) -> None:
        """Take back what a page could not show, as it is stored."""
        for field in self:
            field.keep_absent(types, stored.get(field.short_name))

    def accept(self, values: Mapping[str, Any]) -> list[str]:
        """Load values from outside; return names that this form does not know.

        Raises Refused with a problem for each field that cannot hold its value.
        """
        problems = []
        for name in values.keys() & self._fields.keys():
            try:
                self[name].accept(inputs.clean_data(values[name]))
            except (ValueError, TypeError, AttributeError) as error:
                words = f"{self[name].title}: {error}"
                problems.append(Problem(words, name))
        if problems:
            raise Refused(problems)
        return [name for name in values if name not in self]

    def find(self, name: str) -> ContentField | None:
        """Return the field with this name of an input, also within a row; or None."""
        head, _dash, rest = name.partition("-")
        if head not in self:
            return None
        field: ContentField = self[head]
        if not rest:
            return field
        number, _dash, inner = rest.partition("-")
        rows = dict(enumerate(field.forms()))
        return (
            rows[int(number)].find(inner)
            if number.isdigit() and int(number) in rows
            else None
        )


class RowForm(SnapshotForm):
    """One repeating row of an item's form; ``key`` tells it from all others."""

    key = ""
    key_name = ""

    @property
    def is_filled(self) -> bool:
        """Whether anything was given beyond what a new row starts with."""
        return bool(self.snapshot() != _blank_row(type(self)))


_BLANK_ROWS: dict[type[RowForm], dict[str, Any]] = {}


def _blank_row(form: type[RowForm]) -> dict[str, Any]:
    """Return what a new row holds, worked out once for each kind of row."""
    if form not in _BLANK_ROWS:
        _BLANK_ROWS[form] = form().snapshot()
    return _BLANK_ROWS[form]


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
    slug = Text(_l("Address"), max=160, hint=_l("If empty, it follows the title."))
    section_id = Choice(_l("Section"), choices=section_choices, coerce=int)
    image_id = Image(_l("Lead picture"))
    language = Choice(_l("Language"), choices=LANGUAGES, default="vi", required=True)
    visibility = Choice(
        _l("Visibility"), choices=VISIBILITIES, default="public", required=True
    )
    featured = YesNo(_l("Show at the top of the home page"))
    expires_at = DateTime(_l("Expires"), hint=_l("If empty, it never expires."))
    #: Needs the right to publish; readers find the item at this date.
    first_published_at = PastDateTime(
        _l("First published"),
        hint=_l(
            "For content published before it was added here; otherwise leave empty."
        ),
    )

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
        "first_published_at",
    )

    def fieldsets(self) -> Iterator[tuple[Any, list[JsonField]]]:
        """Yield the type's own fields under their headings; links apart."""
        named: set[str] = set()
        for title, names in self.groups:
            fields = [
                self[name]
                for name in names
                if name in self and not self._is_photo(name)
            ]
            named.update(names)
            if fields:
                yield title, fields
        rest = [
            field
            for field in self
            if field.short_name not in named
            and field.short_name not in self.SPINE
            and field.placement != "side"
            and not self._is_photo(field.short_name)
        ]
        if rest:
            yield None, rest

    def galleries(self) -> list[Images]:
        """Return the fields that hold pictures in order, for the strip of photos."""
        return [field for field in self if field.placement == "photos"]

    def lead_texts(self) -> list[JsonField]:
        """Return the fields that describe the lead picture in this item."""
        names = (self.lead_alt, self.lead_caption)
        return [self[name] for name in names if name in self]

    def references(self) -> Iterator[FieldReference]:
        """Yield everything that the form points to; the lead picture with its words."""
        said = self.lead_alt in self and bool(self[self.lead_alt].data)
        for one in super().references():
            yield replace(one, described=said) if one.path == LEAD_PICTURE else one

    def replaced(self, replacement: Replacement) -> dict[str, Any]:
        """Return the snapshot with other targets; what described the old picture goes."""
        fresh = super().replaced(replacement)
        moved = fresh.get(LEAD_PICTURE) != self[LEAD_PICTURE].json
        if replacement.forget_alt and moved and self.lead_alt in fresh:
            fresh[self.lead_alt] = ""
        return fresh

    def _is_photo(self, name: str) -> bool:
        texts = (self.lead_alt, self.lead_caption)
        return name in texts or self[name].placement == "photos"

    def links(self) -> list[Link]:
        """Return the fields for the side panel: links that no group claims."""
        named = {name for _title, names in self.groups for name in names}
        return [
            field
            for field in self
            if field.placement == "side" and field.short_name not in named
        ]
