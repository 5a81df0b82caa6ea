"""Questions about keywords: by address, by first letters, with their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from cms.accounts.permissions import ANONYMOUS
from cms.actors import Actor
from cms.build_context import current_build
from cms.content.spine.access import known_to, visible
from cms.content.spine.models import Item
from cms.extensions import db
from cms.features.tags.keep import slug_of
from cms.features.tags.models import ItemTag, Tag


SUGGESTED = 12


def find(slug: str) -> Tag | None:
    """Return the keyword with this address, or None."""
    return db.session.scalar(select(Tag).where(Tag.slug == slug))


def tagged(tag: Tag) -> Select[Any]:
    """Return the ids of the items that carry a keyword, for ``Item.id.in_(...)``."""
    return select(ItemTag.item_id).where(ItemTag.tag_id == tag.id)


def unused() -> ColumnElement[bool]:
    """Return the criterion for keywords that no item carries."""
    return ~exists().where(ItemTag.tag_id == Tag.id)


def counted(ids: Iterable[int], viewer: Actor) -> dict[int, int]:
    """Return how many items that ``viewer`` may know carry each of these keywords."""
    query = (
        select(ItemTag.tag_id, func.count())
        .join(Item, Item.id == ItemTag.item_id)
        .where(ItemTag.tag_id.in_(list(ids)), known_to(viewer))
        .group_by(ItemTag.tag_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def suggestions(typed: str, viewer: Actor) -> list[str]:
    """Return keywords that begin with, then those that contain what is typed.

    Accents do not matter; without anything typed, the most used come first.
    Only what ``viewer`` may know is counted, and gives its keywords.
    """
    slug = slug_of(typed)
    carried = (
        select(ItemTag.tag_id, func.count().label("number"))
        .join(Item, Item.id == ItemTag.item_id)
        .where(known_to(viewer))
        .group_by(ItemTag.tag_id)
        .subquery()
    )
    query = select(Tag.name).join(carried, carried.c.tag_id == Tag.id)
    if slug:
        query = query.where(Tag.slug.contains(slug, autoescape=True))
        query = query.order_by(Tag.slug.startswith(slug, autoescape=True).desc())
    query = query.order_by(carried.c.number.desc(), Tag.slug).limit(SUGGESTED)
    return list(db.session.scalars(query))


def tag_links(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return an item's keywords as (name, address of its page), in their order."""
    slugs = list(dict.fromkeys(slug for word in words if (slug := slug_of(word))))
    query = select(Tag.slug, Tag.name).where(Tag.slug.in_(slugs))
    names = {row.slug: row.name for row in db.session.execute(query)} if slugs else {}
    return [
        (names[slug], url_for("tags.page", slug=slug))
        for slug in slugs
        if slug in names
    ]


def public_paths() -> list[str]:
    """Return the addresses of keywords that a visitor finds something under."""
    types = current_build().registry.content_types
    listed = [name for name, one in types.items() if one.sitemap]
    carried = (
        select(ItemTag.tag_id)
        .join(Item, Item.id == ItemTag.item_id)
        .where(visible(ANONYMOUS), Item.type.in_(listed))
    )
    query = select(Tag.slug).where(Tag.id.in_(carried)).order_by(Tag.slug)
    return [f"/the/{slug}" for slug in db.session.scalars(query)]


def tags_query(words: str, viewer: Actor, *, unused_only: bool = False) -> Select[Tag]:
    """Return the statement for keywords that hold ``words``, accents left aside.

    Those that only items carry which ``viewer`` may not know are left out.
    """
    known = select(Item.id).where(Item.id == ItemTag.item_id, known_to(viewer))
    carried = exists().where(ItemTag.tag_id == Tag.id, known.exists())
    query = select(Tag).where(or_(carried, unused()))
    if slug := slug_of(words):
        query = query.where(Tag.slug.contains(slug, autoescape=True))
    return query.where(unused()) if unused_only else query
