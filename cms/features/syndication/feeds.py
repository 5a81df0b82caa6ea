"""Atom and RSS: the newest items of the site, of a type, of a section, about somebody."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Final, NoReturn
from urllib.parse import urlsplit
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from cms.accounts.guard import public
from cms.accounts.permissions import ANONYMOUS
from cms.build_context import current_build
from cms.builtin.pages.queries import section_by_slug, visible_path
from cms.builtin.pages.redirects import site_target
from cms.content.spine.addresses import redirect_target
from cms.content.spine.models import Item
from cms.features.syndication import syndication
from cms.features.syndication.moments import changed_at
from cms.features.syndication.queries import (
    Entries,
    item_at,
    linked_to,
    newest_among,
    newest_of_section,
    newest_of_types,
)
from cms.features.syndication.xml import xml_response
from cms.security_headers import cacheable
from cms.settings import get_settings


FEED_ITEMS = 20
ATOM = "http://www.w3.org/2005/Atom"
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Ids of entries are UUIDs of this space; another space would make all entries new.
_ENTRIES: Final = UUID("0d4f7a53-6a0c-4bb5-9c66-6d3f0f4fb2f1")


@dataclass(frozen=True)
class Channel:
    """What a feed is about: its title, the page it belongs to, which items it holds.

    ``key`` names it for good, whatever becomes of title and address; ``newest``
    takes how many items are wanted.
    """

    key: str
    title: str
    page: str
    newest: Callable[[int], Entries]


@syndication.get("/feed.atom")
@public
@cacheable(60)
def atom() -> ResponseReturnValue:
    """Return the newest items of the site as Atom."""
    return atom_feed(_whole_site())


@syndication.get("/feed.rss")
@public
@cacheable(60)
def rss() -> ResponseReturnValue:
    """Return the newest items of the site as RSS 2.0."""
    return rss_feed(_whole_site())


@syndication.get("/<address>/feed.atom")
@public
@cacheable(60)
def type_atom(address: str) -> ResponseReturnValue:
    """Return the newest items of one type as Atom."""
    return atom_feed(_of_type(address))


@syndication.get("/<address>/feed.rss")
@public
@cacheable(60)
def type_rss(address: str) -> ResponseReturnValue:
    """Return the newest items of one type as RSS 2.0."""
    return rss_feed(_of_type(address))


@syndication.get("/chuyen-muc/<slug>/feed.atom")
@public
@cacheable(60)
def section_atom(slug: str) -> ResponseReturnValue:
    """Return the newest items of one section as Atom."""
    return atom_feed(_of_section(slug))


@syndication.get("/chuyen-muc/<slug>/feed.rss")
@public
@cacheable(60)
def section_rss(slug: str) -> ResponseReturnValue:
    """Return the newest items of one section as RSS 2.0."""
    return rss_feed(_of_section(slug))


@syndication.get("/<address>/<slug>/feed.atom")
@public
@cacheable(60)
def item_atom(address: str, slug: str) -> ResponseReturnValue:
    """Return the newest items about a person or an organisation as Atom."""
    return atom_feed(_about(address, slug))


@syndication.get("/<address>/<slug>/feed.rss")
@public
@cacheable(60)
def item_rss(address: str, slug: str) -> ResponseReturnValue:
    """Return the newest items about a person or an organisation as RSS 2.0."""
    return rss_feed(_about(address, slug))


def lead_on() -> NoReturn:
    """Lead to the feed of what had this address before, or answer 404."""
    path, _slash, name = request.path.rpartition("/")
    number = redirect_target(path)
    page = site_target(path) if number is None else visible_path(ANONYMOUS, number)
    if page is None or not page.startswith("/"):
        abort(404)
    abort(redirect(f"{page}/{name}", 301))


def channel_title(words: str) -> str:
    """Return the title of a feed about something of this site."""
    return f"{words} – {get_settings().site_title}"


def _whole_site() -> Channel:
    types = current_build().registry.content_types
    names = [name for name, one in types.items() if one.feed] or list(types)
    title = get_settings().site_title
    return Channel("site", title, "/", lambda limit: newest_of_types(names, limit))


def _of_type(address: str) -> Channel:
    found = current_build().registry.by_address(address)
    if found is None:
        abort(404)
    title, name = channel_title(str(found.plural)), found.name
    return Channel(
        f"type {name}",
        title,
        f"/{address}",
        lambda limit: newest_of_types([name], limit),
    )


def _of_section(slug: str) -> Channel:
    section = section_by_slug(slug)
    if section is None:
        lead_on()
    number = section.id
    return Channel(
        f"section {number}",
        channel_title(section.title),
        f"/chuyen-muc/{slug}",
        lambda limit: newest_of_section(number, limit),
    )


def _about(address: str, slug: str) -> Channel:
    """Return the channel of what links to somebody, whichever plugin brings their type."""
    content_type = current_build().registry.by_address(address)
    if content_type is None or not content_type.represents:
        abort(404)
    item = item_at(f"/{address}/{slug}")
    if item is None:
        lead_on()
    ids = linked_to(item)
    return Channel(
        f"item {item.id}",
        channel_title(item.title),
        item.path,
        lambda limit: newest_among(ids, limit),
    )


def _base() -> str:
    return current_build().config.base_url.rstrip("/")


def _newest_change(entries: Entries) -> dt.datetime:
    return max((changed for _item, changed in entries), default=EPOCH)


def _kind(item: Item) -> str:
    return str(current_build().registry.content_types[item.type].label)


def entry_id(item: Item) -> str:
    """Return the id of an item's entry: the same whatever becomes of its address."""
    made = item.created_at.isoformat()
    return uuid5(_ENTRIES, f"{item.id} {made}").urn


