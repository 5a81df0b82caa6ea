"""Which items use which pictures and files."""

from __future__ import annotations

from collections.abc import Iterable, Set

from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    event,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from cms.content.spine.models import Item
from cms.media.models import FormerMediaUse, Media, MediaUse


def record_uses(
    session: Session,
    item_id: int,
    media_ids: Iterable[int],
    *,
    live: Iterable[int] | None = None,
) -> None:
    """Write down what an item uses, in the caller's transaction.

    Readers of the item may have the bytes of what is ``live``; with None that
    stays as it is, for a draft over a live page: what only the draft uses is
    kept from being deleted and shown to nobody. What the item uses no longer
    is remembered. Ids of media that are not there are left out.
    """
    mine = MediaUse.item_id == item_id
    query = select(MediaUse.media_id, MediaUse.live).where(mine)
    before = {row.media_id: row.live for row in session.execute(query)}
    shown = {key for key, on in before.items() if on} if live is None else set(live)
    wanted = shown | set(media_ids)
    gone = before.keys() - wanted
    after = {key: key in shown for key in before.keys() & wanted}
    after |= {key: key in shown for key in _taken(session, wanted - before.keys())}
    if gone:
        session.execute(delete(MediaUse).where(mine, MediaUse.media_id.in_(gone)))
        remember_uses(session, {(key, item_id) for key in gone})
    for key, on in after.items() - before.items():
        if key in before:
            one = mine & (MediaUse.media_id == key)
            session.execute(update(MediaUse).where(one).values(live=on))
        else:
            session.add(MediaUse(media_id=key, item_id=item_id, live=on))
    session.flush()


def _taken(session: Session, ids: set[int]) -> list[int]:
    """Return those media of ``ids`` that are there, locked until the transaction ends.

    Nobody deletes one for good meanwhile. What an old version brings back is
    no longer to be thrown away.
    """
    if not ids:
        return []
    query = select(Media.id).where(Media.id.in_(ids)).order_by(Media.id)
    there = list(session.scalars(query.with_for_update()))
    thrown = Media.id.in_(there) & Media.deleted_at.is_not(None)
    session.execute(update(Media).where(thrown).values(deleted_at=None))
    return there


def remember_uses(session: Session, pairs: Set[tuple[int, int | None]]) -> None:
    """Remember that items used media: pairs of the ids of a medium and an item."""
    media_ids = {media_id for media_id, _item in pairs}
    columns = (FormerMediaUse.media_id, FormerMediaUse.item_id)
    query = select(*columns).where(FormerMediaUse.media_id.in_(media_ids))
    known = {(row[0], row[1]) for row in session.execute(query)}
    session.add_all(
        FormerMediaUse(media_id=media_id, item_id=item_id)
        for media_id, item_id in pairs - known
    )
    session.flush()


def hand_on_uses(session: Session, old_id: int, new_id: int) -> None:
    """Remember of a medium that what uses another one, or did, has used it."""
    former = select(FormerMediaUse.item_id).where(FormerMediaUse.media_id == old_id)
    using = [*used_in(session, old_id), *session.scalars(former)]
    remember_uses(session, {(new_id, item_id) for item_id in using})


def used_in(session: Session, media_id: int) -> list[int]:
    """Return the ids of the items that use a picture or file, drafts included."""
    query = select(MediaUse.item_id).where(MediaUse.media_id == media_id)
    return list(session.scalars(query.order_by(MediaUse.item_id)))


def use_counts(
    session: Session, media_ids: Iterable[int], criterion: ColumnElement[bool]
) -> dict[int, int]:
    """Return by how many items that meet the criterion each is used; no zeros."""
    query = (
        select(MediaUse.media_id, func.count())
        .join(Item, Item.id == MediaUse.item_id)
        .where(MediaUse.media_id.in_(set(media_ids)), criterion)
        .group_by(MediaUse.media_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def is_used() -> ColumnElement[bool]:
    """Return the SQL criterion on Media for being used by any item."""
    return exists().where(MediaUse.media_id == Media.id)


def was_used() -> ColumnElement[bool]:
    """Return the SQL criterion on Media for having been used by an item once."""
    return exists().where(FormerMediaUse.media_id == Media.id)


@event.listens_for(Item, "before_delete")
def _keep_uses(_mapper: object, connection: Connection, item: Item) -> None:
    """Remember what an item used that is deleted for good."""
    used = select(MediaUse.media_id).where(MediaUse.item_id == item.id)
    connection.execute(insert(FormerMediaUse).from_select(["media_id"], used))
