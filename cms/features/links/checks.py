"""Rules about links: what they lead to is there, on this site and outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from flask import current_app
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from cms.accounts.permissions import ANONYMOUS
from cms.build_context import current_build
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.access import visible
from cms.content.spine.models import Item, Redirect, SiteRedirect
from cms.contributions import Rule
from cms.errors import Problem
from cms.extensions import db
from cms.features.links.written import broken_outside
from cms.richtext import TextLink, links_in


LINKS: Final = "core.links"
OUTSIDE: Final = "core.outside_links"
RULES: Final = (
    Rule(LINKS, _l("A link within this site is broken"), blocks=True),
    Rule(OUTSIDE, _l("A link to another site is broken")),
)


def find_problems(data: Snapshot) -> Iterator[Problem]:
    """Yield links that lead nowhere, on this site or outside."""
    for one in data.passages():
        if one.document is not None:
            found = links_in(one.document, current_build().config.base_url)
            yield from _targets(one.name, found)
            yield from _outside(one.name, found)


def _targets(name: str, links: list[TextLink]) -> Iterator[Problem]:
    """Yield links to items and paths of this site that readers cannot open."""
    ids = {one.item_id for one in links if one.item_id}
    query = select(Item.id).where(
        Item.id.in_(ids), visible(ANONYMOUS, archived=True), Item.deleted_at.is_(None)
    )
    there = set(db.session.scalars(query)) if ids else set()
    for link in links:
        if link.item_id:
            gone = link.item_id not in there
        else:
            gone = bool(link.path) and not _answers(link.path)
        if gone:
            message = _("The link “%(words)s” leads nowhere.", words=link.words)
            yield Problem(message, name, rule=LINKS, quote=link.words)


def _answers(path: str) -> bool:
    """Tell whether a path of this site is a page that a reader could open."""
    plain = unquote(urlsplit(path).path) or "/"
    for model in (Redirect, SiteRedirect):
        if db.session.get(model, plain) is not None:
            return True
    parts = plain.strip("/").split("/")
    if len(parts) == 2 and current_build().registry.by_address(parts[0]) is not None:
        query = select(Item.id).where(
            Item.path == plain, visible(ANONYMOUS, archived=True)
        )
        return db.session.scalar(query) is not None
    try:
        _endpoint, found = current_app.url_map.bind("localhost").match(plain)
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    # Any first part of a path fits the pages of types; it must be one's address.
    address = found.get("address")
    return address is None or current_build().registry.by_address(address) is not None


def _outside(name: str, links: list[TextLink]) -> Iterator[Problem]:
    """Yield links to other sites that the nightly job found broken."""
    broken = broken_outside(db.session(), {one.url for one in links if one.url})
    for link in links:
        if link.url in broken:
            message = _(
                "The link “%(words)s” is broken: %(answer)s.",
                words=link.words,
                answer=broken[link.url],
            )
            yield Problem(message, name, rule=OUTSIDE, quote=link.words)
