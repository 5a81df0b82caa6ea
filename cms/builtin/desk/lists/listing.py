"""Lists of items on the desk: search, filter, sort, page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, or_

from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.build_context import current_build
from cms.builtin.desk import desk
from cms.builtin.desk.lists import bulk
from cms.builtin.desk.lists.queries import in_state
from cms.builtin.desk.queries import authors, editable_query, user_names
from cms.builtin.pagination import page_of
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.queries import section_choices
from cms.content.spine.workflow import STATE_LABELS
from cms.contributions import ContentType
from cms.plugins.manager import Trouble
from cms.search import matching_ids
from cms.settings import get_settings
from cms.theming import render


SORTS = {
    "updated": (Item.updated_at, "desc"),
    "title": (Item.title_sort, "asc"),
    "date": (Item.sort_date, "desc"),
}


def content_type_or_404(name: str) -> ContentType:
    """Return the content type of the build with this name, or answer 404."""
    content_type = current_build().registry.content_types.get(name)
    if content_type is None:
        abort(404)
    return content_type


@desk.get("/noi-dung/")
@requires_login
def all_items() -> ResponseReturnValue:
    """List the items of all types."""
    return _listing(None)


@desk.get("/noi-dung/<type_name>/")
@requires_login
def items(type_name: str) -> ResponseReturnValue:
    """List the items of one type."""
    content_type = content_type_or_404(type_name)
    if not _may_see(type_name):
        abort(403)
    return _listing(content_type)


def _may_see(type_name: str) -> bool:
    return access.may(current_user, access.WRITE, type_name) or access.may(
        current_user, access.PUBLISH, type_name
    )


def _listing(content_type: ContentType | None) -> ResponseReturnValue:
    query = editable_query(current_user, *_filters(content_type))
    sort = request.args.get("sort", "updated")
    column, direction = SORTS.get(sort, SORTS["updated"])
    direction = request.args.get("direction", direction)
    page = page_of(
        query,
        column,
        Item.id,
        descending=direction == "desc",
        cursor=request.args.get("cursor"),
        limit=get_settings().per_page,
        count_cap=1000,
    )
    return render(
        "desk/lists/items.html",
        content_type=content_type,
        page=page,
        items=page.items,
        sort=sort if sort in SORTS else "updated",
        direction=direction,
        sections=section_choices(),
        states=list(STATE_LABELS.items()),
        authors=authors(),
        names=user_names(item.updated_by_id for item in page.items),
        columns=_columns(page.items),
        **bulk.bar(),
        may_create=content_type is not None
        and content_type.parent is None
        and access.may(current_user, access.WRITE, content_type.name),
    )


def _columns(items: Sequence[Item]) -> list[tuple[Any, Mapping[int, Any]]]:
    """Return the registered columns that say something here: label, cells by item."""
    build = current_build()
    found = []
    for plugin, column in build.registry.columns if items else ():
        place = f"column {column.name}"
        cells = build.manager.guard(plugin, place, column.cells, items, current_user)
        if cells and not isinstance(cells, Trouble):
            found.append((column.label, cells))
    return found


def _filters(content_type: ContentType | None) -> list[ColumnElement[bool]]:
    """Return the criteria of the query string; values that mean nothing are left out."""
    args = request.args
    found: list[ColumnElement[bool]] = [Item.deleted_at.is_(None)]
    if content_type is not None:
        found.append(Item.type == content_type.name)
        if args.get("facet") and content_type.filters:
            found.append(Item.facet == args["facet"])
    if words := args.get("q", "").strip():
        found.append(Item.id.in_(matching_ids(words)))
    if args.get("state") in STATE_LABELS:
        found.append(in_state(args["state"]))
    if section := args.get("section", type=int):
        found.append(Item.section_id == section)
    if author := args.get("author", type=int):
        found.append(or_(Item.created_by_id == author, Item.updated_by_id == author))
    return found
