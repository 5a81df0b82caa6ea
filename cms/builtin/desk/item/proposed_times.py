"""The choices by which an author proposes when an item should go live."""

from __future__ import annotations

import datetime as dt

from flask import request
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.builtin.desk.relative_times import when_words
from cms.content import service
from cms.content.fields.measures import parse_instant
from cms.content.publishing.proposed_times import next_morning
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.errors import Problem, Refused
from cms.i18n import site_zone


OTHER = "other"


def proposal_choices(item: Item) -> list[tuple[str, str, bool]]:
    """Return the choices as (value, words, chosen): at once, tomorrow morning, the given one."""
    morning = next_morning(site_zone()).astimezone(dt.UTC)
    chosen = item.proposed_at
    moments = [morning]
    if chosen is not None and chosen != morning:
        moments.append(chosen)
    choices = [("", _("Once it is approved"), chosen is None)]
    choices += [(one.isoformat(), when_words(one), one == chosen) for one in moments]
    return choices


def proposed_in_future(item: Item) -> dt.datetime | None:
    """Return the proposed time while it can still be kept."""
    if item.proposed_at is None or item.proposed_at <= utcnow():
        return None
    return item.proposed_at


def save_proposal(item: Item, version: int | None) -> Item:
    """Store the choice that came with a form; return the item as it is then.

    A form without a choice changes nothing. Raises Refused when the time typed
    cannot be read or has passed.
    """
    choice = request.form.get("proposed")
    if choice is None:
        return item
    typed = request.form.get("proposed_other", "") if choice == OTHER else choice
    try:
        moment = parse_instant(typed)
    except ValueError as error:
        raise Refused([Problem(str(error), "proposed")]) from error
    if choice != OTHER and moment is not None and moment <= utcnow():
        return item  # a page left open over night still holds yesterday's choice
    return service.propose(current_user, item.id, version, moment)
