"""Notices are added, listed, read and settled; adding is part of the act they tell of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from cms.accounts.models import User
from cms.builtin.pagination import Page, page_of
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import NotFound
from cms.extensions import db
from cms.features.notices.messages import short
from cms.features.notices.models import Notice
from cms.jobs import enqueue
from cms.registry import registry


MAIL_JOB = "core.mail_notices"
MAIL_AGAIN = dt.timedelta(hours=1)
KEPT = dt.timedelta(days=90)
COUNTED = 99


def notify(
    users: Iterable[int | None], kind: str, *, item: Item | None = None, **values: Any
) -> None:
    """Add a notice for each of ``users``, in the current transaction.

    ``values`` are JSON values for the sentence of ``kind``: ``name`` (who did
    it), ``words`` (quoted, cut to 200 letters), ``when`` (an aware datetime or
    ISO text). Unknown and inactive people are left out; that nobody is notified of
    his own acts is the caller's duty. Of what is not for everybody no words are
    kept. One unread notice for a person, item and
    kind is enough: a second one takes the place of the first.
    """
    if kind not in registry().messages:
        raise ValueError(f"There is no kind of notice called {kind!r}.")
    wanted = {user for user in users if user is not None}
    session = db.session()
    if item is not None and access.is_confidential(item):
        values.pop("words", None)
    query = select(User.id).where(User.id.in_(wanted), User.active.is_(True))
    known = sorted(session.scalars(query)) if wanted else []
    if not known:
        return
    item_id = item.id if item is not None else None
    unread = select(Notice).where(
        Notice.user_id.in_(known),
        Notice.item_id.is_(None) if item_id is None else Notice.item_id == item_id,
        Notice.kind == kind,
        Notice.read_at.is_(None),
    )
    open_ones = {notice.user_id: notice for notice in session.scalars(unread)}
    for user_id in known:
        notice = open_ones.get(user_id)
        if notice is None:
            notice = Notice(user_id=user_id, item_id=item_id, kind=kind)
            session.add(notice)
        _fill(notice, _stored(values))
    enqueue(MAIL_JOB, dedupe=MAIL_JOB)


def _fill(notice: Notice, values: dict[str, Any]) -> None:
    """Write what happened; a notice sent by e-mail long ago is sent again."""
    now = utcnow()
    notice.values, notice.created_at = values, now
    if notice.mailed_at is not None and notice.mailed_at < now - MAIL_AGAIN:
        notice.mailed_at = None


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    stored = dict(values)
    if isinstance(stored.get("when"), dt.datetime):
        stored["when"] = stored["when"].isoformat()
    if "words" in stored:
        stored["words"] = short(str(stored["words"]))
    return stored


def settle(item: Item, kinds: Collection[str], users: Collection[int] = ()) -> None:
    """Mark outdated notices of ``item`` as read; part of a transaction.

    Without ``users``, everybody's: what is approved waits for nobody's review.
    """
    overtaken = update(Notice).where(
        Notice.item_id == item.id, Notice.kind.in_(kinds), Notice.read_at.is_(None)
    )
    if users:
        overtaken = overtaken.where(Notice.user_id.in_(users))
    db.session.execute(
        overtaken.values(read_at=utcnow()),
        execution_options={"synchronize_session": False},
    )


def page(user_id: int, seen: ColumnElement[bool], cursor: str | None) -> Page[Notice]:
    """Return a page of a person's notices, newest first.

    ``seen`` is the criterion for items that the person may (still) see.
    """
    query = _of(select(Notice), user_id, seen)
    return page_of(query, Notice.created_at, Notice.id, cursor=cursor, limit=30)


def unread_count(user_id: int, seen: ColumnElement[bool]) -> int:
    """Return how many notices a person has not read, counted up to 100."""
    unread = _of(select(Notice.id), user_id, seen).where(Notice.read_at.is_(None))
    rows = unread.limit(COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def _of(query: Select[Any], user_id: int, seen: ColumnElement[bool]) -> Select[Any]:
    mine = query.outerjoin(Item, Item.id == Notice.item_id)
    return mine.where(Notice.user_id == user_id, or_(Notice.item_id.is_(None), seen))


def titles(notices: Iterable[Notice], seen: ColumnElement[bool]) -> dict[int, str]:
    """Return the titles of the items that notices speak of and a person sees, by id."""
    ids = {notice.item_id for notice in notices if notice.item_id is not None}
    query = select(Item.id, Item.title).where(Item.id.in_(ids), seen)
    return {row.id: row.title for row in db.session.execute(query)} if ids else {}


def read(user_id: int, notice_id: int) -> Notice:
    """Mark a notice as read and return it; NotFound when it is another person's."""
    with transaction() as session:
        mine = select(Notice).where(Notice.id == notice_id, Notice.user_id == user_id)
        notice = session.scalar(mine)
        if notice is None:
            raise NotFound(f"No notice {notice_id}.")
        if notice.read_at is None:
            notice.read_at = utcnow()
    return notice


def read_all(user_id: int) -> None:
    """Mark all notices of a user as read."""
    with transaction() as session:
        session.execute(
            update(Notice)
            .where(Notice.user_id == user_id, Notice.read_at.is_(None))
            .values(read_at=utcnow())
        )


def delete_old_notices(now: dt.datetime | None = None) -> None:
    """Delete notices that were read and are older than 90 days."""
    old = Notice.created_at < (now or utcnow()) - KEPT
    with transaction() as session:
        session.execute(delete(Notice).where(old, Notice.read_at.is_not(None)))
