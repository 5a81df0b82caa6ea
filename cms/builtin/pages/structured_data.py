"""The schema.org description of an item's page, which search engines read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cms.build_context import current_build
from cms.content.fields.private import without_private
from cms.content.spine.models import Item, Revision
from cms.contributions import ContentType, EventFields


# What schema.org knows of a page and not of an event.
_PAGE_ONLY = frozenset({"datePublished", "dateModified", "publisher", "author"})


def structured_data(
    content_type: ContentType,
    item: Item,
    revision: Revision | None,
    picture: str | None,
) -> dict[str, Any]:
    """Return the JSON-LD of an item's page as a JSON object.

    ``revision`` is the live one, ``picture`` the whole address of the lead
    picture. Which fields it is taken from, the content type declares; private
    fields are left out.
    """
    base = current_build().config.base_url.rstrip("/")
    data = without_private(content_type.form, revision.data if revision else {})
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": content_type.schema_type,
        "name": item.title,
        "description": item.summary,
        "inLanguage": item.language,
        "url": base + item.path,
        "publisher": _publisher(base),
    }
    if revision:
        about["dateModified"] = revision.updated_at.isoformat()
    if item.published_at:
        about["datePublished"] = item.published_at.isoformat()
    if picture:
        about["image"] = [picture]
    if byline := data.get(content_type.byline):
        about["author"] = {"@type": "Person", "name": byline}
    for name, field in content_type.schema_properties.items():
        if data.get(field):
            about[name] = data[field]
    return _as_event(about, content_type.event, data)


def _publisher(base: str) -> dict[str, Any]:
    site = current_build().settings[""]
    name = site.organisation or site.site_title
    return {"@type": "GovernmentOrganization", "name": name, "url": f"{base}/"}


def _as_event(
    about: dict[str, Any], names: EventFields | None, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the description of an event where day and place are known, else the page's."""
    if names is None or not data.get(names.date) or not data.get(names.location):
        return about
    day, time = data[names.date], data.get(names.time)
    event = {key: value for key, value in about.items() if key not in _PAGE_ONLY}
    event |= {
        "@type": "Event",
        "startDate": f"{day}T{time}" if time else day,
        "location": {"@type": "Place", "name": data[names.location]},
    }
    if data.get(names.end_date):
        event["endDate"] = data[names.end_date]
    return event
