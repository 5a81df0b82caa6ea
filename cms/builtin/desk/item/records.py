"""Pages of records: the form of one, and those of what belongs to an item, in place."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Response
from flask.typing import ResponseReturnValue

from cms.accounts.current import current_user
from cms.build_context import current_build
from cms.builtin.desk.item import conflicts
from cms.builtin.desk.item.pickers import prepare_all, prepared
from cms.builtin.desk.item.queries import snapshots_of
from cms.builtin.desk.variables import picker_urls
from cms.builtin.pages.children import children_of
from cms.builtin.related_items import related
from cms.content.fields.forms import ItemForm
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import content_type_of
from cms.contributions import ContentType
from cms.theming import render


# So many are edited in place; the others have their own page.
MOST_IN_PLACE = 40


@dataclass(frozen=True)
class Row:
    """A child in its parent's page: its form, when it is edited in place, and its marks."""

    item: Item
    form: ItemForm | None
    base: str


@dataclass(frozen=True)
class Group:
    """All children of one type; ``may_add`` and so on is what this person may do."""

    content_type: ContentType
    rows: list[Row]
    may_edit: bool


def prefix_of(item: Item) -> str:
    """Return what the names of a child's inputs begin with in its parent's page."""
    return f"child-{item.id}-"


def child_groups(item: Item) -> list[Group]:
    """Return what belongs to ``item`` and this person may see, for its edit page."""
    types = current_build().registry.children_of(item.type)
    if not types:
        return []
    found = children_of(item, access.editable(current_user))
    groups = []
    for one in types:
        may_edit = access.may_add(current_user, one.name, item)
        in_place = found[one.name][:MOST_IN_PLACE] if may_edit and one.is_record else []
        stored = snapshots_of(in_place)
        rows = [_row(child, stored.get(child.id)) for child in found[one.name]]
        prepare_all(row.form for row in rows if row.form is not None)
        groups.append(Group(one, rows, may_edit))
    return groups


def _row(child: Item, data: Snapshot | None) -> Row:
    if data is None:
        return Row(child, None, "")
    form = data.content_type.form(data=dict(data), prefix=prefix_of(child))
    return Row(child, form, json.dumps(conflicts.base_of(data)))


def record_page(item: Item, data: Snapshot, status: int = 200) -> ResponseReturnValue:
    """Render the page on which a record is edited."""
    around = conflicts.surroundings(item, data)
    may_write = access.can(current_user, access.WRITE, item)
    page = render(
        "desk/item/record.html",
        item=item,
        form=prepared(data.form),
        content_type=content_type_of(item),
        parent=access.parent_of(item),
        may_write=may_write and not around["locked"],
        may_publish=may_write,
        related=related(item, access.editable(current_user)),
        child_groups=child_groups(item),
        urls=picker_urls(),
        **around,
    )
    return Response(page, status)


def new_record_page(
    content_type: ContentType, parent: Item | None, form: ItemForm, status: int = 200
) -> ResponseReturnValue:
    """Render the empty form of a record, or what was typed into it and not taken."""
    page = render(
        "desk/item/record_new.html",
        content_type=content_type,
        parent=parent,
        form=prepared(form),
        urls=picker_urls(),
    )
    return Response(page, status)
