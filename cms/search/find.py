"""Search: one query that finds, filters by permissions and counts up to a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, case, false, func, select, tuple_

from cms.content.spine.models import Item
from cms.database.cursors import read_cursor, sign_cursor
from cms.extensions import db
from cms.search import match
from cms.search.marks import Marker
from cms.search.models import item_search
from cms.search.query import Query, parse
from cms.search.rank import best_first


COUNTED = 1_000
RANKED = 2_000
FEW = 500
MAX_LIMIT = 100
# The orders of results, as their cursors name them.
_BY_DATE, _BY_RANK = "search:date", "search:rank"


@dataclass(frozen=True)
class Hit:
    """An item that was found; its title and a piece of its text with hits marked."""

    item: Item
    title: Markup
    snippet: Markup


@dataclass(frozen=True)
class SearchPage:
    """A page of hits; ``capped`` when there are more than ``total``, at most 1,000."""

    hits: list[Hit]
    total: int = 0
    capped: bool = False
    next: str | None = None


def matching_ids(query: str) -> Select[Any]:
    """Return a select of the ids of items that ``query`` finds, whoever may see them.

    For lists that have a search box: ``Item.id.in_(matching_ids(words))``.
    """
    parsed = parse(query)
    if parsed is None:
        return select(Item.id).where(false())
    return match.found(parsed, _dialect())


def search(
    query: str,
    *,
    criterion: ColumnElement[bool],
    type: str | None = None,
    section_id: int | None = None,
    order: Literal["best", "newest"] = "best",
    cursor: str | None = None,
    limit: int = 20,
) -> SearchPage:
    """Return the items that ``query`` finds and ``criterion`` lets through.

    ``criterion`` is the rule about who may read what, on ``Item``; it is part
    of the query. ``best`` puts accents as typed first, then titles, among the
    newest 2,000 hits; ``newest`` goes by date. A cursor that is not ours gives
    the first page.
    """
    parsed = parse(query)
    if parsed is None:
        return SearchPage([])
    wanted = [criterion]
    if type is not None:
        wanted.append(Item.type == type)
    if section_id is not None:
        wanted.append(Item.section_id == section_id)
    limit = max(1, min(limit, MAX_LIMIT))
    if order == "newest":
        return _newest(parsed, and_(*wanted), cursor, limit)
    return _best(parsed, and_(*wanted), cursor, limit)


def _dialect() -> str:
    return db.session.get_bind().dialect.name


def _matching(query: Query, criterion: ColumnElement[bool]) -> Select[Any]:
    """Return the ids that the query finds and the criterion lets through.

    Few hits are looked up one by one; of many, the newest come from the index
    of dates. SQLite knows nothing about how common a word is and would walk
    through all items for a rare one, so this decides for it.
    """
    hits = match.found(query, _dialect())
    few = db.session.scalars(hits.limit(FEW + 1)).all()
    if len(few) > FEW:
        return select(Item.id).where(Item.id.in_(hits), criterion)
    # Inside CASE the criterion filters rows and cannot choose another index.
    allowed = case((criterion, 1), else_=0) == 1
    return select(Item.id).where(Item.id.in_(few), allowed)


def _newest(
    query: Query, criterion: ColumnElement[bool], cursor: str | None, limit: int
) -> SearchPage:
    matching = _matching(query, criterion)
    counted = matching.limit(COUNTED + 1).subquery()
    total = db.session.scalar(select(func.count()).select_from(counted)) or 0
    rows = matching.add_columns(Item.sort_date)
    if point := read_cursor(cursor, _BY_DATE):
        rows = rows.where(tuple_(Item.sort_date, Item.id) < tuple_(*point))
    rows = rows.order_by(Item.sort_date.desc(), Item.id.desc()).limit(limit + 1)
    found = db.session.execute(rows).all()
    more = len(found) > limit
    found = found[:limit]
    following = sign_cursor(_BY_DATE, found[-1][1], found[-1][0]) if more else None
    return _page(query, [row[0] for row in found], total, following)


def _best(
    query: Query, criterion: ColumnElement[bool], cursor: str | None, limit: int
) -> SearchPage:
    newest = (
        _matching(query, criterion)
        .add_columns(Item.title)
        .order_by(Item.sort_date.desc(), Item.id.desc())
        .limit(RANKED)
        .subquery("newest")
    )
    dialect = _dialect()
    rows = db.session.execute(
        select(
            newest.c.id,
            newest.c.title,
            match.exactly(query, newest.c.id, dialect),
            match.together(query, newest.c.id, dialect),
        )
    ).all()
    ids = best_first(query, [tuple(row) for row in rows])
    (start,) = read_cursor(cursor, _BY_RANK) or (0,)
    end = start + limit
    following = sign_cursor(_BY_RANK, end) if end < len(ids) else None
    return _page(query, ids[start:end], len(ids), following)


def _page(
    query: Query, ids: list[int], found: int, following: str | None
) -> SearchPage:
    """Load the items of a page at once and mark what was found in them."""
    texts = item_search.c
    rows = db.session.execute(
        select(Item, texts.summary, texts.body)
        .join(item_search, texts.item_id == Item.id)
        .where(Item.id.in_(ids))
    )
    by_id = {item.id: (item, summary, body) for item, summary, body in rows}
    marker = Marker(query)
    hits = []
    for item_id in ids:
        item, summary, body = by_id[item_id]
        hits.append(
            Hit(item, marker.title(item.title), marker.snippet((summary, body)))
        )
    return SearchPage(hits, min(found, COUNTED), found > COUNTED, following)
