"""The newest items that carry a keyword, as Atom and RSS."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from cms.accounts.guard import public
from cms.features.syndication.feeds import (
    Channel,
    atom_feed,
    channel_title,
    lead_on,
    rss_feed,
)
from cms.features.syndication.queries import Entries, newest_among
from cms.features.tags.models import Tag
from cms.features.tags.queries import find, tagged
from cms.security_headers import cacheable


tag_feeds = Blueprint("tag_feeds", __name__)


@tag_feeds.get("/the/<slug>/feed.atom")
@public
@cacheable(60)
def atom(slug: str) -> ResponseReturnValue:
    """Return the newest items that carry a keyword as Atom."""
    return atom_feed(_of_tag(slug))


@tag_feeds.get("/the/<slug>/feed.rss")
@public
@cacheable(60)
def rss(slug: str) -> ResponseReturnValue:
    """Return the newest items that carry a keyword as RSS 2.0."""
    return rss_feed(_of_tag(slug))


@tag_feeds.app_template_global("tag_feed_url")
def tag_feed_url(tag: Tag) -> str:
    """Return the address of the feed of a keyword, for its page."""
    return url_for("tag_feeds.atom", slug=tag.slug)


def _of_tag(slug: str) -> Channel:
    """Return the channel of a keyword; one that nothing visible carries is not there."""
    tag = find(slug)
    if tag is None:
        lead_on()
    ids = tagged(tag)

    def newest(limit: int) -> Entries:
        return newest_among(ids, limit) or abort(404)

    return Channel(f"tag {tag.id}", channel_title(tag.name), f"/the/{tag.slug}", newest)
