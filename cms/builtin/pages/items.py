"""The page of an item: published, archived with a notice, or under its old address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import abort, make_response, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from cms import media, richtext
from cms.accounts.current import current_user
from cms.accounts.guard import public
from cms.accounts.permissions import holds
from cms.build_context import current_build
from cms.builtin.pages import pages
from cms.builtin.pages.bodies import Body, body_of, render_body
from cms.builtin.pages.children import Child, children_of
from cms.builtin.pages.queries import (
    PageRows,
    neighbours,
    page_rows,
    section_of,
    visible_path,
)
from cms.builtin.pages.redirects import comes_with_content
from cms.builtin.pages.structured_data import structured_data
from cms.builtin.related_items import RelatedGroup, find_linked, linked_items
from cms.builtin.statements import visible_statement
from cms.content.fields.private import without_private
from cms.content.publishing.corrections import change_notes
from cms.content.spine.access import can, holds_for, is_live, parent_of, visible
from cms.content.spine.addresses import redirect_target
from cms.content.spine.models import Item, Revision
from cms.content.spine.queries import (
    items_by_id,
    live_revision,
    with_details,
)
from cms.contributions import ContentType
from cms.database.base import utcnow
from cms.i18n import site_zone
from cms.security_headers import allow_framing
from cms.theming import render


@pages.get("/<address>/<slug>")
@comes_with_content
@public
def item(address: str, slug: str) -> ResponseReturnValue:
    """Show a live or archived item; an old address leads to the new one for good."""
    path = f"/{address}/{slug}"
    content_type = current_build().registry.by_address(address)
    if content_type is not None:
        found = page_rows(content_type, path, current_user)
        if found is not None:
            response = make_response(_render(found))
            if not is_live(found.item, found.now):
                response.headers["X-Robots-Tag"] = "noindex"
            return response
    moved = _moved(path)
    if moved is None:
        abort(404)
    return redirect(moved, 301)


def _moved(path: str) -> str | None:
    """Return where a former address leads now, when the reader may see that."""
    target = redirect_target(path)
    return None if target is None else visible_path(current_user, target)


def render_item(item: Item, *, preview: bool = False) -> ResponseReturnValue:
    """Render an item's public page from its rows and its live snapshot."""
    section = section_of(item)
    if preview:
        allow_framing()
    rows = PageRows(
        item,
        section,
        live_revision(item.id),
        utcnow(),
        is_linked=True,
        is_noted=not preview,
        detail=with_details([item]).get(item.id),
    )
    return _render(rows, preview=preview)


def _render(rows: PageRows, *, preview: bool = False) -> ResponseReturnValue:
    item, revision, now = rows.item, rows.revision, rows.now
    content_type = current_build().registry.content_types[item.type]
    data, body = _shown(item, content_type, revision)
    alone = preview or item.parent_id is not None
    older, newer = (None, None) if alone else neighbours(item, current_user)
    picture, live = image_url(item), is_live(item, now)
    page = {
        "item": item,
        "detail": rows.detail,
        "data": data,
        "content_type": content_type,
        "section": rows.section,
        "body": render_body(body, rich) if body else None,
        "byline": data.get(content_type.byline),
        "source": data.get(content_type.source),
        "lead_alt": data.get(content_type.form.lead_alt),
        "lead_caption": data.get(content_type.form.lead_caption),
        "rich": rich,
        "file_link": media.file_link,
        "relations": _relations(item) if rows.is_linked else [],
        "children": _children(item, is_archived=not live),
        "child_types": current_build().registry.children_of(item.type),
        "parent": parent_of(item),
        "older": older,
        "newer": newer,
        "preview": preview,
        "withdrawn": not preview and not live,
        "expired": item.expires_at is not None and item.expires_at <= now,
        "change_notes": _change_notes(item) if rows.is_noted else [],
        "may_edit": current_user.is_authenticated and can(current_user, "write", item),
        "image_url": picture,
        "structured_data": structured_data(content_type, item, revision, picture),
    }
    if content_type.context is not None:
        page |= _remembering(content_type.context(item, rows.detail))
    return render(content_type.template, **page)