def _channel_id(channel: Channel) -> str:
    """Return the id of a feed: by the site's name and what it is about, no address."""
    host = urlsplit(_base()).hostname or ""
    return f"tag:{host},2026:{channel.key.replace(' ', '/')}"


def atom_feed(channel: Channel) -> ResponseReturnValue:
    """Return a channel as Atom."""
    entries = channel.newest(FEED_ITEMS)
    feed = ET.Element(
        "feed", {"xmlns": ATOM, "xml:lang": get_settings().default_language}
    )
    address = f"{_base()}{request.path}"
    _add(feed, "title", channel.title)
    if get_settings().tagline:
        _add(feed, "subtitle", get_settings().tagline)
    _add(feed, "id", _channel_id(channel))
    updated = _add(feed, "updated", "")
    _add(feed, "link", None, rel="self", href=address, type="application/atom+xml")
    page = f"{_base()}{channel.page}"
    _add(feed, "link", None, rel="alternate", href=page, type="text/html")
    author = _add(feed, "author", None)
    _add(author, "name", get_settings().organisation or get_settings().site_title)
    for item, changed in entries:
        _entry(feed, item, changed)
    moment = _moment(f"atom {channel.key}", feed, entries)
    updated.text = moment.isoformat()
    return _answer(feed, "application/atom+xml", moment)


def _entry(feed: ET.Element, item: Item, changed: dt.datetime) -> None:
    entry = _add(feed, "entry", None)
    entry.set("xml:lang", item.language)
    _add(entry, "title", item.title)
    _add(entry, "id", entry_id(item))
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


def rss_feed(channel: Channel) -> ResponseReturnValue:
    """Return a channel as RSS 2.0."""
    entries = channel.newest(FEED_ITEMS)
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
    ):
        ET.SubElement(head, name).text = text
    updated = _add(head, "lastBuildDate", "")
    address = f"{_base()}{request.path}"
    _add(head, "atom:link", None, rel="self", href=address, type="application/rss+xml")
    for item, _changed in entries:
        entry = ET.SubElement(head, "item")
        ET.SubElement(entry, "title").text = item.title
        ET.SubElement(entry, "link").text = f"{_base()}{item.path}"
        ET.SubElement(entry, "guid", isPermaLink="false").text = entry_id(item)
        ET.SubElement(entry, "category").text = _kind(item)
        # A description is HTML (RSS 2.0): words are escaped once for it, once as XML.
        ET.SubElement(entry, "description").text = str(escape(item.summary or ""))
        if item.published_at:
            ET.SubElement(entry, "pubDate").text = format_datetime(item.published_at)
    moment = _moment(f"rss {channel.key}", feed, entries)
    updated.text = format_datetime(moment)
    return _answer(feed, "application/rss+xml", moment)


def _moment(name: str, root: ET.Element, entries: Entries) -> dt.datetime:
    """Return since when a feed says what it says."""
    digest = hashlib.sha256(ET.tostring(root, encoding="utf-8")).hexdigest()
    return changed_at(name, digest, _newest_change(entries))


def _answer(
    root: ET.Element, mimetype: str, moment: dt.datetime
) -> ResponseReturnValue:
    """Return a document with what tells its readers whether they have it."""
    response = xml_response(root, mimetype)
    response.last_modified = moment
    return response
