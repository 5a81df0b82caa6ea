"""The page of an item: published, archived with a notice, or under its old address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import select

from cms import media, richtext
from cms.accounts.guard import public
from cms.build_context import current_build
from cms.builtin.pages import pages
from cms.builtin.pages.queries import neighbours
from cms.content.access import can, visible
from cms.content.addresses import redirect_target
from cms.content.models import Item, Section
from cms.content.queries import detail_of, items_by_id, live_revision, related
from cms.contributions import ContentType
from cms.extensions import db
from cms.security_headers import allow_framing
from cms.theming import render


@pages.get("/<address>/<slug>")
@public
def item(address: str, slug: str) -> ResponseReturnValue:
    """Show a live or archived item; an old address leads to the new one for good."""
    content_type = current_build().registry.by_address(address)
    path = f"/{address}/{slug}"
    if content_type is not None:
        query = select(Item).where(
            Item.path == path, visible(current_user, archived=True)
        )
        found = db.session.scalar(query)
        if found is not None:
            return render_item(found)
    moved = _moved(path)
    if moved is None:
        abort(404)
    return redirect(moved, 301)


def _moved(path: str) -> str | None:
    """Return where a former address leads now, when the reader may see that."""
    target = redirect_target(path)
    if target is None:
        return None
    query = select(Item.path).where(
        Item.id == target, visible(current_user, archived=True)
    )
    return db.session.scalar(query)


def render_item(item: Item, *, preview: bool = False) -> ResponseReturnValue:
    """Render an item's public page from its rows and its live snapshot."""
    content_type = current_build().registry.content_types[item.type]
    revision = live_revision(item.id)
    data = revision.data if revision else {}
    detail = detail_of(item)
    if preview:
        allow_framing()
    older, newer = (None, None) if preview else neighbours(item, current_user)
    page = {
        "item": item,
        "detail": detail,
        "data": data,
        "content_type": content_type,
        "section": db.session.get(Section, item.section_id)
        if item.section_id
        else None,
        "body": rich(data.get("body")),
        "rich": rich,
        "file_link": media.file_link,
        "relations": related(item, visible(current_user)),
        "older": older,
        "newer": newer,
        "preview": preview,
        "may_edit": current_user.is_authenticated and can(current_user, "write", item),
        "image_url": image_url(item),
        "structured": structured(content_type, item, data),
    }
    if content_type.context is not None:
        page |= content_type.context(item, detail)
    return render(content_type.template, **page)


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


def image_url(item: Item) -> str | None:
    """Return the whole address of the lead picture, for those who share the page."""
    found = db.session.get(media.Media, item.image_id) if item.image_id else None
    if found is None or not found.width:
        return None
    base = current_build().config.base_url.rstrip("/")
    return base + media.shown_url(found)


def structured(
    content_type: ContentType, item: Item, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the page's schema.org description."""
    base = current_build().config.base_url.rstrip("/")
    site = current_build().settings[""]
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if content_type.feed else "WebPage",
        "headline": item.title,
        "description": item.summary,
        "inLanguage": item.language,
        "url": base + item.path,
        "dateModified": item.updated_at.isoformat(),
        "publisher": {"@type": "Organization", "name": site.organisation},
    }
    if item.published_at:
        about["datePublished"] = item.published_at.isoformat()
    if data.get("author"):
        about["author"] = {"@type": "Person", "name": data["author"]}
    return about


@pages.app_template_global()
def canonical() -> str:
    """Return the address of the current page without its query."""
    return current_build().config.base_url.rstrip("/") + request.path
