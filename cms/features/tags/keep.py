"""Write down which keywords an item carries."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cms import inputs
from cms.content.fields.answers import Kind
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.extensions import db
from cms.features.tags.models import ItemTag, Tag
from cms.text import slugify


LENGTH = 120


def slug_of(word: str) -> str:
    """Return what stands for a keyword: "Kiểm tra" and "kiem tra" are one."""
    return slugify(word, LENGTH)


def record_tags(session: Session, item_id: int, words: Iterable[str]) -> None:
    """Make ``words`` the keywords of an item, in the caller's transaction.

    A keyword that is new to the site gets the spelling that it has here; one
    without a letter or digit is none.
    """
    wanted: dict[str, str] = {}
    for word in words:
        name = inputs.clean_text(" ".join(word.split()))
        if slug := slug_of(name):
            wanted.setdefault(slug, name[:LENGTH])
    session.execute(delete(ItemTag).where(ItemTag.item_id == item_id))
    if not wanted:
        return
    query = select(Tag).where(Tag.slug.in_(wanted))
    known = {tag.slug: tag for tag in session.scalars(query)}
    for slug, name in wanted.items():
        if slug not in known:
            known[slug] = Tag(slug=slug, name=name)
            session.add(known[slug])
    session.flush()
    session.add_all(ItemTag(item_id=item_id, tag_id=tag.id) for tag in known.values())
    session.flush()


def write(item: Item, data: Snapshot) -> None:
    """Write down the keywords of a snapshot; a projection."""
    words = [one.target for one in data.references(Kind.TAG)]
    record_tags(db.session(), item.id, words)
