"""The public note on a change, kept until the change is live."""

from __future__ import annotations

from typing import Final

from flask_babel import gettext as _
from sqlalchemy import delete, select

from cms.actors import Actor
from cms.content.spine.models import ChangeNote, Item
from cms.database.base import utcnow
from cms.errors import Problem, Refused
from cms.extensions import db


LONGEST_NOTE: Final = 500


def waiting_note(item_id: int) -> str:
    """Return the public note that appears when the open change goes live, or ""."""
    query = select(ChangeNote.words).where(
        ChangeNote.item_id == item_id, ChangeNote.shown_at.is_(None)
    )
    return db.session.scalar(query.limit(1)) or ""


def announce(actor: Actor, item: Item, words: str) -> None:
    """Save the public note that appears when the open change is live.

    Part of a transaction. The words take the place of those that waited; none
    means no note. Refused when they are too long.
    """
    words = " ".join(words.split())
    if len(words) > LONGEST_NOTE:
        message = _("At most %(limit)s characters.", limit=LONGEST_NOTE)
        raise Refused([Problem(message, "change_note")])
    forget(item)
    if words:
        db.session.add(ChangeNote(item_id=item.id, words=words, user_id=actor.id))


def reveal(item: Item) -> None:
    """Show readers what waited for the change of ``item`` that goes live now."""
    query = select(ChangeNote).where(
        ChangeNote.item_id == item.id, ChangeNote.shown_at.is_(None)
    )
    for note in db.session.scalars(query):
        note.shown_at = utcnow()


def forget(item: Item) -> None:
    """Delete the pending note: the change will not go live, or has another note."""
    db.session.execute(
        delete(ChangeNote).where(
            ChangeNote.item_id == item.id, ChangeNote.shown_at.is_(None)
        )
    )
