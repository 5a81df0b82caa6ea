"""What the photos section of the edit page shows: records, crops, names to choose from."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from cms.accounts.current import current_user
from cms.build_context import current_build
from cms.builtin.desk.item.queries import linked_titles
from cms.builtin.desk.library.picker_data import media_options_by_id
from cms.content.fields.answers import Kind
from cms.content.fields.forms import ItemForm
from cms.content.spine.models import Item


MOST_NAMES = 200
CROPS = {"card": _l("Card"), "row": _l("List"), "person": _l("Portrait")}


def photos_section(item: Item, form: ItemForm) -> dict[str, Any]:
    """Return the variables of the section: the item's photos and what helps describe them."""
    shown = {one.target for one in form.references() if one.kind == Kind.MEDIA}
    records = media_options_by_id(shown, current_user, current_user)
    return {
        "records": [one for one in records.values() if one["kind"] == "image"],
        "names": names_for(form),
        "crops": crops(),
        "galleries": [
            {"name": field.name, "label": str(field.label.text)}
            for field in form.galleries()
        ],
        "picker_url": url_for("desk.media_pick"),
    }


def names_for(form: ItemForm) -> list[str]:
    """Return who and what may be in the photos: linked records and who took part there.

    They are offered while somebody types, and never filled in by themselves.
    """
    linked = [
        one.target
        for one in form.references()
        if one.kind == Kind.ITEM and one.relation
    ]
    if not linked:
        return []
    types = current_build().registry.content_types
    people = [name for name, one in types.items() if one.sort == "person"]
    return linked_titles(current_user, linked, people, MOST_NAMES)


def crops() -> list[dict[str, Any]]:
    """Return the shapes to which the site's theme cuts pictures, the nearest theme's."""
    shapes = next((one.crops for one in current_build().theme if one.crops), {})
    return [
        {"label": str(CROPS.get(name, name)), "ratio": list(ratio)}
        for name, ratio in shapes.items()
    ]
