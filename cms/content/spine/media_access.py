"""Access to media: users who may read an item that uses it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from cms.accounts.permissions import (
    ANONYMOUS,
    EVERYTHING,
    SYSTEM,
    holds_everywhere,
)
from cms.actors import Actor
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.extensions import db
from cms.media import Media, MediaUse, may_upload
from cms.media.models import FormerMediaUse
from cms.media.service import may_make_public as manages
from cms.media.uses import is_used, was_used


def for_everyone(*, archived: bool = True) -> ColumnElement[bool]:
    """Return the SQL criterion for media that anybody may have, asked anew each time.

    They belong to the site, or a page that everybody may read shows them; with
    ``archived`` one that was taken out of the lists or has expired, too.
    What lies in the trash nobody has.
    """
    shown = or_(Media.visibility == "site", _shown_to(ANONYMOUS, archived=archived))
    return and_(Media.deleted_at.is_(None), shown)


def _shown_to(user: Actor, *, archived: bool = True) -> ColumnElement[bool]:
    """Return the criterion: a live page that ``user`` may read uses the medium."""
    return exists(
        select(MediaUse.media_id)
        .join(Item, Item.id == MediaUse.item_id)
        .where(
            MediaUse.media_id == Media.id,
            MediaUse.live,
            access.visible(user, archived=archived),
        )
    )


def for_person(user: Actor) -> ColumnElement[bool]:
    """Return the SQL criterion for media that this person may have.

    Staff also get what they have uploaded and what items use that they may see
    on the desk; those who manage the library what nothing uses. So a picture
    that only a limited report uses, or used once, stays within that report's
    readers.
    """
    if user.id is None and not may_upload(user):
        return for_everyone()
    return and_(Media.deleted_at.is_(None), known_to(user))


def known_to(user: Actor) -> ColumnElement[bool]:
    """Return the criterion for media that staff may know of, the trash included.

    The site itself knows all, what items of absent types use as well.
    """
    if user is SYSTEM:
        return true()
    on_desk = exists(
        select(MediaUse.media_id)
        .join(Item, Item.id == MediaUse.item_id)
        .where(MediaUse.media_id == Media.id, access.editable(user))
    )
    unused = and_(~is_used(), _manageable(user)) if manages(user) else false()
    own = and_(Media.created_by_id == user.id, Media.created_by_id.is_not(None))
    return or_(Media.visibility == "site", _shown_to(user), on_desk, own, unused)


def _manageable(user: Actor) -> ColumnElement[bool]:
    """Return the criterion: unused media that a manager of the library may know.

    What was used once is theirs as far as they may see an item that used it;
    where all of these are gone, whoever may do everything has it.
    """
    if holds_everywhere(user, EVERYTHING):
        return true()
    seen = (
        select(FormerMediaUse.media_id)
        .join(Item, Item.id == FormerMediaUse.item_id)
        .where(FormerMediaUse.media_id == Media.id, access.editable(user))
    )
    return or_(~was_used(), exists(seen))


def for_items(item_ids: Collection[int]) -> ColumnElement[bool]:
    """Return the criterion for media that one of these items uses."""
    used = select(MediaUse.media_id).where(
        MediaUse.media_id == Media.id, MediaUse.item_id.in_(item_ids)
    )
    return and_(Media.deleted_at.is_(None), exists(used))


def media_titles(
    ids: Iterable[int], criterion: ColumnElement[bool]
) -> Mapping[int, str]:
    """Return the titles of the media among ``ids`` that meet the criterion, by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(Media).where(Media.id.in_(wanted), criterion)
    return {row.id: row.title or row.filename for row in db.session.scalars(query)}


def find(media_id: int, criterion: ColumnElement[bool]) -> Media | None:
    """Return the medium when it exists and meets the criterion."""
    return db.session.scalar(select(Media).where(Media.id == media_id, criterion))
