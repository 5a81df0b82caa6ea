"""What the plugin's pages ask of its tables."""

from __future__ import annotations

from sqlalchemy import or_, select

from cms import Actor, Item, db, editable, visible
from cms_extraction.models import FieldSource, Remembered


MOST_ARTICLES = 5  # that one record is shown beside


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


def source_of(article_id: int, source_id: int) -> FieldSource | None:
    """Return a source of an article; None for one of another article."""
    row: FieldSource | None = db.session.get(FieldSource, source_id)
    return row if row is not None and row.article_id == article_id else None


def decision(decision_id: int) -> Remembered | None:
    """Return what staff decided once, None when it was forgotten."""
    found: Remembered | None = db.session.get(Remembered, decision_id)
    return found
