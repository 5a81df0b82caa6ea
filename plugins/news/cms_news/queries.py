"""Which articles stand beside an article."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from cms import Item, ItemRelation, db, visible_statement
from cms_news import ARTICLE


def related_articles(item: Item, limit: int) -> list[Item]:
    """Return articles that share most links with ``item``, the newest first among equals.

    An article without any shared link gets the newest of its section instead.
    """
    if limit < 1 or item.id is None:
        return []
    query = visible_statement(_with_shared_links)
    found = list(db.session.scalars(query, {"item": item.id, "limit": limit}))
    if len(found) < limit:
        query = visible_statement(_of_section, item.section_id is not None)
        rest = {
            "known": [item.id, *(other.id for other in found)],
            "section": item.section_id,
            "limit": limit - len(found),
        }
        found += list(db.session.scalars(query, rest))
    return found


def _with_shared_links(criterion: ColumnElement[bool]) -> Select[Item]:
    mine, theirs = aliased(ItemRelation), aliased(ItemRelation)
    item_id = bindparam("item", type_=Integer)
    shared = (
        select(theirs.source_id, func.count().label("weight"))
        .join(mine, mine.target_id == theirs.target_id)
        .where(mine.source_id == item_id, theirs.source_id != item_id)
        .group_by(theirs.source_id)
        .subquery()
    )
    return (
        select(Item)
        .join(shared, shared.c.source_id == Item.id)
        .where(Item.type == ARTICLE, criterion)
        .order_by(shared.c.weight.desc(), Item.sort_date.desc(), Item.id.desc())
        .limit(bindparam("limit", type_=Integer))
    )


def _of_section(criterion: ColumnElement[bool], has_section: bool) -> Select[Item]:
    same = Item.section_id == (bindparam("section") if has_section else None)
    return (
        select(Item)
        .where(Item.type == ARTICLE, criterion, same)
        .where(Item.id.not_in(bindparam("known", expanding=True)))
        .order_by(Item.sort_date.desc(), Item.id.desc())
        .limit(bindparam("limit", type_=Integer))
    )
