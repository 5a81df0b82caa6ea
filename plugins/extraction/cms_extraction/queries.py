"""What the plugin's pages ask of its tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists, func, or_, select

from cms import Actor, Item, current_build, db, editable, may, visible
from cms_extraction.doubts import WAITING
from cms_extraction.models import Doubt, FieldSource, Remembered
from cms_extraction.remembered import NOT_PERSON


MOST_ARTICLES = 5  # that one record is shown beside
MOST_SOURCES = 100  # that readers are shown beside an article
MOST_COUNTED = 1000  # of what waits


def has_sources(article_id: int) -> bool:
    """Tell whether an article has filled fields of records."""
    query = select(FieldSource.id).where(FieldSource.article_id == article_id)
    return db.session.scalar(query.limit(1)) is not None


def articles_behind(record_id: int, user: Actor) -> list[Item]:
    """Return the articles that filled fields of a record, those that ``user`` may see."""
    behind = select(FieldSource.article_id).where(FieldSource.record_id == record_id)
    query = (
        select(Item)
        .where(
            Item.id.in_(behind),
            Item.deleted_at.is_(None),
            or_(visible(user), editable(user)),
        )
        .order_by(Item.id)
        .limit(MOST_ARTICLES)
    )
    return list(db.session.scalars(query))


def _waiting(user: Actor) -> Select[Any]:
    """Return what waits for an answer of articles that ``user`` may change, in turn."""
    types = current_build().registry.content_types
    writable = [name for name in types if may(user, "write", name)]
    nobody = exists().where(
        Remembered.kind == NOT_PERSON,
        Remembered.words == Doubt.key,
        Doubt.kind == "people",
    )
    return (
        select(Doubt)
        .join(Item, Item.id == Doubt.article_id)
        .where(
            Doubt.answer == WAITING,
            Item.deleted_at.is_(None),
            Item.type.in_(writable),
            editable(user),
            ~nobody,
        )
        .order_by(Doubt.turn, Doubt.id)
    )


def next_doubt(user: Actor) -> Doubt | None:
    """Return what is to be answered next; what was put off comes last."""
    found: Doubt | None = db.session.scalars(_waiting(user).limit(1)).first()
    return found


def waiting_doubt(user: Actor, doubt_id: int) -> Doubt | None:
    """Return one that waits and that ``user`` may answer; None when there is none."""
    query = _waiting(user).where(Doubt.id == doubt_id)
    found: Doubt | None = db.session.scalars(query).first()
    return found


def count_doubts(user: Actor) -> int:
    """Return how many wait that ``user`` may answer, at most ``MOST_COUNTED``."""
    query = _waiting(user).order_by(None).with_only_columns(Doubt.id)
    counted = select(func.count()).select_from(query.limit(MOST_COUNTED).subquery())
    return db.session.scalar(counted) or 0


def last_answered(user: Actor) -> Doubt | None:
    """Return what ``user`` answered or put off last, of articles still to be changed."""
    query = (
        select(Doubt)
        .join(Item, Item.id == Doubt.article_id)
        .where(
            Doubt.answered_by_id == user.id, Item.deleted_at.is_(None), editable(user)
        )
        .order_by(Doubt.answered_at.desc(), Doubt.id.desc())
        .limit(1)
    )
    found: Doubt | None = db.session.scalars(query).first()
    return found


def doubt_of(article_id: int, doubt_id: int) -> Doubt | None:
    """Return a doubt about an article; None for one of another article."""
    row: Doubt | None = db.session.get(Doubt, doubt_id)
    return row if row is not None and row.article_id == article_id else None


def public_sources(article_id: int, user: Actor) -> list[tuple[FieldSource, Item]]:
    """Return the words that records came from which ``user`` may see on public pages."""
    query = (
        select(FieldSource, Item)
        .join(Item, Item.id == FieldSource.record_id)
        .where(FieldSource.article_id == article_id, visible(user))
        .order_by(Item.type, Item.id, FieldSource.start, FieldSource.id)
        .limit(MOST_SOURCES)
    )
    return [(row, item) for row, item in db.session.execute(query)]


def source_of(article_id: int, source_id: int) -> FieldSource | None:
    """Return a source of an article; None for one of another article."""
    row: FieldSource | None = db.session.get(FieldSource, source_id)
    return row if row is not None and row.article_id == article_id else None


def decision(decision_id: int) -> Remembered | None:
    """Return what staff decided once, None when it was forgotten."""
    found: Remembered | None = db.session.get(Remembered, decision_id)
    return found
