"""Which articles stand beside an article."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from cms import Item, ItemRelation, db, visible_statement
from cms_news import ARTICLE


def related_articles(item: Item, limit: int) -> list[Item]:
    """Return articles that share most links with ``item``, the newest first among equals.

    What is left is filled with the newest of its section. One statement.
    """
    if limit < 1 or item.id is None:
        return []
    query = visible_statement(_beside, item.section_id is not None, limit)
    here = {"item": item.id, "section": item.section_id}
    return list(db.session.scalars(query, here))


def _beside(
    criterion: ColumnElement[bool], has_section: bool, limit: int
) -> Select[Item]:
    """Return the statement; the item and its section are bound when it is executed."""
    shared = _with_shared_links(criterion, limit).subquery()
    same = _of_section(criterion, has_section, 2 * limit).subquery()
    found = union_all(select(shared), select(same)).subquery()
    best = (
        select(found.c.id, func.max(found.c.weight).label("weight"))
        .group_by(found.c.id)
        .subquery()
    )
    return (
        select(Item)
        .join(best, best.c.id == Item.id)
        .order_by(best.c.weight.desc(), Item.sort_date.desc(), Item.id.desc())
        .limit(limit)
    )


def _with_shared_links(criterion: ColumnElement[bool], limit: int) -> Select[int, int]:
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
        select(Item.id, shared.c.weight)
        .join(shared, shared.c.source_id == Item.id)
        .where(Item.type == ARTICLE, criterion)
        .order_by(shared.c.weight.desc(), Item.sort_date.desc(), Item.id.desc())
        .limit(limit)
    )


def _of_section(
    criterion: ColumnElement[bool], has_section: bool, limit: int
) -> Select[int, int]:
    """Return the newest of the section, enough for some to be known already."""
    same = Item.section_id == (bindparam("section") if has_section else None)
    return (
        select(Item.id, literal(0).label("weight"))
        .where(Item.type == ARTICLE, criterion, same)
        .where(Item.id != bindparam("item", type_=Integer))
        .order_by(Item.sort_date.desc(), Item.id.desc())
        .limit(limit)
    )
