"""Which links a text holds, and the rows that remember them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cms.build_context import current_build
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.extensions import db
from cms.features.links.models import OutLink
from cms.richtext import clean
from cms.richtext.plain import walk


@dataclass(frozen=True)
class Written:
    """A link as it stands in a text: to an item, a path of this site, or outside."""

    words: str
    item_id: int | None = None
    path: str = ""
    url: str = ""


def links_in(document: Any, base_url: str) -> list[Written]:
    """Return the links of a rich text in order; neighbours with one target are one."""
    found: list[Written] = []
    for node in walk(clean(document)):
        for mark in node.get("marks", ()):
            if mark["type"] != "link":
                continue
            words, target = node.get("text", ""), mark["attrs"]
            if "itemId" in target:
                link = Written(words, item_id=target["itemId"])
            else:
                link = _by_address(words, target.get("href", ""), base_url)
            last = found[-1] if found else None
            if last and _target(last) == _target(link):
                found[-1] = Written(last.words + words, *_target(last))
            else:
                found.append(link)
    return found


def _by_address(words: str, href: str, base_url: str) -> Written:
    """Tell a path of this site from an address elsewhere."""
    base, parts = urlsplit(base_url), urlsplit(href)
    if parts.scheme in ("http", "https"):
        if parts.netloc == base.netloc:
            return Written(words, path=parts.path or "/")
        return Written(words, url=href)
    if href.startswith("/") and not href.startswith("//"):
        return Written(words, path=parts.path)
    return Written(words)  # mail, telephone, a place on the same page


def _target(link: Written) -> tuple[int | None, str, str]:
    return link.item_id, link.path, link.url


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
