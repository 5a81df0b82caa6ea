"""When the author of an item would like it to go live: proposed here, decided in review."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from cms.actors import Actor
from cms.content.revisions.drafts import load_for
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Problem, Refused


MORNING = dt.time(8)


def propose(
    actor: Actor, item_id: int, version: int | None, moment: dt.datetime | None
) -> Item:
    """Write down when ``item`` should go live (aware; None: once it is approved).

    Raises as :mod:`cms.content.service` says; a time that has passed is refused.
    """
    with transaction():
        item = load_for(actor, item_id, version, access.WRITE)
        if moment == item.proposed_at:
            return item
        if moment is not None and moment <= utcnow():
            message = _("This time has passed; choose a later one or publish now.")
            raise Refused([Problem(message, "proposed")])
        item.proposed_at = moment
    return item


def next_morning(zone: dt.tzinfo, now: dt.datetime | None = None) -> dt.datetime:
    """Return 8:00 of tomorrow in ``zone``, the time that most news goes out; aware."""
    today = (now or utcnow()).astimezone(zone).date()
    return dt.datetime.combine(today + dt.timedelta(days=1), MORNING, zone)
