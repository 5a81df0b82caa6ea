"""Deleting media: moving it to the trash, restoring it, deleting it for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Final

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.actors import Actor, Identity
from cms.database.base import utcnow
from cms.database.transaction import after_commit, transaction
from cms.errors import Forbidden, NotFound, Problem, Refused
from cms.extensions import db
from cms.media.models import Media
from cms.media.service import may_manage
from cms.media.storage import storage
from cms.media.uses import is_used, used_in


audit.declare(
    {
        "media.delete": _l("File deleted"),
        "media.undelete": _l("File restored from the trash"),
        "media.purge": _l("File permanently deleted"),
    }
)


KEPT: Final = dt.timedelta(days=30)


def delete(actor: Actor, media_id: int) -> None:
    """Move an unused picture or file to the trash.

    Raises NotFound, Forbidden, or Refused while an item or the site uses it.
    """
    with transaction() as session:
        media = session.get(Media, media_id, with_for_update=True)
        if media is None or media.deleted_at is not None:
            raise NotFound(f"No medium {media_id}.")
        _delete(actor, media)


def _delete(actor: Actor, media: Media) -> None:
    """Move a medium to the trash, in the caller's transaction; or raise, nothing changed."""
    if not may_manage(actor, media):
        raise Forbidden(_("You may not delete this."))
    if used_in(db.session(), media.id):
        # Not in how many places: there may be some that the actor does not know.
        raise Refused([Problem(_("This is in use."))])
    if media.visibility == "site":
        message = _("This is part of the site itself; clear that option first.")
        raise Refused([Problem(message)])
    media.deleted_at = utcnow()
    _note("media.delete", actor, media)


def delete_many(actor: Actor, media_ids: Iterable[int]) -> tuple[list[int], list[str]]:
    """Move several to the trash; return those moved, and why others were not.

    One transaction: sent again after it was killed, nothing was done, or all.
    """
    gone: list[int] = []
    stayed: list[str] = []
    wanted = Media.id.in_(set(media_ids)), Media.deleted_at.is_(None)
    query = select(Media).where(*wanted).order_by(Media.id).with_for_update()
    with transaction() as session:
        for media in session.scalars(query).all():
            name = media.title or media.filename
            try:
                _delete(actor, media)
            except Refused as refusal:
                stayed.append(f"{name}: {refusal.problems[0].message}")
            except Forbidden as refusal:
                stayed.append(f"{name}: {refusal}")
            else:
                gone.append(media.id)
    return gone, stayed


def restore_media(actor: Actor, media_ids: Iterable[int]) -> int:
    """Restore media from the trash; return how many. Raises Forbidden, NotFound."""
    wanted = set(media_ids)
    with transaction() as session:
        query = select(Media).where(Media.id.in_(wanted), Media.deleted_at.is_not(None))
        found = list(session.scalars(query))
        if not found:
            raise NotFound("None of these lies in the trash.")
        for media in found:
            if not may_manage(actor, media):
                raise Forbidden(_("You may not change this."))
            media.deleted_at = None
            _note("media.undelete", actor, media)
    return len(found)


def purge(kept: dt.timedelta = KEPT) -> int:
    """Remove for good what lies in the trash for longer; return how many."""
    with transaction() as session:
        due = Media.deleted_at < utcnow() - kept
        # Who brings one back by an old version locks its row first.
        locked = select(Media.id).where(due, ~is_used()).order_by(Media.id)
        ids = list(session.scalars(locked.with_for_update()))
        query = select(Media).where(Media.id.in_(ids), due, ~is_used())
        old = list(
            session.scalars(query, execution_options={"populate_existing": True})
        )
        bytes_of = storage()
        for media in old:
            _note("media.purge", None, media)
            after_commit(partial(bytes_of.remove, media.store_key))
            session.delete(media)
    return len(old)


def _note(action: str, actor: Identity | None, media: Media) -> None:
    detail = {"media": media.id, "sha256": media.sha256}
    audit.record(action, actor=actor, subject=media.title, detail=detail)
