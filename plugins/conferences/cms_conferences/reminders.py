"""Reminders of directives: before the due day and after it, once each, on working days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import exists, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from cms import (
    SYSTEM,
    Item,
    Step,
    User,
    affiliations,
    apply_effects,
    can,
    db,
    person_of,
    site_zone,
    text,
    transaction,
    utcnow,
)
from cms_conferences.models import Directive, Reminder
from cms_conferences.settings import conferences_settings


REMIND_JOB = "conferences.remind"
DUE, OVERDUE = "conferences.directive_due", "conferences.directive_overdue"
KINDS = {DUE: "due", OVERDUE: "overdue"}
MORNING = dt.time(7)
#: What has been late for longer when a site begins to remind would only be noise.
FRESH = dt.timedelta(days=30)

#: The ids of accounts by the id of the organisation or person that they act for.
Owners = Mapping[int, list[int]]


def remind(at: str | None = None) -> None:
    """Remind of what is due soon or has just become overdue; safe to run again.

    Nobody is reminded before seven in the morning of a working day. ``at`` is an
    aware instant as ISO text; None is now.
    """
    now = dt.datetime.fromisoformat(at) if at else utcnow()
    local = now.astimezone(site_zone())
    settings = conferences_settings()
    if local.time() < MORNING or not settings.is_working_day(local.date()):
        return
    day = local.date()
    waiting = [(OVERDUE, one) for one in _unsent(OVERDUE, day - FRESH, day)]
    if settings.remind_before:
        after = settings.after_working_days(day, settings.remind_before)
        after += dt.timedelta(days=1)
        waiting += [(DUE, one) for one in _unsent(DUE, day, after)]
    owners = _owners(day) if waiting else {}
    db.session.rollback()
    for kind, item_id in waiting:
        _remind_once(kind, item_id, owners)


def _unsent(kind: str, first: dt.date, before: dt.date) -> list[int]:
    """Return the ids of open live directives due in these days and not reminded of."""
    conference = aliased(Item)
    sent = exists().where(
        Reminder.item_id == Directive.item_id,
        Reminder.kind == KINDS[kind],
        Reminder.due == Directive.due,
    )
    query = (
        select(Directive.item_id)
        .join(Item, Item.id == Directive.item_id)
        .join(conference, conference.id == Item.parent_id)
        .where(Directive.is_open == true())
        .where(Directive.due_order >= first, Directive.due_order < before)
        .where(Item.status == "published", Item.deleted_at.is_(None))
        .where(conference.status == "published", conference.deleted_at.is_(None))
        .where(~sent)
        .order_by(Directive.due_order, Directive.item_id)
    )
    return list(db.session.scalars(query))


def _owners(day: dt.date) -> Owners:
    """Return whom to remind of what a person or an organisation must carry out."""
    found: dict[int, list[int]] = defaultdict(list)
    query = select(User).where(User.active.is_(True)).order_by(User.id)
    for user in db.session.scalars(query).all():
        person = person_of(user)
        own = {person.id} if person is not None else set()
        for number in own | affiliations(user, day):
            found[number].append(user.id)
    return found


def _remind_once(kind: str, item_id: int, owners: Owners) -> None:
    """Write that a reminder went out together with its notices, or nothing at all.

    Another worker that does the same meets the row of the first.
    """
    try:
        with transaction() as session:
            row = session.get(Directive, item_id)
            if row is None or not row.is_open or row.due is None:
                return
            session.add(Reminder(item_id=item_id, kind=KINDS[kind], due=row.due))
            session.flush()
            ids = {one for key in row.responsible or [] for one in owners.get(key, ())}
            users = [session.get_one(User, one) for one in sorted(ids)]
            audience = {one.id for one in users if can(one, "write", row.item)}
            if kind == OVERDUE and row.item.created_by_id is not None:
                audience.add(row.item.created_by_id)
            words = text.format_date_short(row.due)
            step = Step(kind, row.item, SYSTEM, words=words, audience=audience)
            apply_effects(step)
    except IntegrityError:
        db.session.rollback()
