"""What the pickers of a form show: the names of what is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cms.accounts.current import current_user
from cms.build_context import current_build
from cms.builtin.desk.library.picker_data import media_options_by_id
from cms.builtin.desk.picker import picker_option
from cms.content.fields.answers import Kind
from cms.content.fields.forms import ItemForm, SnapshotForm
from cms.content.spine import access
from cms.content.spine.queries import items_by_id


def prepared(form: ItemForm) -> ItemForm:
    """Leave out links to absent types and name what the pickers hold already."""
    prepare_all([form])
    return form


def prepare_all(forms: Iterable[ItemForm]) -> None:
    """Do to several forms what :func:`prepared` does to one, with the same queries."""
    fields: list[Any] = []
    for form in forms:
        form.drop_absent(current_build().registry.content_types)
        fields += _deep_fields(form)
    ids = {key for one in fields if one.points_to == Kind.ITEM for key in one.ids}
    may_see = access.known_to(current_user)
    items = items_by_id(ids, may_see)
    shown = {key for one in fields if one.points_to == Kind.MEDIA for key in one.ids}
    media = media_options_by_id(shown, current_user)
    for one in fields:
        if one.points_to == Kind.ITEM:
            one.chosen = [picker_option(items[key]) for key in one.ids if key in items]
        elif one.points_to == Kind.MEDIA:
            one.chosen = [media[key] for key in one.ids if key in media]


def _deep_fields(form: SnapshotForm) -> Iterator[Any]:
    for one in form:
        yield one
        for inner in one.forms():
            yield from _deep_fields(inner)
