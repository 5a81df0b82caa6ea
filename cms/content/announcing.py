"""What readers will be told of a change once it is live: kept until then."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import delete, select

from cms.content.models import ChangeNote, Item
from cms.database.base import utcnow
from cms.errors import Problem, Refused
from cms.extensions import db


LONGEST_NOTE: Final = 500
# The moment of a note whose change is not live: no clock ever reaches it.
NOT_YET: Final = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def waiting_note(item_id: int) -> str:
    """Return what readers will be told when the open change goes live, or nothing."""
    query = select(ChangeNote.words).where(
        ChangeNote.item_id == item_id, ChangeNote.created_at == NOT_YET
    )
    return db.session.scalar(query.limit(1)) or ""


def announce(actor: Any, item: Item, words: str) -> None:
    """Write down what readers are told once the open change is live.

    Part of a transaction. The words take the place of those that waited; none
    means that readers are told nothing. Refused when they are too long.
    """
    words = " ".join(words.split())
    if len(words) > LONGEST_NOTE:
        message = _("At most %(limit)s characters.", limit=LONGEST_NOTE)
        raise Refused([Problem(message, "change_note")])
    forget(item)
    if words:
        note = ChangeNote(item_id=item.id, words=words, user_id=actor.id)
        note.created_at = NOT_YET
        db.session.add(note)


def reveal(item: Item) -> None:
    """Show readers what waited for the change of ``item`` that goes live now."""
    query = select(ChangeNote).where(
        ChangeNote.item_id == item.id, ChangeNote.created_at == NOT_YET
    )
    for note in db.session.scalars(query):
        note.created_at = utcnow()


def forget(item: Item) -> None:
    """Drop what waited: the change will not go live, or other words take its place."""
    db.session.execute(
        delete(ChangeNote).where(
            ChangeNote.item_id == item.id, ChangeNote.created_at == NOT_YET
        )
    )
