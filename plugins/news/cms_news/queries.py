"""Which articles stand beside an article."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from cms import Item, ItemRelation, current_user, db, visible
from cms_news import ARTICLE


def readable_articles() -> Select[Item]:
    """Return the query of all articles that the reader may see."""
    return select(Item).where(Item.type == ARTICLE, visible(current_user))


def related_articles(item: Item, limit: int) -> list[Item]:
    """Return articles that share most links with ``item``, the newest first among equals.

    An article without any shared link gets the newest of its section instead.
    """
    if limit < 1 or item.id is None:
        return []
    found = _by_shared_links(item, limit)
    if len(found) < limit:
        known = [item.id, *(other.id for other in found)]
        query = (
            readable_articles()
            .where(Item.id.not_in(known), Item.section_id == item.section_id)
            .order_by(Item.sort_date.desc(), Item.id.desc())
            .limit(limit - len(found))
        )
        found += list(db.session.scalars(query))
    return found


def _by_shared_links(item: Item, limit: int) -> list[Item]:
    mine, theirs = aliased(ItemRelation), aliased(ItemRelation)
    shared = (
        select(theirs.source_id, func.count().label("weight"))
        .join(mine, mine.target_id == theirs.target_id)
        .where(mine.source_id == item.id, theirs.source_id != item.id)
        .group_by(theirs.source_id)
        .subquery()
    )
    query = (
        readable_articles()
        .join(shared, shared.c.source_id == Item.id)
        .order_by(shared.c.weight.desc(), Item.sort_date.desc(), Item.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))
