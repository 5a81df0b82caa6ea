"""Atom and RSS: the newest items of the site, of one type or of one section."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from flask import abort, request
from flask.typing import ResponseReturnValue

from cms.accounts.guard import public
from cms.build_context import current_build
from cms.builtin.pages.queries import section_by_slug
from cms.content.spine.models import Item
from cms.features.syndication import syndication
from cms.features.syndication.queries import Entries, newest_entries
from cms.features.syndication.xml import xml_response
from cms.security_headers import cacheable
from cms.settings import get_settings


FEED_ITEMS = 20
ATOM = "http://www.w3.org/2005/Atom"
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Channel:
    """What a feed is about: its title, the page it belongs to, which items it holds."""

    title: str
    page: str
    types: Sequence[str]
    section_id: int | None = None


@syndication.get("/feed.atom")
@public
@cacheable(60)
def atom() -> ResponseReturnValue:
    """Return the newest items of the site as Atom."""
    return _atom(_whole_site())


@syndication.get("/feed.rss")
@public
@cacheable(60)
def rss() -> ResponseReturnValue:
    """Return the newest items of the site as RSS 2.0."""
    return _rss(_whole_site())


@syndication.get("/<address>/feed.atom")
@public
@cacheable(60)
def type_atom(address: str) -> ResponseReturnValue:
    """Return the newest items of one type as Atom."""
    return _atom(_of_type(address))


@syndication.get("/<address>/feed.rss")
@public
@cacheable(60)
def type_rss(address: str) -> ResponseReturnValue:
    """Return the newest items of one type as RSS 2.0."""
    return _rss(_of_type(address))


@syndication.get("/chuyen-muc/<slug>/feed.atom")
@public
@cacheable(60)
def section_atom(slug: str) -> ResponseReturnValue:
    """Return the newest items of one section as Atom."""
    return _atom(_of_section(slug))


@syndication.get("/chuyen-muc/<slug>/feed.rss")
@public
@cacheable(60)
def section_rss(slug: str) -> ResponseReturnValue:
    """Return the newest items of one section as RSS 2.0."""
    return _rss(_of_section(slug))


def _whole_site() -> Channel:
    types = current_build().registry.content_types
    names = [name for name, one in types.items() if one.feed] or list(types)
    return Channel(get_settings().site_title, "/", names)


def _of_type(address: str) -> Channel:
    content_type = current_build().registry.by_address(address)
    if content_type is None:
        abort(404)
    title = f"{content_type.plural} – {get_settings().site_title}"
    return Channel(title, f"/{address}", [content_type.name])


def _of_section(slug: str) -> Channel:
    section = section_by_slug(slug)
    if section is None:
        abort(404)
    title = f"{section.title} – {get_settings().site_title}"
    types = list(current_build().registry.content_types)
    return Channel(title, f"/chuyen-muc/{slug}", types, section.id)


def _newest(channel: Channel) -> Entries:
    """Return what a feed holds; it is fetched by programs, not by people."""
    return newest_entries(channel.types, FEED_ITEMS, channel.section_id)


def _base() -> str:
    return current_build().config.base_url.rstrip("/")


def _updated(entries: Entries) -> dt.datetime:
    return max((changed for _item, changed in entries), default=EPOCH)


def _kind(item: Item) -> str:
    return str(current_build().registry.content_types[item.type].label)


def _atom(channel: Channel) -> ResponseReturnValue:
    entries = _newest(channel)
    feed = ET.Element(
        "feed", {"xmlns": ATOM, "xml:lang": get_settings().default_language}
    )
    address = f"{_base()}{request.path}"
    _add(feed, "title", channel.title)
    if get_settings().tagline:
        _add(feed, "subtitle", get_settings().tagline)
    _add(feed, "id", address)
    _add(feed, "updated", _updated(entries).isoformat())
    _add(feed, "link", None, rel="self", href=address, type="application/atom+xml")
    page = f"{_base()}{channel.page}"
    _add(feed, "link", None, rel="alternate", href=page, type="text/html")
    author = _add(feed, "author", None)
    _add(author, "name", get_settings().organisation or get_settings().site_title)
    for item, changed in entries:
        _entry(feed, item, changed)
    return _answer(feed, "application/atom+xml", entries)


def _entry(feed: ET.Element, item: Item, changed: dt.datetime) -> None:
    entry = _add(feed, "entry", None)
    entry.set("xml:lang", item.language)
    _add(entry, "title", item.title)
    _add(entry, "id", f"{_base()}{item.path}")
    address = f"{_base()}{item.path}"
    _add(entry, "link", None, rel="alternate", href=address, type="text/html")
    _add(entry, "updated", changed.isoformat())
    if item.published_at:
        _add(entry, "published", item.published_at.isoformat())
    _add(entry, "category", None, term=item.type, label=_kind(item))
    _add(entry, "summary", item.summary, type="text")


def _add(
    parent: ET.Element, name: str, text: str | None, **attributes: str
) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text
    return child


def _rss(channel: Channel) -> ResponseReturnValue:
    entries = _newest(channel)
    language = get_settings().default_language
    feed = ET.Element(
        "rss", {"version": "2.0", "xmlns:atom": ATOM, "xml:lang": language}
    )
    head = ET.SubElement(feed, "channel")
    for name, text in (
        ("title", channel.title),
        ("link", f"{_base()}{channel.page}"),
        ("description", get_settings().tagline or channel.title),
        ("language", language),
        ("lastBuildDate", format_datetime(_updated(entries))),
    ):
        ET.SubElement(head, name).text = text
    address = f"{_base()}{request.path}"
    _add(head, "atom:link", None, rel="self", href=address, type="application/rss+xml")
    for item, _changed in entries:
        entry = ET.SubElement(head, "item")
        address = f"{_base()}{item.path}"
        ET.SubElement(entry, "title").text = item.title
        ET.SubElement(entry, "link").text = address
        ET.SubElement(entry, "guid", isPermaLink="true").text = address
        ET.SubElement(entry, "category").text = _kind(item)
        ET.SubElement(entry, "description").text = item.summary
        if item.published_at:
            ET.SubElement(entry, "pubDate").text = format_datetime(item.published_at)
    return _answer(feed, "application/rss+xml", entries)


def _answer(root: ET.Element, mimetype: str, entries: Entries) -> ResponseReturnValue:
    """Return a document with what tells its readers whether they have it."""
    response = xml_response(root, mimetype)
    response.last_modified = _updated(entries)
    return response
