"""Conferences as iCalendar (RFC 5545): one event, or a calendar that programs follow.

An event keeps its UID whatever becomes of its address. Its SEQUENCE is the version of
the item, which only ever grows, so that an importing program takes the later state.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from icalendar import Calendar, Event, vDuration

from cms import Item, current_build, get_settings, site_zone
from cms_conferences.choices import CANCELLED, POSTPONED, TYPES
from cms_conferences.models import Conference


PRODUCT: Final = "-//Sen//Conferences//VI"
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
#: How long programs may wait before they ask again.
REFRESH: Final = dt.timedelta(hours=6)
# UIDs are of this space; another one would double all events of whoever follows.
_EVENTS: Final = uuid.UUID("5f0a9a52-7f2b-4ad0-8a3e-0d8c5b8b7f61")
_A_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """When an event begins and ends: days, or instants of the site's zone.

    An ``end`` of None says that it is not known.
    """

    start: dt.date
    end: dt.date | None


def calendar_of(
    meetings: Iterable[tuple[Item, Conference]], name: str = ""
) -> Calendar:
    """Return a calendar of conferences; those without a day are left out.

    ``name`` is what programs call it. It holds what the rows say: whoever asks has
    chosen rows that its readers may see.
    """
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    if name:
        calendar.add("NAME", name)
        calendar.add("X-WR-CALNAME", name)
        calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    zone = site_zone()
    years: list[int] = []
    for item, conference in meetings:
        span = span_of(conference, zone)
        if span is not None:
            years += [one.year for one in (span.start, span.end or span.start)]
            calendar.add_component(_event(item, conference, span))
    if years:  # what the clocks of the zone do from before the first to after the last
        first, last = dt.date(min(years) - 1, 1, 1), dt.date(max(years) + 2, 1, 1)
        calendar.add_missing_timezones(first_date=first, last_date=last)
    return calendar


def span_of(conference: Conference, zone: ZoneInfo) -> Span | None:
    """Return when a conference takes place, as far as its record says; None without a day.

    Without an hour to begin at, or over several days of which the last has no hour
    to end at, it takes whole days; an end that is not after the start is not known.
    """
    first = conference.date
    if first is None:
        return None
    last = conference.date_end
    if last is None or last < first:
        last = first
    if conference.start is None or (last > first and conference.end is None):
        return Span(first, last + _A_DAY)
    start = dt.datetime.combine(first, conference.start, zone)
    if conference.end is None:
        return Span(start, None)
    end = dt.datetime.combine(last, conference.end, zone)
    return Span(start, end if end > start else None)


def event_uid(item: Item) -> str:
    """Return the UID of a conference's event: the same for good."""
    return str(uuid.uuid5(_EVENTS, f"{item.id} {item.created_at.isoformat()}"))


def status_of(conference: Conference) -> str:
    """Return the STATUS of an event; what is postponed does not take place that day."""
    if conference.status in (CANCELLED, POSTPONED):
        return "CANCELLED"
    return "CONFIRMED"


def _event(item: Item, conference: Conference, span: Span) -> Event:
    event = Event()
    event.add("UID", event_uid(item))
    event.add("DTSTAMP", item.updated_at)
    event.add("LAST-MODIFIED", item.updated_at)
    event.add("SEQUENCE", item.version)
    event.add("DTSTART", span.start)
    if span.end is not None:
        event.add("DTEND", span.end)
    event.add("SUMMARY", item.title)
    event.add("STATUS", status_of(conference))
    event.add("CLASS", "PUBLIC")
    if conference.location:
        event.add("LOCATION", conference.location)
    if item.summary and item.summary != conference.location:
        event.add("DESCRIPTION", item.summary)
    event.add("URL", current_build().config.base_url.rstrip("/") + item.path)
    if kind := dict(TYPES).get(conference.type or ""):
        event.add("CATEGORIES", [_in_site_language(kind)])
    return event


def _in_site_language(words: Any) -> str:
    """Return words in the language of the site: a calendar does not know its reader."""
    with force_locale(get_settings().default_language):
        return str(words)
