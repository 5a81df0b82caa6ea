"""The links of a rich text, each with its words and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cms.richtext.cleaning import clean
from cms.richtext.plain import walk


@dataclass(frozen=True)
class TextLink:
    """A link as it stands in a text: to an item, a path of this site, or outside."""

    words: str
    item_id: int | None = None
    path: str = ""
    url: str = ""


def links_in(document: Any, base_url: str) -> list[TextLink]:
    """Return the links of a rich text in order; neighbours with one target are one."""
    found: list[TextLink] = []
    for node in walk(clean(document)):
        for mark in node.get("marks", ()):
            if mark["type"] != "link":
                continue
            words, target = node.get("text", ""), mark["attrs"]
            if "itemId" in target:
                link = TextLink(words, item_id=target["itemId"])
            else:
                link = _by_address(words, target.get("href", ""), base_url)
            last = found[-1] if found else None
            if last and _target(last) == _target(link):
                found[-1] = TextLink(last.words + words, *_target(last))
            else:
                found.append(link)
    return found


def _by_address(words: str, href: str, base_url: str) -> TextLink:
    """Tell a path of this site from an address elsewhere."""
    base, parts = urlsplit(base_url), urlsplit(href)
    if parts.scheme in ("http", "https"):
        if parts.netloc == base.netloc:
            return TextLink(words, path=parts.path or "/")
        return TextLink(words, url=href)
    if href.startswith("/") and not href.startswith("//"):
        return TextLink(words, path=parts.path)
    return TextLink(words)  # mail, telephone, a place on the same page


def _target(link: TextLink) -> tuple[int | None, str, str]:
    return link.item_id, link.path, link.url
