"""What the media library asks: what a person sees in it, and what of that is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, select

from cms.actors import Actor
from cms.content.spine.media_access import for_person, known_to
from cms.extensions import db
from cms.media import Media
from cms.media.service import manageable


def media_query(
    user: Actor, *criteria: ColumnElement[bool], trashed: bool = False
) -> Select[Media]:
    """Return the statement for media that ``user`` sees; of the trash, what they manage."""
    whose = for_person(user)
    if trashed:
        whose = and_(Media.deleted_at.is_not(None), known_to(user), manageable(user))
    return select(Media).where(whose, *criteria)


def undescribed() -> ColumnElement[bool]:
    """Return the criterion for pictures without a description that need one."""
    return and_(Media.kind == "image", Media.alt == "", Media.decorative.is_(False))


def seen_media_ids(user: Actor, ids: Iterable[int]) -> list[int]:
    """Return those of ``ids`` that ``user`` may see, whether in the trash or not."""
    query = select(Media.id).where(Media.id.in_(list(ids)), known_to(user))
    return list(db.session.scalars(query))


def known_media(viewer: Actor, ids: Iterable[int]) -> list[Media]:
    """Return those media of ``ids`` that ``viewer`` may know of."""
    wanted = set(ids)
    if not wanted:
        return []
    query = select(Media).where(Media.id.in_(wanted), known_to(viewer))
    return list(db.session.scalars(query))
