"""Where readers and their programs find the feeds: links on public pages."""

from __future__ import annotations

from typing import Any

from flask import url_for
from markupsafe import Markup

from cms.actors import Actor
from cms.build_context import current_build
from cms.content.spine.models import Item
from cms.contributions import ContentType
from cms.theming import render


def site_feed(_subject: Any, _user: Actor) -> Markup:
    """Return the link that tells programs of the feed of the whole site."""
    return render("syndication/_alternate.html", url=url_for("syndication.atom"))


def list_feed(subject: Any, _user: Actor) -> Markup:
    """Return the link that tells programs of the feed of a type or section."""
    title, url = _feed_of(subject)
    return render("syndication/_alternate.html", url=url, title=title)


def feed_link(subject: Any, _user: Actor) -> Markup:
    """Return the link that readers see beside the heading of a type or section."""
    title, url = _feed_of(subject)
    return render("syndication/_link.html", url=url, title=title)


def about_feed(item: Item | None, _user: Actor) -> Markup | None:
    """Return the link to the feed about a person or an organisation, on their page."""
    types = current_build().registry.content_types
    content_type = types.get(item.type) if item is not None else None
    if item is None or content_type is None or not content_type.represents:
        return None
    address, slug = content_type.address, item.slug
    url = url_for("syndication.item_atom", address=address, slug=slug)
    return render("syndication/_link.html", url=url, title=item.title)


def _feed_of(subject: Any) -> tuple[Any, str]:
    """Return the title and the address of the feed of a type or section."""
    if isinstance(subject, ContentType):
        url = url_for("syndication.type_atom", address=subject.address)
        return subject.plural, url
    return subject.title, url_for("syndication.section_atom", slug=subject.slug)
