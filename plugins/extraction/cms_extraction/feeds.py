"""The articles of a WordPress export (WXR) or an RSS feed, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from cms import from_html, richtext
from cms_extraction.files import UnknownFile


SUFFIXES: Final = (".xml", ".wxr", ".rss")
MOST: Final = 20_000  # articles of one file; a longer one is cut into several
_WORDPRESS = "wordpress.org/export"


class BrokenFeed(UnknownFile):
    """A file is no XML, or holds no articles."""


def articles_of_feed(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of each article: the title, then a line for each paragraph.

    Of a WordPress export only posts are read, whatever their state. Nothing is
    fetched, and a file that declares entities is refused. Raises BrokenFeed.
    """
    _refuse_entities(path)
    count = 0
    try:
        for _event, item in ET.iterparse(path):  # noqa: S314 - no entities
            if _name(item) != "item":
                continue
            text = _article(item)
            item.clear()
            count += 1
            if count > MOST:
                raise BrokenFeed(
                    "many", f"{path.name} holds more than {MOST} articles."
                )
            if text:
                yield f"{path.name}#{count}", text
    except ET.ParseError as error:
        raise BrokenFeed("damaged", f"{path.name} is damaged: {error}") from error
    if not count:
        raise BrokenFeed("nothing", f"{path.name} holds no articles.")


def count_articles(path: Path) -> int:
    """Return how many items a feed or export holds; 1 for one that cannot be read."""
    try:
        return max(sum(1 for _each in articles_of_feed(path)), 1)
    except BrokenFeed:
        return 1


def _refuse_entities(path: Path) -> None:
    """Refuse a file that declares entities: an export has none, an attack has."""
    with path.open("rb") as stream:
        before = b""
        while part := stream.read(1 << 20):
            if b"<!ENTITY" in before + part:
                raise BrokenFeed(
                    "entities", f"{path.name} declares entities; these are not read."
                )
            before = part[-16:]


def _name(part: ET.Element) -> str:
    """Return the name of an element without its namespace."""
    return str(part.tag).rpartition("}")[2]


def _article(item: ET.Element) -> str:
    """Return the text of one item; empty for what is no article."""
    said: dict[str, str] = {}
    for part in item:
        space = str(part.tag)
        if "excerpt" not in space:
            said.setdefault(_name(part), "".join(part.itertext()).strip())
        if space.endswith("}post_type") and _WORDPRESS in space:
            said["kind"] = "".join(part.itertext()).strip()
    if said.get("kind", "post") != "post":
        return ""
    body = said.get("encoded") or said.get("description") or ""
    plain = richtext.plain_text(from_html(body.replace("\n\n", "<p>")))
    return "\n\n".join(part for part in (said.get("title", ""), plain) if part)
