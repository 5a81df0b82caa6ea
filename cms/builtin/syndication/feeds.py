"""Atom and RSS: the newest items of the site or of one type."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from flask import Response, abort, request
from flask_login import current_user
from sqlalchemy import select

from cms.accounts.guard import public
from cms.build_context import current_build
from cms.builtin.syndication import syndication
from cms.content.access import visible
from cms.content.models import Item
from cms.contributions import ContentType
from cms.database.base import utcnow
from cms.extensions import db
from cms.security_headers import cacheable
from cms.settings import settings


FEED_ITEMS = 20
ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"

ET.register_namespace("", ATOM)


@syndication.get("/feed.atom")
@public
@cacheable(60)
def atom() -> Response:
    """Return the newest items of the site as Atom."""
    return _answer(_atom(None, _newest(None)), "application/atom+xml")


@syndication.get("/feed.rss")
@public
@cacheable(60)
def rss() -> Response:
    """Return the newest items of the site as RSS 2.0."""
    return _answer(_rss(None, _newest(None)), "application/rss+xml")


@syndication.get("/<address>/feed.atom")
@public
@cacheable(60)
def type_atom(address: str) -> Response:
    """Return the newest items of one type as Atom."""
    content_type = current_build().registry.by_address(address)
    if content_type is None:
        abort(404)
    return _answer(_atom(content_type, _newest(content_type)), "application/atom+xml")


def _newest(content_type: ContentType | None) -> list[Item]:
    types = current_build().registry.content_types
    if content_type is None:
        names = [name for name, one in types.items() if one.feed] or list(types)
    else:
        names = [content_type.name]
    query = (
        select(Item)
        .where(visible(current_user), Item.type.in_(names))
        .order_by(Item.published_at.desc(), Item.id.desc())
        .limit(FEED_ITEMS)
    )
    return list(db.session.scalars(query))


def _base() -> str:
    return current_build().config.base_url.rstrip("/")


def _title(content_type: ContentType | None) -> str:
    site = settings().site_title
    return f"{content_type.plural} – {site}" if content_type else site


def _updated(items: list[Item]) -> dt.datetime:
    return max((item.updated_at for item in items), default=utcnow())


def _atom(content_type: ContentType | None, items: list[Item]) -> ET.Element:
    feed = ET.Element(
        f"{{{ATOM}}}feed", {f"{{{XML}}}lang": settings().default_language}
    )
    address = f"{_base()}{request.path}"
    _add(feed, "title", _title(content_type))
    _add(feed, "id", address)
    _add(feed, "updated", _updated(items).isoformat())
    _add(feed, "link", None, rel="self", href=address, type="application/atom+xml")
    _add(feed, "link", None, rel="alternate", href=f"{_base()}/", type="text/html")
    author = _add(feed, "author", None)
    _add(author, "name", settings().organisation or settings().site_title)
    for item in items:
        entry = _add(feed, "entry", None)
        entry.set(f"{{{XML}}}lang", item.language)
        _add(entry, "title", item.title)
        _add(entry, "id", f"{_base()}{item.path}")
        _add(entry, "link", None, rel="alternate", href=f"{_base()}{item.path}")
        _add(entry, "updated", item.updated_at.isoformat())
        if item.published_at:
            _add(entry, "published", item.published_at.isoformat())
        _add(entry, "summary", item.summary, type="text")
    return feed


def _add(
    parent: ET.Element, name: str, text: str | None, **attributes: str
) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text
    return child


def _rss(content_type: ContentType | None, items: list[Item]) -> ET.Element:
    feed = ET.Element("rss", version="2.0")
    channel = ET.SubElement(feed, "channel")
    for name, text in (
        ("title", _title(content_type)),
        ("link", f"{_base()}/"),
        ("description", settings().tagline or settings().site_title),
        ("language", settings().default_language),
        ("lastBuildDate", format_datetime(_updated(items))),
    ):
        ET.SubElement(channel, name).text = text
    for item in items:
        entry = ET.SubElement(channel, "item")
        address = f"{_base()}{item.path}"
        ET.SubElement(entry, "title").text = item.title
        ET.SubElement(entry, "link").text = address
        ET.SubElement(entry, "guid", isPermaLink="true").text = address
        ET.SubElement(entry, "description").text = item.summary
        if item.published_at:
            ET.SubElement(entry, "pubDate").text = format_datetime(item.published_at)
    return feed


def _answer(root: ET.Element, mimetype: str) -> Response:
    """Return a document with a validator, so that readers need not fetch it twice."""
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    response = Response(body, content_type=f"{mimetype}; charset=utf-8")
    response.add_etag()
    return response.make_conditional(request)
