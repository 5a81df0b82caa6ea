"""Calendar files for everybody: of one conference, and those that programs follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from cms_directory import ORGANISATION, today
from flask import Blueprint, Response, abort, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from cms import (
    ANONYMOUS,
    Actor,
    ContentType,
    Item,
    cacheable,
    get_settings,
    public,
    render,
    visible,
)
from cms_conferences import CONFERENCE
from cms_conferences.calendars import MEDIA_TYPE, calendar_of
from cms_conferences.choices import TYPES
from cms_conferences.models import Conference
from cms_conferences.queries import (
    calendar_rows,
    item_by_slug,
    meeting_by_slug,
    organises,
)


calendars = Blueprint("calendars", __name__, url_prefix="/hoi-nghi")

#: How far back a calendar that programs follow goes, and how much it holds at most.
PAST: Final = dt.timedelta(days=400)
MOST: Final = 1000


@calendars.get("/lich.ics")
@public
@cacheable(60)
def of_site() -> ResponseReturnValue:
    """Return the conferences of the site as a calendar."""
    return _followed(get_settings().site_title)


@calendars.get("/lich/<kind>.ics")
@public
@cacheable(60)
def of_kind(kind: str) -> ResponseReturnValue:
    """Return the conferences of one kind as a calendar."""
    label = dict(TYPES).get(kind)
    if label is None:
        abort(404)
    return _followed(_of_site(str(label)), kind=kind)


@calendars.get("/lich/don-vi/<slug>.ics")
@public
@cacheable(60)
def of_organiser(slug: str) -> ResponseReturnValue:
    """Return the conferences that an organisation organises as a calendar."""
    body = item_by_slug(ORGANISATION, slug, visible(ANONYMOUS, archived=True))
    return _followed(_of_site(body.title), organiser=body.id)


@calendars.get("/<slug>/lich.ics")
@public
@cacheable(60)
def of_conference(slug: str) -> ResponseReturnValue:
    """Return one conference as a calendar file, to be added to one's own."""
    meeting = meeting_by_slug(slug, visible(ANONYMOUS))
    if meeting[1].date is None:
        abort(404)
    return _answer([meeting])


def _of_site(words: str) -> str:
    return f"{words} – {get_settings().site_title}"


def _followed(
    name: str, *, kind: str | None = None, organiser: int | None = None
) -> Response:
    """Return a calendar of what everybody may see, whoever asks."""
    since = today() - PAST
    rows = calendar_rows(
        visible(ANONYMOUS), since, kind=kind, organiser=organiser, limit=MOST
    )
    return _answer(rows, name)


def _answer(rows: Sequence[tuple[Item, Conference]], name: str = "") -> Response:
    return Response(calendar_of(rows, name).to_ical(), content_type=MEDIA_TYPE)


def list_link(subject: object, _user: Actor) -> Markup | None:
    """Return the link to the calendar of the site, beside the heading of the list."""
    if not isinstance(subject, ContentType) or subject.name != CONFERENCE:
        return None
    url = url_for("conferences.calendars.of_site")
    return render("conferences/_calendar_link.html", url=url, title=subject.plural)


def organiser_link(item: Item | None, _user: Actor) -> Markup | None:
    """Return the link to an organisation's calendar, on the page of one that has any."""
    if item is None or item.type != ORGANISATION or not organises(item.id):
        return None
    url = url_for("conferences.calendars.of_organiser", slug=item.slug)
    return render("conferences/_calendar_link.html", url=url, title=item.title)
