"""What the page being made shows, and how long that holds: whether others may get it."""

from __future__ import annotations

import datetime as dt

from flask import g, has_request_context, request
from sqlalchemy import ColumnElement
from sqlalchemy.sql import functions, visitors
from sqlalchemy.sql.elements import BindParameter


class Making:
    """What is noted while the page of one request is made."""

    def __init__(self) -> None:
        self.shows: set[str] = set()
        self.until: dt.datetime | None = None
        self.personal = False  # it asked who reads it


def making() -> Making:
    """Return the notes of the current request; needs its context."""
    # Not in ``g``: requests of one application context share that.
    kept = request._get_current_object().__dict__  # type: ignore[attr-defined] # a proxy has it
    notes: Making = kept.setdefault("cms_making", Making())
    return notes


def page_shows(*names: str) -> None:
    """Name what the page being made shows: "items", or a word of the plugin's own.

    A public page that names something is kept for other readers until anything
    changes that readers may see; one that names nothing is made for each.
    ``visible()`` names "items", so reading items is enough.
    """
    if has_request_context():
        making().shows.update(names)


def keep_until(moment: dt.datetime) -> None:
    """Keep the page being made until ``moment`` (aware) at the latest.

    For what depends on the time of day; pages are made anew each midnight of the
    site's zone, and whenever an item goes live or expires.
    """
    if has_request_context():
        notes = making()
        notes.until = min(moment, notes.until or moment)


def keep_for_nobody() -> None:
    """Make the page being made for this request alone: it is kept by nobody."""
    if has_request_context():
        g.no_store = True


def is_timed(criterion: ColumnElement[bool]) -> bool:
    """Tell whether a criterion compares with a moment, so that it changes by itself."""
    return any(
        isinstance(part, functions.AnsiFunction | functions.now)
        or getattr(part, "tells_time", False)
        or (isinstance(part, BindParameter) and isinstance(part.value, dt.date))
        for part in visitors.iterate(criterion)
    )
