"""By when a review should be done: set by its author or by who reviews it."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _, lazy_gettext as _l

from cms import audit
from cms.actors import Actor
from cms.content.revisions.drafts import load_for, record_step
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.content.spine.workflow import SUBMITTED
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Forbidden, Problem, Refused


audit.declare(
    {
        "item.deadline": _l("set the review deadline"),
    }
)


SATURDAY = 5


def set_deadline(
    actor: Actor, item_id: int, version: int, moment: dt.datetime | None
) -> Item:
    """Set by when the review should be done (aware; None: no deadline).

    Raises as :mod:`cms.content.service` says; a time that has passed is refused.
    """
    with transaction():
        try:
            item = load_for(actor, item_id, version, access.WRITE)
        except Forbidden:
            item = load_for(actor, item_id, version, access.PUBLISH)
        if moment == item.due_at:
            return item
        if moment is not None and moment <= utcnow():
            message = _("This time has passed; choose a later one.")
            raise Refused([Problem(message, "due_at")])
        item.due_at = moment
        record_step(actor, item, "deadline", moment.isoformat() if moment else "")
    return item


def after_working_days(start: dt.datetime, days: int, zone: dt.tzinfo) -> dt.datetime:
    """Return the same time of day ``days`` working days after ``start`` in ``zone``.

    Saturdays and Sundays do not count; nobody need review at the weekend.
    """
    local, left = start.astimezone(zone), days
    while left:
        local += dt.timedelta(days=1)
        left -= local.weekday() < SATURDAY
    return local


def is_overdue(item: Item, now: dt.datetime | None = None) -> bool:
    """Tell whether the review of ``item`` should have been done already."""
    waits = item.stage == SUBMITTED and item.due_at is not None
    return waits and item.due_at is not None and item.due_at <= (now or utcnow())
