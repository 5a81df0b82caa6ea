"""Search: one query that finds, filters by permissions and counts up to a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup
from sqlalchemy import ColumnElement, False_, Select, and_, case, false, func, select

from cms.content.spine.models import Item
from cms.database.cursors import read_cursor, sign_cursor
from cms.extensions import db
from cms.search import match
from cms.search.marks import Marker
from cms.search.models import item_at, item_fts, item_search
from cms.search.query import Query, parse
from cms.search.rank import best_first


COUNTED = 1_000
RANKED = 2_000
MAX_LIMIT = 100
# The orders of results, as their cursors name them.
_BY_DATE, _BY_RANK = "search:place", "search:rank"


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
    return select(item_at(item_fts.c.rowid)).where(match.found(parsed, _dialect()))


def newest_hits(
    query: str, criterion: ColumnElement[bool], *columns: Any, limit: int = RANKED
) -> Select[Any]:
    """Return a select of ``columns`` of the newest items that ``query`` finds.

    Only those that ``criterion`` lets through, at most ``limit``.
    """
    parsed = parse(query)
    if parsed is None:
        return select(*columns).where(false())
    return _hits(parsed, criterion).with_only_columns(*columns).limit(limit)


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


def _hits(query: Query, criterion: ColumnElement[bool]) -> Select[Any]:
    """Return place, id, title and date of what is found and let through, newest first.

    The index of words is read from its end, where the newest stand, and each hit is
    looked up by its key: with a limit it ends there, however many there are.
    """
    place = item_fts.c.rowid
    return (
        select(place, Item.id, Item.title, Item.sort_date)
        .select_from(item_fts)
        .join(Item, Item.id == item_at(place))
        # Inside CASE the criterion filters rows and cannot choose another index.
        .where(match.found(query, _dialect()), case((criterion, 1), else_=0) == 1)
        .order_by(place.desc())
    )


def _newest(
    query: Query, criterion: ColumnElement[bool], cursor: str | None, limit: int
) -> SearchPage:
    matching = _hits(query, criterion)
    counted = matching.limit(COUNTED + 1).subquery()
    total = db.session.scalar(select(func.count()).select_from(counted)) or 0
    if point := read_cursor(cursor, _BY_DATE):
        matching = matching.where(item_fts.c.rowid < point[0])
    found = db.session.execute(matching.limit(limit + 1)).all()
    more = len(found) > limit
    found = found[:limit]
    following = sign_cursor(_BY_DATE, found[-1][0]) if more else None
    return _page(query, [row[1] for row in found], total, following)


def _best(
    query: Query, criterion: ColumnElement[bool], cursor: str | None, limit: int
) -> SearchPage:
    found = db.session.execute(_hits(query, criterion).limit(RANKED)).all()
    found = sorted(found, key=lambda row: (row[3], row[1]), reverse=True)
    places = [row[0] for row in found]
    exact = _among(places, match.exactly(query, _dialect()))
    together = _among(places, match.together(query, _dialect()))
    rows = [
        (item_id, title, place in exact, place in together)
        for place, item_id, title, _date in found
    ]
    ids = best_first(query, rows)
    (start,) = read_cursor(cursor, _BY_RANK) or (0,)
    end = start + limit
    following = sign_cursor(_BY_RANK, end) if end < len(ids) else None
    return _page(query, ids[start:end], len(ids), following)


def _among(places: list[int], matches: ColumnElement[bool]) -> set[int]:
    """Return the places between the first and the last of these that match."""
    if not places or isinstance(matches, False_):
        return set()
    between = item_fts.c.rowid.between(min(places), max(places))
    return set(db.session.scalars(select(item_fts.c.rowid).where(matches, between)))


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
