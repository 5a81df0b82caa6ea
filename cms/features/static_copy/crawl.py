"""Going through the public site: every address that pages, maps and styles name."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.datastructures import Headers

from cms.errors import CmsError
from cms.features.static_copy import markup
from cms.features.static_copy.addresses import (
    HTML,
    NOT_FOUND,
    Site,
    file_of,
    list_of,
    list_page,
    plain_kind,
)
from cms.features.static_copy.asking import Answer, Asker, is_public
from cms.features.static_copy.state import LEFT, LINK, MADE, MOVED, WAITING, Page, State


ROBOTS: Final = "/robots.txt"
FIRST: Final = ("/", "/sitemap.xml", ROBOTS)
#: Asked for to get the page that says that there is nothing.
NOWHERE: Final = "/~"
BATCH: Final = 50
# Pages that lead to pages without an end, as a calendar may, end somewhere.
DEEPEST: Final = 60
MOST_PAGES_OF_LIST: Final = 200_000
# A page that holds for less is the application's: the whole would be made for it.
SHORTEST: Final = 600.0
# What is looked through for links is read whole; more is left to the application.
LARGEST_TEXT: Final = 32 * 1024 * 1024
_BUSY: Final = (500, 502, 503, 507)
_MOVED: Final = (301, 302, 303, 307, 308)
_TEXTS: Final = (HTML, "text/css", "text/javascript", "application/xml")


class Crawl:
    """One run through the site; ``run()`` may be called again until it is over."""

    def __init__(self, state: State, app: Flask, base_url: str, most: int) -> None:
        self._state, self._most = state, most
        self._site = Site(base_url)
        self._asker = Asker(app, self._site.base)
        self._disallowed: tuple[str, ...] = tuple(state.get("disallowed") or ())

    def run(self, until: float) -> bool:
        """Ask for what is known of and not asked for; tell whether that is all.

        Stops when the monotonic clock shows ``until``.
        """
        state = self._state
        if state.get("disallowed") is None:
            self._begin()
        while waiting := state.pages(WAITING, BATCH):
            with state.batch():
                for page in waiting:
                    self._take(page)
                    if time.monotonic() > until:
                        break
            if time.monotonic() > until:
                return False
        state.note(phase=LINK)
        return True

    def _begin(self) -> None:
        """Read what robots are to leave alone, and begin with the front page."""
        state = self._state
        file = state.staging / "robots"
        answer = self._asker.ask(ROBOTS, "", file, lambda status, _h: status == 200)
        found: list[str] = []
        if answer.sha256:
            found = list(_disallowed(file.read_text("utf-8", "replace")))
        self._disallowed = tuple(found)
        with state.batch():
            for address in (*FIRST, NOWHERE):
                state.add(address, 0)
            state.note(disallowed=found)

    def _take(self, page: Page) -> None:
        """Ask for one address and store what came of it."""
        state = self._state
        if page.address.startswith(self._disallowed):
            state.change(page, state=LEFT, reason="robots")
            return
        if page.depth > DEEPEST or page.id > self._most:
            state.change(page, state=LEFT, reason="too many")
            return
        address, _number = list_of(page.address)
        known = state.file_of_address(page.address)
        fresh = known is not None and known.etag and state.stands(known)
        path = self._staged(page)
        answer = self._asker.ask(
            address,
            page.query,
            path,
            lambda status, headers: _is_wanted(page, status, headers),
            etag=known.etag if known and fresh else "",
        )
        if answer.status == 304 and known and fresh:
            kind = plain_kind(answer.headers.get("Content-Type", "")) or "same"
            self._made(page, answer, known.file, kind, known.sha256, known.size)
            if known.file.endswith(".css"):
                self._look(page, state.folder / known.file, "text/css")
            return
        self._judge(page, answer, path)

    def _judge(self, page: Page, answer: Answer, path: Path) -> None:
        state = self._state
        if page.address == NOWHERE and answer.status == 404 and answer.sha256:
            self._made(page, answer, NOT_FOUND, HTML, answer.sha256, answer.size)
            self._look(page, path, HTML)
        elif answer.status in _BUSY and (page.address == "/" or answer.status != 500):
            raise CmsError(
                f"The site answers {page.address} with {answer.status}: the copy stays"
                " as it was and is made later."
            )
        elif page.address == "/" and answer.status != 200:
            raise CmsError(
                f"The site answers {self._site.base}/ with {answer.status}: base_url"
                " must name one of the hosts of config.toml."
            )
        elif answer.status in _MOVED:
            self._follow(page, answer.headers.get("Location", ""))
        elif answer.status != 200:
            state.change(page, state=LEFT, reason=str(answer.status))
        elif not is_public(answer.status, answer.headers):
            state.change(page, state=LEFT, reason="private")
        elif answer.until is not None and answer.until < time.time() + SHORTEST:
            state.change(page, state=LEFT, reason="soon")
        else:
            self._keep(page, answer, path)

    def _keep(self, page: Page, answer: Answer, path: Path) -> None:
        state, headers = self._state, answer.headers
        kind = plain_kind(headers.get("Content-Type", ""))
        name = file_of(page.address, kind, attached=_is_attached(headers))
        large = kind in _TEXTS and answer.size > LARGEST_TEXT
        if name is None or large or self._is_taken(name):
            path.unlink(missing_ok=True)
            state.change(page, state=LEFT, reason="no file" if not large else "large")
            return
        self._made(page, answer, name, kind, answer.sha256, answer.size)
        self._look(page, path, kind)

    def _is_taken(self, name: str) -> bool:
        """Tell whether another address of this run has the same file."""
        found = self._state.db.execute("SELECT 1 FROM pages WHERE file = ?", (name,))
        return found.fetchone() is not None

    def _made(
        self, page: Page, answer: Answer, name: str, kind: str, sha256: str, size: int
    ) -> None:
        state = self._state
        # Links of a page also depend on what else is in the copy: it is made anew.
        etag = "" if kind == HTML else answer.headers.get("ETag", "")
        state.change(
            page, state=MADE, file=name, kind=kind, etag=etag, sha256=sha256, size=size
        )
        if answer.until is not None:
            known = state.get("page_until") or answer.until
            state.note(page_until=min(answer.until, known))

    def _follow(self, page: Page, location: str) -> None:
        """Remember a redirect: whoever links there is led to its end at once."""
        link = self._site.link(location, list_of(page.address)[0])
        if link is None or link.query or not link.plain:
            self._state.change(page, state=LEFT, reason="redirect")
            return
        self._state.change(page, state=MOVED, reason=link.path)
        self._add(link.path, page.depth + 1)

    def _look(self, page: Page, path: Path, kind: str) -> None:
        """Add what an answer leads to."""
        if kind not in _TEXTS:
            return
        text = path.read_text("utf-8", "replace")
        address, number = list_of(page.address)
        if kind == HTML:
            self._look_through(page, address, number, text)
            return
        for written in _links(kind, text):
            link = self._site.link(written, address)
            if link is not None and link.plain and not link.query:
                self._add(link.path, page.depth + 1)

    def _add(self, path: str, depth: int) -> None:
        """Add an address; a further page of a list comes from the page before it."""
        if list_of(path)[1] == 1:
            self._state.add(path, depth)

    def _look_through(self, page: Page, address: str, number: int, html: str) -> None:
        """Add what a page leads to, and the next page of its list."""
        state, site = self._state, self._site
        for place, written in markup.links_of_page(html):
            if place.sends or (place.names and not written.startswith(site.base)):
                continue
            link = site.link(written, address)
            if link is None or not link.plain:
                continue
            if not link.query:
                self._add(link.path, page.depth + 1)
            elif leads_on(place, link.path == address) and number < MOST_PAGES_OF_LIST:
                state.add(list_page(address, number + 1), page.depth, link.query)

    def _staged(self, page: Page) -> Path:
        """Return where the body is written, before links are; of other kinds for good."""
        return self._state.staging / f"{page.id}.raw"


def leads_on(place: markup.Place, is_same_list: bool) -> bool:
    """Tell whether a link with a query leads to the next page of its list."""
    return place.element == "a" and is_same_list and "next" in place.rel.split()


def leads_back(place: markup.Place, is_same_list: bool) -> bool:
    """Tell whether a link with a query leads to the page before in its list."""
    return place.element == "a" and is_same_list and "prev" in place.rel.split()


def _links(kind: str, text: str) -> Iterable[str]:
    if kind == "text/css":
        return markup.links_of_style(text)
    if kind == "text/javascript":
        return markup.links_of_script(text)
    return markup.places_of_map(text)


def _disallowed(robots: str) -> Iterator[str]:
    """Yield the beginnings of addresses that every robot is asked to leave alone."""
    everybody = False
    for line in robots.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            everybody = value == "*"
        elif name == "disallow" and everybody and value:
            yield value


def _is_wanted(page: Page, status: int, headers: Headers) -> bool:
    if page.address == NOWHERE:
        return status == 404 and "Set-Cookie" not in headers
    return status == 200 and is_public(status, headers)


def _is_attached(headers: Headers) -> bool:
    return headers.get("Content-Disposition", "").startswith("attachment")
