"""Whether an inspection or its remedies are overdue on a given day; never stored."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, func

from cms_inspections.choices import RUNNING
from cms_inspections.models import Inspection


def deadline(planned_end: dt.date | None, extended: dt.date | None) -> dt.date | None:
    """Return the day by which the work must end: the extension outweighs the plan."""
    return extended or planned_end


def is_overdue(status: str | None, last_day: dt.date | None, day: dt.date) -> bool:
    """Tell whether work that is not concluded has outlived its last day."""
    return status in RUNNING and last_day is not None and day > last_day


def is_follow_up_overdue(
    due: dt.date | None, done: dt.date | None, day: dt.date
) -> bool:
    """Tell whether remedies were due before ``day`` and are not done."""
    return due is not None and done is None and due < day


def overdue_criterion(day: dt.date) -> ColumnElement[bool]:
    """Return :func:`is_overdue` as SQL."""
    last_day = func.coalesce(Inspection.extended_to, Inspection.planned_end)
    return and_(Inspection.status.in_(RUNNING), last_day < day)


def follow_up_criterion(day: dt.date) -> ColumnElement[bool]:
    """Return :func:`is_follow_up_overdue` as SQL."""
    return and_(Inspection.follow_up_due < day, Inspection.follow_up_done.is_(None))
