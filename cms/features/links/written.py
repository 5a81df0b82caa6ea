"""Which links a text holds, and the rows that remember them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cms.build_context import current_build
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.extensions import db
from cms.features.links.models import OutLink
from cms.richtext import links_in


def record_links(
    session: Session, item_id: int, documents: Iterable[Any], base_url: str
) -> None:
    """Remember the links of an item's texts, in the caller's transaction.

    What the nightly job knows of an address is kept while the link stays.
    """
    wanted: dict[tuple[str, int | None], str] = {}
    for document in documents:
        for link in links_in(document, base_url):
            if link.item_id or link.url:
                wanted.setdefault((link.url, link.item_id), link.words[:300])
    rows = session.scalars(select(OutLink).where(OutLink.item_id == item_id)).all()
    there = {(row.url, row.target_id): row for row in rows}
    gone = [row.id for key, row in there.items() if key not in wanted]
    if gone:
        session.execute(delete(OutLink).where(OutLink.id.in_(gone)))
    for (url, target), words in wanted.items():
        if (url, target) in there:
            there[url, target].words = words
        else:
            session.add(
                OutLink(item_id=item_id, url=url, target_id=target, words=words)
            )


def broken_outside(session: Session, urls: set[str]) -> dict[str, str]:
    """Return what the last check met, by address, for the broken ones among ``urls``."""
    if not urls:
        return {}
    query = select(OutLink.url, OutLink.answer).where(
        OutLink.url.in_(urls), OutLink.state == "broken"
    )
    return {row.url: row.answer for row in session.execute(query)}


def write(item: Item, data: Snapshot) -> None:
    """Remember the links of a snapshot; a projection."""
    base = current_build().config.base_url
    record_links(db.session(), item.id, data.documents(), base)
