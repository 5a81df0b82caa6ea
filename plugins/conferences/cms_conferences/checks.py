"""What stands against a conference or a directive: times, totals, missing reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from cms_directory import check_lifetimes
from flask_babel import gettext as _
from sqlalchemy import select

from cms import Item, Problem, db, text
from cms_conferences import CONFERENCE, DIRECTIVE
from cms_conferences.agenda_times import check_order
from cms_conferences.choices import WITHDRAWN
from cms_conferences.models import Conference


LOOKED_AT = frozenset({"submit", "approve", "schedule", "publish"})


def check_conference(
    item: Item, data: Mapping[str, Any], transition: str
) -> Iterator[Problem]:
    """Yield what stands against a conference going live."""
    if item.type != CONFERENCE or transition not in LOOKED_AT:
        return
    yield from check_times(data)
    yield from check_order(data)
    yield from check_totals(data)
    yield from check_codes(data)
    yield from check_bodies(data)


def check_directive(
    item: Item, data: Mapping[str, Any], transition: str
) -> Iterator[Problem]:
    """Yield what stands against a directive being saved."""
    if item.type != DIRECTIVE or transition not in LOOKED_AT:
        return
    if (
        data.get("status") == WITHDRAWN
        and not (data.get("withdrawal_reason") or "").strip()
    ):
        yield Problem(_("Please say why it was withdrawn."), field="withdrawal_reason")
    yield from check_due(item, data)
    for place, row in enumerate(data.get("progress") or []):
        if row.get("link") and not is_link(row["link"]):
            message = _("A link begins with https:// or with /.")
            yield Problem(message, field=f"progress-{place}-link")


def check_due(item: Item, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a due day before the conference at which the directive was given."""
    if not data.get("due") or item.parent_id is None:
        return
    due = dt.date.fromisoformat(data["due"])
    held = db.session.scalar(
        select(Conference.date).where(Conference.item_id == item.parent_id)
    )
    if held is not None and due < held and not data.get("continues"):
        message = _(
            "The due day lies before the conference of %(day)s.",
            day=text.format_date_short(held),
        )
        yield Problem(message, field="due")


def is_link(value: str) -> bool:
    """Tell whether a text is an address that a page may lead to."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    if value.startswith("/"):
        return not value.startswith(("//", "/\\"))
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def check_times(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield days and hours that end before they begin."""
    first, last = data.get("date"), data.get("date_end")
    if first and last and last < first:
        yield Problem(_("The last day lies before the first."), field="date_end")
    start, end = data.get("start"), data.get("end")
    if start and end and end <= start and (not last or last == first):
        yield Problem(_("The conference ends before it begins."), field="end")


def check_bodies(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield organisations that no longer existed on the day of the conference."""
    named = {
        "organiser": [data.get("organiser")],
        "agenda": [row.get("organisation_id") for row in data.get("agenda") or []],
        "attendees": [
            row.get("organisation_id") for row in data.get("attendees") or []
        ],
    }
    yield from check_lifetimes(data.get("date"), named)


def check_totals(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a stated total that is smaller than those who are listed."""
    listed = stated_count(data)
    total = data.get("attendee_total")
    if total is not None and total < listed:
        yield Problem(
            _(
                "The list of attendees counts %(listed)d, the total says %(total)d.",
                listed=listed,
                total=total,
            ),
            field="attendee_total",
        )


def stated_count(data: Mapping[str, Any]) -> int:
    """Return how many attendees the rows state; what is not counted adds none."""
    return sum(_counted(row) or 0 for row in data.get("attendees") or [])


def whole_count(data: Mapping[str, Any]) -> int | None:
    """Return the number of attendees, or None while the rows do not state all of it.

    A row with a number counts that many and a linked person counts one; a group
    without a number, or words alone, may stand for anybody.
    """
    counts = [_counted(row) for row in data.get("attendees") or []]
    if not counts or None in counts:
        return None
    return sum(count or 0 for count in counts)


def _counted(row: Mapping[str, Any]) -> int | None:
    count: int | None = row.get("count")
    if count is None and row.get("person_id"):
        return 1
    return count


def check_codes(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield agenda entries that name a document which is not in the list."""
    known = {row.get("code") for row in data.get("documents") or []}
    for row in data.get("agenda") or []:
        if row.get("document") and row["document"] not in known:
            yield Problem(
                _(
                    "No document of this conference has the code “%(code)s”.",
                    code=row["document"],
                ),
                field="agenda",
            )
