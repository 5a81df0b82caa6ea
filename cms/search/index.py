"""Keeping the search row of an item, and making all rows anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, event, insert, select
from sqlalchemy.orm import Session, scoped_session

from cms import text
from cms.content.spine.models import Item
from cms.search.models import item_fts, item_search, place_of
from cms.search.tokens import indexed


MAX_BODY = 1_000_000
AnySession = Session | scoped_session[Any]
_REMOVE = delete(item_fts).where(
    item_fts.c.rowid.in_(
        select(item_search.c.place).where(item_search.c.item_id == bindparam("item"))
    )
)


def index_item(
    session: AnySession,
    item_id: int,
    *,
    moment: dt.datetime,
    title: str,
    summary: str,
    body: str,
) -> None:
    """Write what ``item_id`` is found by, in the caller's transaction.

    ``moment`` is the aware date by which lists order the item.
    """
    # PostgreSQL cannot store NUL, which no text means.
    shown = [
        text.nfc(part or "").replace("\x00", "")[:MAX_BODY]
        for part in (title, summary, body)
    ]
    folded, exact = indexed(shown, session.get_bind().dialect.name)
    remove_item(session, item_id)
    place = place_of(item_id, moment)
    values = dict(zip(("title", "summary", "body"), shown, strict=True))
    session.execute(insert(item_search).values(item_id=item_id, place=place, **values))
    session.execute(insert(item_fts).values(rowid=place, folded=folded, exact=exact))


def remove_item(session: AnySession, item_id: int) -> None:
    """Remove ``item_id`` from the index."""
    session.execute(_REMOVE, {"item": item_id})
    session.execute(delete(item_search).where(item_search.c.item_id == item_id))


@event.listens_for(Item, "before_delete")
def _deleted(_mapper: object, connection: Connection, item: Item) -> None:
    """Take a deleted item out of the index: no foreign key reaches a virtual table."""
    connection.execute(_REMOVE, {"item": item.id})


def rebuild(
    session: AnySession,
    body_of: Callable[[Item], str | None],
    *,
    after: int = 0,
    batch: int = 200,
) -> int | None:
    """Index the next ``batch`` of items anew; return the last id, None at the end.

    ``body_of`` returns the text of an item beyond title and summary, or None
    when it cannot tell: the item then stays as it is. Each batch belongs in a
    transaction of its own; a run that was interrupted goes on with ``after``
    set to the last id returned.
    """
    if after == 0:
        known = select(item_search.c.place)
        session.execute(delete(item_fts).where(item_fts.c.rowid.not_in(known)))
    query = select(Item).where(Item.id > after).order_by(Item.id).limit(batch)
    items = list(session.scalars(query))
    for item in items:
        body = body_of(item)
        if body is not None:
            index_item(
                session,
                item.id,
                moment=item.sort_date,
                title=item.title,
                summary=item.summary,
                body=body,
            )
    return items[-1].id if items else None