def _relations(item: Item) -> list[RelatedGroup]:
    return find_linked(item, visible_statement(linked_items))


def _children(item: Item, *, is_archived: bool) -> dict[str, list[Child]]:
    """Return what belongs to ``item`` for this reader, with its rows, by type."""
    found = children_of(item, visible(current_user, archived=is_archived))
    details = with_details([one for items in found.values() for one in items])
    return {
        name: [Child(one, details.get(one.id)) for one in items]
        for name, items in found.items()
    }


def _shown(
    item: Item, content_type: ContentType, revision: Revision | None
) -> tuple[Mapping[str, Any], Body | None]:
    """Return the snapshot for this reader, and its body if it has one.

    What is private is for staff of the type.
    """
    data = revision.data if revision else {}
    body = None
    if revision and isinstance(data.get(content_type.body), Mapping):
        body = body_of(revision, content_type.body)
        data = {**data, content_type.body: body.document}
    if holds_for(current_user, "read", item):
        return data, body
    data = without_private(content_type.form, data)
    is_shown = body is not None and data[content_type.body] is body.document
    return data, body if is_shown else None


def _change_notes(item: Item) -> list[tuple[dt.datetime, str]]:
    """Return the public notes on corrections with local times, newest first."""
    zone = site_zone()
    return [
        (one.shown_at.astimezone(zone), one.words)
        for one in change_notes(item.id)
        if one.shown_at is not None
    ]


def _remembering(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return a type's variables; its functions work once for the same arguments.

    Blocks of a template share no variables, so each asks again.
    """
    return {
        name: _once(value) if callable(value) else value
        for name, value in context.items()
    }


def _once(function: Callable[..., Any]) -> Callable[..., Any]:
    answers: dict[tuple[int, ...], tuple[Any, Any]] = {}

    def ask(*arguments: Any) -> Any:
        key = tuple(map(id, arguments))
        if key not in answers:
            # Keeping the arguments keeps their identities from being used again.
            answers[key] = (arguments, function(*arguments))
        return answers[key][1]

    return ask


def rich(document: Any) -> Markup | None:
    """Return the HTML of a rich text document for this reader; None when it is none."""
    if not isinstance(document, Mapping):
        return None
    return richtext.render(document, context=_PageMedia())


class _PageMedia(media.DocumentMedia):
    """What a document may show here: media, and links that the reader may open."""

    def paths(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Return the addresses of the visible items among ``ids``."""
        found = items_by_id(ids, visible(current_user))
        return {key: one.path for key, one in found.items()}

    def blocks(self, ids: Iterable[int]) -> Mapping[int, richtext.SharedBlock]:
        """Return the blocks as they are now; staff see where one is missing."""
        found = super().blocks(ids)
        if not holds(current_user, "content.write"):
            return found
        return {key: found.get(key, richtext.GONE) for key in ids}


def image_url(item: Item) -> str | None:
    """Return the whole address of the lead picture, for those who share the page."""
    found = media.find(item.image_id)
    if found is None or not found.width:
        return None
    base = current_build().config.base_url.rstrip("/")
    return base + media.shown_url(found)


@pages.app_template_global()
def canonical() -> str:
    """Return the address of the current page without its query."""
    return current_build().config.base_url.rstrip("/") + request.path


@pages.app_template_global()
def prepare_pictures(items: Iterable[Item]) -> str:
    """Load the pictures of cards at once; a template calls it before it shows them."""
    media.prepare(item.image_id for item in items)
    return ""


@pages.app_template_global()
def dated(item: Item) -> bool:
    """Tell whether a date says something about an item: not of a person or an office."""
    content_type = current_build().registry.content_types.get(item.type)
    return content_type is not None and content_type.sort == "newest"
