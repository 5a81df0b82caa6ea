"""The site map, in parts of at most 10,000 addresses, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from xml.etree import ElementTree as ET

from flask import Response, abort
from flask.typing import ResponseReturnValue

from cms.accounts.guard import public
from cms.build_context import current_build
from cms.contributions import SitemapPaths
from cms.features.syndication import syndication
from cms.features.syndication.queries import addresses, parts_with_addresses
from cms.features.syndication.xml import xml_response
from cms.plugins.manager import Trouble
from cms.security_headers import cacheable


PER_FILE = 10_000
MOST_PARTS = 1000
MOST_PATHS = 5_000  # of one contribution
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _listed() -> list[str]:
    types = current_build().registry.content_types
    return [name for name, one in types.items() if one.sitemap]


@syndication.get("/sitemap.xml")
@public
@cacheable(300)
def sitemap() -> ResponseReturnValue:
    """Return the site map, or the index of its parts when one file is too small."""
    parts = parts_with_addresses(_listed(), PER_FILE, MOST_PARTS)
    if parts in ([], [0]):
        return _part(0)
    root = ET.Element("sitemapindex", xmlns=NAMESPACE)
    for number in sorted({0, *parts}):
        entry = ET.SubElement(root, "sitemap")
        ET.SubElement(entry, "loc").text = f"{_base()}/sitemap-{number + 1}.xml"
    return _answer(root)


@syndication.get("/sitemap-<int:number>.xml")
@public
@cacheable(300)
def sitemap_part(number: int) -> ResponseReturnValue:
    """Return one part of a large site map, counted from 1."""
    if not 1 <= number <= MOST_PARTS:
        abort(404)
    return _part(number - 1)


def _part(index: int) -> ResponseReturnValue:
    root = ET.Element("urlset", xmlns=NAMESPACE)
    if index == 0:
        _url(root, "/")
        for one in current_build().registry.content_types.values():
            if one.sitemap:
                _url(root, f"/{one.address}")
        for path in _registered():
            _url(root, path)
    for path, updated in addresses(_listed(), PER_FILE, index):
        _url(root, path, updated.isoformat(timespec="seconds"))
    if index and not len(root):
        abort(404)
    return _answer(root)


def _registered() -> Iterator[str]:
    """Yield the addresses that parts and plugins name."""
    build = current_build()
    for plugin, one in build.registry.sitemap_paths:

        def first(one: SitemapPaths = one) -> list[str]:
            return list(islice(one.paths(), MOST_PATHS))

        paths = build.manager.guard(plugin, f"site map {one.name}", first)
        if not isinstance(paths, Trouble):
            yield from paths


def _url(root: ET.Element, path: str, changed: str | None = None) -> None:
    entry = ET.SubElement(root, "url")
    ET.SubElement(entry, "loc").text = f"{_base()}{path}"
    if changed:
        ET.SubElement(entry, "lastmod").text = changed


def _base() -> str:
    return current_build().config.base_url.rstrip("/")


def _answer(root: ET.Element) -> ResponseReturnValue:
    return xml_response(root, "application/xml")


@syndication.get("/robots.txt")
@public
@cacheable(3600)
def robots() -> ResponseReturnValue:
    """Tell robots what to leave alone and where the site map is."""
    lines = [
        "User-agent: *",
        "Disallow: /ban-lam-viec/",
        "Disallow: /tim-kiem",
        "Disallow: /dang-nhap",
        "Disallow: /thiet-lap",
        f"Sitemap: {_base()}/sitemap.xml",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
