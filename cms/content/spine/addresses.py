"""Addresses of items: free slugs, paths, and redirects that are kept for ever."""

from __future__ import annotations

import re
import secrets

from sqlalchemy import not_, or_, select, update

from cms import text
from cms.accounts.permissions import ANONYMOUS
from cms.build_context import current_build
from cms.content.spine.access import WRITE, allowed_by_plugins
from cms.content.spine.models import Item, Redirect
from cms.extensions import db


SLUG_LENGTH = 150
_TOKEN = re.compile(r"-[0-9a-f]{8}\Z")
_NUMBER = re.compile(r"-[1-9][0-9]?")


def path_for(type_name: str, slug: str) -> str:
    """Return the public path of an item of a type in the build."""
    content_type = current_build().registry.content_types[type_name]
    return f"/{content_type.address}/{slug}"


def free_slug(item: Item, wanted: str) -> str:
    """Return a slug from ``wanted`` that no other item has or ever had.

    The title may fold to nothing (digits and signs only): then the type's own
    name stands in. A taken slug gets a number. No number tells of what is
    hidden: what is limited before it was ever live has an address that nobody
    guesses, and any other hidden draft gives way.
    """
    base = text.slugify(wanted)[:SLUG_LENGTH].strip("-")
    base = base or text.slugify(item.type.replace(".", " "))
    token = _TOKEN.search(item.slug)
    kept = token is not None and item.slug == f"{base}{token[0]}"
    if item.visibility == "limited" and (token or item.published_at is None):
        return item.slug if kept else _unguessable(base)
    if kept and (item.published_at is not None or _taken(item, base)):
        return item.slug
    numbered = item.slug.startswith(base) and _NUMBER.fullmatch(item.slug[len(base) :])
    if numbered and not _taken(item, item.slug):
        return item.slug  # a change that is taken back gives back the address, too
    slug, number = base, 1
    _make_way(item, base)
    while _taken(item, slug):
        number += 1
        slug = f"{base}-{number}"
    return slug


def _unguessable(slug: str) -> str:
    return f"{slug}-{secrets.token_hex(4)}"


def _make_way(item: Item, slug: str) -> None:
    """Move a draft that not everybody sees away from a slug that another item wants."""
    hidden = or_(
        Item.visibility == "limited",
        Item.deleted_at.is_not(None),
        Item.section_id.is_distinct_from(item.section_id),
        not_(allowed_by_plugins(ANONYMOUS, WRITE)),
    )
    draft = Item.published_at.is_(None) & Item.parent_id.is_(None) & hidden
    draft &= (Item.type == item.type) & (Item.slug == slug)
    other = draft if item.id is None else draft & (Item.id != item.id)
    token = _unguessable(slug)
    values = {"slug": token, "path": path_for(item.type, token)}
    with db.session.no_autoflush:
        moved = update(Item).where(other).values(**values, updated_at=Item.updated_at)
        db.session.execute(moved)


def _taken(item: Item, slug: str) -> bool:
    path = path_for(item.type, slug)
    other = Item.id != item.id if item.id is not None else Item.id.is_not(None)
    by_item = select(Item.id).where(
        other, or_(Item.path == path, (Item.type == item.type) & (Item.slug == slug))
    )
    by_redirect = select(Redirect.path).where(
        Redirect.path == path,
        Redirect.item_id != (item.id if item.id is not None else -1),
    )
    with db.session.no_autoflush:
        return (
            db.session.execute(by_item).first() is not None
            or db.session.execute(by_redirect).first() is not None
        )


def move(item: Item, slug: str) -> None:
    """Give ``item`` a new slug; when it has been live, its old address leads to it."""
    path = path_for(item.type, slug)
    if path == item.path:
        item.slug = slug
        return
    if item.published_at is not None and item.path:
        if db.session.get(Redirect, item.path) is None:
            db.session.add(Redirect(path=item.path, item_id=item.id))
        returned_to = db.session.get(Redirect, path)
        if returned_to is not None:
            db.session.delete(returned_to)
    item.slug, item.path = slug, path


def redirect_target(path: str) -> int | None:
    """Return the id of the item that once had ``path``, or None."""
    return db.session.scalar(select(Redirect.item_id).where(Redirect.path == path))
