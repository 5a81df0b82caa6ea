"""What staff decided about the words of articles, for the whole site; nothing is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select

from cms import Actor, Item, db, editable, text, utcnow, visible
from cms_extraction.certainty import Level, Match, Reason
from cms_extraction.models import Remembered


NOT_PERSON: Final = "not_person"
MOST: Final = 5000
# Only doubts are settled by a decision; what differs stays a veto.
DOUBTS: Final = (Reason.NAME_ONLY, Reason.SEVERAL, Reason.NO_DAY)


def nobody() -> tuple[str, ...]:
    """Return the keys of words that are no person's name, as staff said."""
    query = select(Remembered.words).where(Remembered.kind == NOT_PERSON)
    return tuple(db.session.scalars(query.order_by(Remembered.id).limit(MOST)))


def words_of_record(kind: str, record: Mapping[str, Any]) -> str:
    """Return by what a record is recognised again: its key, and a person's posts.

    The same name with another post is another question.
    """
    posts = sorted(
        f"{post['title_code']}@{post['organisation'] or ''}"
        for post in record.get("positions") or ()
    )
    return "|".join([record["key"], *(posts if kind == "people" else ())])[:400]


def settle(
    matches: Sequence[Match],
    records: Mapping[str, Any],
    may_see: ColumnElement[bool],
) -> list[Match]:
    """Return the matches with the doubts settled that staff settled before.

    A decision counts only for a record that ``may_see`` lets through.
    """
    words = {
        (kind, one["key"]): words_of_record(kind, one)
        for kind in ("people", "organisations")
        for one in records[kind]
    }
    query = (
        select(Remembered.kind, Remembered.words, Remembered.item_id)
        .join(Item, Item.id == Remembered.item_id)
        .where(
            Remembered.words.in_(set(words.values())),
            Item.deleted_at.is_(None),
            may_see,
        )
    )
    known = {(kind, said): number for kind, said, number in db.session.execute(query)}
    if not known:
        return list(matches)
    return [
        _settled(one, known.get((one.kind, words.get((one.kind, one.key), ""))))
        for one in matches
    ]


def _settled(match: Match, item_id: int | None) -> Match:
    if (
        item_id is not None
        and match.level == Level.UNSURE
        and match.reason in DOUBTS
        and str(match.id) == str(item_id)
    ):
        return replace(match, level=Level.CERTAIN, reason=Reason.DECIDED)
    return match


def remember(user: Actor, kind: str, words: str, item_id: int | None) -> None:
    """Keep a decision in the running transaction; a new one takes the place of the old."""
    query = select(Remembered).where(
        Remembered.kind == kind, Remembered.words == words[:400]
    )
    row = db.session.scalars(query.with_for_update()).first()
    if row is None:
        row = Remembered(kind=kind, words=words[:400])
        db.session.add(row)
    row.item_id, row.user_id, row.at = item_id, user.id, utcnow()


def decided(kind: str, words: str) -> dict[str, Any] | None:
    """Return what ``restore`` needs to bring back today's decision about some words."""
    query = select(Remembered).where(
        Remembered.kind == kind, Remembered.words == words[:400]
    )
    row = db.session.scalars(query).first()
    had = [row.item_id, row.user_id] if row is not None else None
    return {"kind": kind, "words": words[:400], "had": had} if words else None


def restore(before: Mapping[str, Any] | None) -> None:
    """Bring a decision back as it was, in the running transaction; none was none."""
    if before is None:
        return
    query = select(Remembered).where(
        Remembered.kind == before["kind"], Remembered.words == before["words"]
    )
    row = db.session.scalars(query.with_for_update()).first()
    if row is not None and before["had"] is None:
        db.session.delete(row)
    elif row is not None:
        row.item_id, row.user_id = before["had"]


def key_of_name(name: str) -> str:
    """Return the key by which a name is remembered."""
    return text.slugify(text.tone_style(name))


def decisions(
    user: Actor, limit: int = 200
) -> Sequence[tuple[Remembered, Item | None]]:
    """Return the newest decisions with their records, those that ``user`` may see."""
    query = (
        select(Remembered, Item)
        .outerjoin(Item, Item.id == Remembered.item_id)
        .where(or_(Remembered.item_id.is_(None), visible(user), editable(user)))
        .order_by(Remembered.id.desc())
        .limit(limit)
    )
    return [(row, item) for row, item in db.session.execute(query)]
