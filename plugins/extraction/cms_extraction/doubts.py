"""Records of articles that the site is unsure of: noted when they are met, asked again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import select, update

from cms import Item, db, utcnow
from cms_extraction.certainty import Level
from cms_extraction.models import Doubt
from cms_extraction.proposals import Proposal


WAITING: Final = ""
ACCEPTED: Final = "accepted"
NOT_PERSON: Final = "not_person"
DROPPED: Final = "dropped"  # the article does not speak of it any more


def note_doubts(
    item: Item, proposals: Sequence[Proposal], answered: Collection[str]
) -> None:
    """Keep which proposals of an article wait, in the running transaction.

    Those whose names are ``answered`` and those that are sure by now do not.
    One that was answered before is not asked again.
    """
    unsure = {
        one.name: one
        for one in proposals
        if one.level == Level.UNSURE and one.name not in answered
    }
    rows = db.session.scalars(select(Doubt).where(Doubt.article_id == item.id)).all()
    for row in rows:
        if f"{row.kind}:{row.key}" not in unsure and row.answer == WAITING:
            db.session.delete(row)
    kept = {f"{row.kind}:{row.key}" for row in rows}
    db.session.add_all(
        Doubt(
            article_id=item.id,
            kind=one.kind,
            key=one.key[:300],
            title=one.title[:400],
            sentence=one.sentence,
            words=one.words[:400],
            at=utcnow(),
        )
        for name, one in unsure.items()
        if name not in kept
    )


def ask_again(made_id: int) -> None:
    """Let wait again what a step had answered that is being taken back."""
    db.session.execute(
        update(Doubt)
        .where(Doubt.made_id == made_id)
        .values(
            answer=WAITING,
            made_id=None,
            answered_by_id=None,
            answered_at=None,
        )
    )
