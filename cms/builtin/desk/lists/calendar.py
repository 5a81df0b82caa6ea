"""The calendar of the desk: what goes live, ends, or should be reviewed on which day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import format_date, lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, or_

from cms import inputs
from cms.accounts.current import current_user
from cms.accounts.guard import requires_login
from cms.builtin.desk import desk
from cms.builtin.desk.lists.queries import editable_items
from cms.content.spine import workflow
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.i18n import site_zone
from cms.theming import render


# More than anybody reads on one page; a busier month refers to the lists.
MOST = 500
OPEN = (workflow.DRAFT, workflow.SUBMITTED, workflow.APPROVED)


@dataclass(frozen=True)
class Kind:
    """One reason for an item to stand on a day: its moment, in which states, in words."""

    name: str
    label: LazyString
    icon: str
    stages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()

    @property
    def column(self) -> Any:
        """The column of the moment."""
        return getattr(Item, self.name)

    @property
    def criterion(self) -> ColumnElement[bool]:
        """The states in which the moment counts, for the database."""
        return Item.stage.in_(self.stages) | Item.status.in_(self.statuses)

    def counts(self, item: Item) -> bool:
        """Tell the same of a loaded item."""
        return item.stage in self.stages or item.status in self.statuses


# The most binding first.
KINDS = (
    Kind("publish_at", _l("Goes live"), "calendar-clock", (workflow.SCHEDULED,)),
    Kind("due_at", _l("Review due"), "eye", (workflow.SUBMITTED,)),
    Kind("proposed_at", _l("Proposed"), "clock", OPEN),
    Kind("expires_at", _l("Expires"), "archive", (), (workflow.PUBLISHED,)),
)


@dataclass(frozen=True)
class Entry:
    """An item on a day; ``moment`` is in the site's zone."""

    kind: Kind
    item: Item
    moment: dt.datetime


@desk.get("/lich")
@requires_login
def month() -> ResponseReturnValue:
    """Show a month, this one unless ``thang=2026-11`` asks for another."""
    today = utcnow().astimezone(site_zone()).date()
    first = _first(request.args.get("thang", ""), today)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    entries = list(_entries(first, after))
    by_day: dict[dt.date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.moment.date(), []).append(entry)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return render(
        "desk/lists/calendar.html",
        first=first,
        month_words=format_date(first, "MMMM yyyy"),
        before=(first - dt.timedelta(days=1)).replace(day=1),
        after=after,
        today=today,
        weeks=weeks,
        weekday=lambda day, width="EEEE": format_date(day, width),
        by_day=by_day,
        count=len(entries),
        full=len(entries) >= MOST,
        kinds=KINDS,
    )


def _first(wanted: str, today: dt.date) -> dt.date:
    try:
        return inputs.day_within(dt.date.fromisoformat(f"{wanted}-01"))
    except ValueError:
        return today.replace(day=1)


def _entries(first: dt.date, after: dt.date) -> Iterator[Entry]:
    """Yield what stands in the days from ``first`` to before ``after``, in order."""
    zone = site_zone()
    start, end = (
        dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
        for day in (first, after)
    )
    inside = [kind.criterion & kind.column.between(start, end) for kind in KINDS]
    found = []
    for item in editable_items(current_user, or_(*inside), MOST):
        for kind in KINDS:
            moment = getattr(item, kind.name)
            if moment and start <= moment < end and kind.counts(item):
                found.append(Entry(kind, item, moment.astimezone(zone)))
    yield from sorted(found, key=lambda entry: entry.moment)
