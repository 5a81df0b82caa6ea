"""What the job worker does when an item's time has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from cms import audit
from cms.accounts.permissions import SYSTEM
from cms.content.effects import notify_after_commit
from cms.content.publishing.transitions import go_live
from cms.content.revisions.drafts import record_step
from cms.content.revisions.projection import refresh_linking
from cms.content.spine import workflow
from cms.content.spine.models import Item
from cms.content.spine.queries import working_revision
from cms.database.clock import read_clock
from cms.database.transaction import transaction
from cms.extensions import db


audit.declare(
    {
        "item.expire": _l("archived it: it had expired"),
    }
)


def publish_due(now: dt.datetime | None = None) -> int:
    """Publish every scheduled revision whose time has come; return how many.

    One transaction for each item: a worker that dies leaves the others whole,
    and the version column lets only one of two workers publish an item.
    """
    return _each_due(Item.stage == workflow.SCHEDULED, Item.publish_at, now, _publish)


def expire_due(now: dt.datetime | None = None) -> int:
    """Archive every live item whose time is over; return how many.

    Readers lose it from the lists at the very moment, by the query's own
    clock; this only writes down the state.
    """
    return _each_due(Item.status == workflow.PUBLISHED, Item.expires_at, now, _expire)


def _each_due(
    criterion: ColumnElement[bool],
    column: Any,
    now: dt.datetime | None,
    act: Callable[[Item], None],
) -> int:
    now = now or read_clock(db.session())
    query = select(Item.id).where(criterion, column <= now, Item.deleted_at.is_(None))
    ids = list(db.session.scalars(query.order_by(column)))
    db.session.rollback()
    done = 0
    for item_id in ids:
        with transaction() as session:
            item = session.scalar(
                select(Item).where(Item.id == item_id, criterion, column <= now)
            )
            if item is not None:
                act(item)
                done += 1
    return done


def _publish(item: Item) -> None:
    revision = working_revision(item.id)
    go_live(SYSTEM, item)
    record_step(SYSTEM, item, "publish", revision=revision)


def _expire(item: Item) -> None:
    item.status = workflow.ARCHIVED
    refresh_linking(item)
    record_step(SYSTEM, item, "expire", revision=working_revision(item.id))
    notify_after_commit("on_item_archived", item, SYSTEM)
