"""Which items use which pictures and files."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from cms.media.models import Media, MediaUse


def record_uses(
    session: Session, item_id: int, media_ids: Iterable[int], *, live: bool = True
) -> None:
    """Write down what an item uses, in the caller's transaction.

    With ``live`` these are all its uses from now on, and readers of the item
    may have the bytes. Without, they are those of a draft over a live page:
    they keep files from being deleted and show them to nobody. Ids of media
    that are not there are left out.
    """
    wanted = set(media_ids)
    old = delete(MediaUse).where(MediaUse.item_id == item_id)
    session.execute(old if live else old.where(MediaUse.live.is_(False)))
    if not wanted:
        return
    there = set(session.scalars(select(Media.id).where(Media.id.in_(wanted))))
    if not live:
        kept = select(MediaUse.media_id).where(MediaUse.item_id == item_id)
        there -= set(session.scalars(kept))
    # What an old version brings back is no longer to be thrown away.
    session.execute(
        update(Media)
        .where(Media.id.in_(there), Media.deleted_at.is_not(None))
        .values(deleted_at=None)
    )
    session.add_all(
        MediaUse(media_id=media_id, item_id=item_id, live=live)
        for media_id in sorted(there)
    )
    session.flush()


def used_in(session: Session, media_id: int) -> list[int]:
    """Return the ids of the items that use a picture or file, drafts included."""
    query = select(MediaUse.item_id).where(MediaUse.media_id == media_id)
    return list(session.scalars(query.order_by(MediaUse.item_id)))


def use_counts(session: Session, media_ids: Iterable[int]) -> dict[int, int]:
    """Return by how many items each is used; what nothing uses is left out."""
    query = (
        select(MediaUse.media_id, func.count())
        .where(MediaUse.media_id.in_(set(media_ids)))
        .group_by(MediaUse.media_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def is_used() -> ColumnElement[bool]:
    """Return the SQL criterion on Media for being used by any item."""
    return exists().where(MediaUse.media_id == Media.id)
