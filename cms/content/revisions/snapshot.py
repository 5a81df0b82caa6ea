"""A snapshot: all values of an item at one moment, with the form that reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from cms.build_context import current_build
from cms.content.fields.answers import (
    FieldReference,
    Kind,
    Passage,
    Replacement,
)
from cms.content.fields.forms import ItemForm
from cms.content.fields.private import without_private
from cms.content.spine.models import Item, Revision
from cms.content.spine.queries import content_type_of, current_snapshot
from cms.contributions import ContentType
from cms.errors import Problem, Refused
from cms.richtext import Document


class Snapshot(Mapping[str, Any]):
    """The values of an item's form as JSON; nobody changes them in place.

    Made once for a request or a service call and handed on: its form is
    parsed at most once, and every question about the values is answered by
    the fields of that form.
    """

    def __init__(
        self,
        content_type: ContentType,
        data: Mapping[str, Any],
        form: ItemForm | None = None,
    ) -> None:
        """Take values that are clean: stored by this site, or read by ``form``."""
        self.content_type = content_type
        self.data: Mapping[str, Any] = MappingProxyType(dict(data))
        if form is not None:
            self.form = form

    @classmethod
    def of(cls, item: Item) -> Snapshot:
        """Return what is being worked on, or what is live."""
        return cls(content_type_of(item), current_snapshot(item))

    @classmethod
    def stored(cls, item: Item, revision: Revision) -> Snapshot:
        """Return what a revision of ``item`` holds."""
        return cls(content_type_of(item), revision.data)

    @classmethod
    def read(cls, form: ItemForm, content_type: ContentType) -> Snapshot:
        """Return the values that a form holds, typed or loaded."""
        return cls(content_type, form.snapshot(), form)

    @classmethod
    def posted(cls, posted: Any, stored: Snapshot) -> Snapshot:
        """Return what came with a page's form, merged over what is stored.

        What a page cannot show, since its plugin is off, stays as it is.
        """
        content_type = stored.content_type
        form = content_type.form(posted, data=dict(stored))
        form.keep_absent(current_build().registry.content_types, stored)
        return cls.read(form, content_type)

    @cached_property
    def form(self) -> ItemForm:
        """The form filled with these values."""
        return self.content_type.form.of(self.data)

    def __getitem__(self, name: str) -> Any:
        return self.data[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    @cached_property
    def complete(self) -> Snapshot:
        """The same with a value for every field of the form, and for no other."""
        names = blank_names(self.content_type)
        if names == self.data.keys():
            return self
        return Snapshot.read(self.form, self.content_type)

    def with_values(self, values: Mapping[str, Any]) -> Snapshot:
        """Return a snapshot with other values, from outside; Refused for unknown names."""
        form = self.content_type.form.of(self.data)
        if unknown := form.accept(values):
            names = ", ".join(unknown)
            raise Refused([Problem(_("Unknown fields: %(names)s.", names=names))])
        return Snapshot.read(form, self.content_type)

    def with_stored(self, values: Mapping[str, Any]) -> Snapshot:
        """Return a snapshot with other values that are clean already."""
        return Snapshot(self.content_type, {**self.data, **values})

    def laid_over(self, stored: Snapshot) -> Snapshot:
        """Return these values with those of ``stored`` where there are none here."""
        if stored.data.keys() <= self.data.keys():
            return self
        return Snapshot(self.content_type, {**stored.data, **self.data})

    def without(self, names: Iterable[str]) -> Snapshot:
        """Return a snapshot that says nothing of some fields."""
        gone = set(names)
        kept = {name: one for name, one in self.data.items() if name not in gone}
        return self if len(kept) == len(self) else Snapshot(self.content_type, kept)

    @cached_property
    def public(self) -> Snapshot:
        """The same without what is private: as everybody may know it."""
        kept = without_private(self.content_type.form, self.data)
        return self if kept == self.data else Snapshot(self.content_type, kept)

    def path_of(self, name: str) -> str | None:
        """Return the stable path of an input's name, or of a path; None for nothing."""
        if name in blank_form(self.content_type):
            return name
        for one in self.form.places():
            if name in (one.path, one.name):
                return one.path
        return None

    def labels(self) -> dict[str, str]:
        """Return the label of every field by its path, those in rows included."""
        return {one.path: one.label for one in self.form.places()}

    def passages(self) -> Iterator[Passage]:
        """Yield every text that somebody wrote, with its place."""
        return self.form.passages()

    @cached_property
    def _references(self) -> tuple[FieldReference, ...]:
        return tuple(self.form.references())

    def references(self, *kinds: Kind) -> list[FieldReference]:
        """Return what the values point to, in the form's order; of some kinds, or all."""
        return [one for one in self._references if not kinds or one.kind in kinds]

    def targets(self, kind: Kind) -> set[Any]:
        """Return the ids, or keywords, that the values point to."""
        return {one.target for one in self._references if one.kind == kind}

    def documents(self) -> list[Document]:
        """Return every rich text, those in rows included."""
        return [one.document for one in self.passages() if one.document is not None]

    def plain_text(self) -> str:
        """Return all that is written and not private, one passage after another."""
        return "\n".join(one.text for one in self.passages() if not one.private)

    def replaced(self, replacement: Replacement) -> Snapshot:
        """Return a snapshot with other targets in the place of some."""
        return Snapshot(
            self.content_type, {**self.data, **self.form.replaced(replacement)}
        )

    def marks(self) -> dict[str, str]:
        """Return the marks by which a later save knows these values again, by path."""
        found: dict[str, str] = {}
        complete = self.complete
        for field in blank_form(self.content_type):
            found |= field.marks(field.short_name, complete.data[field.short_name])
        return found


Change = Callable[[Snapshot], Snapshot]


_BLANK: dict[type[ItemForm], ItemForm] = {}


def blank_form(content_type: ContentType) -> ItemForm:
    """Return the empty form of a type, shared: for questions that take values."""
    found = _BLANK.get(content_type.form)
    if found is None:
        found = _BLANK[content_type.form] = content_type.form()
    return found


def blank_names(content_type: ContentType) -> set[str]:
    """Return the names of a type's fields."""
    return set(blank_form(content_type).names())
