"""Locks of items: who holds one, why, since when, and how it ends.

A lock keeps everybody else from changing the item in any way: each change of
one item goes through :func:`cms.content.revisions.drafts.load_for`, one of all
that name something through the desk's bulk edit, and both ask
:func:`refuse_others`. Two things still happen. A publication that was
approved and scheduled goes out on time: the lock guards the text against
changes, and that text was decided upon; when its holder changes it, it waits
for review anew anyway. And what expires leaves the lists, by the clock.

A lock ends when it is released, when its holder sends the item to review or
deletes it, when somebody with the right to publish takes it over, and when
its holder has not been on the page for eight hours.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import delete, select, update

from cms import audit
from cms.accounts.models import User
from cms.actors import Actor
from cms.content.spine import access
from cms.content.spine.models import Item, ItemLock
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Forbidden, NotFound, Problem, Refused
from cms.extensions import db


audit.declare(
    {
        "item.lock": _l("locked it"),
        "item.unlock": _l("unlocked it"),
        "item.take_over": _l("took over the lock"),
    }
)


AWAY = dt.timedelta(hours=8)
# The holder's last visit is written down this often, not at each question.
NOTED_EVERY = dt.timedelta(minutes=1)
LONGEST_REASON = 300


@dataclass(frozen=True)
class Held:
    """A lock that holds now: whose, why, since when (aware)."""

    user_id: int
    name: str
    reason: str
    since: dt.datetime


def held(item_id: int, now: dt.datetime | None = None) -> Held | None:
    """Return who holds the item, if anybody does and has not been away too long."""
    query = (
        select(ItemLock, User.name)
        .join(User, User.id == ItemLock.user_id)
        .where(ItemLock.item_id == item_id, ItemLock.seen_at > (now or utcnow()) - AWAY)
    )
    row = db.session.execute(query).first()
    if row is None:
        return None
    lock, name = row
    return Held(lock.user_id, name, lock.reason, lock.taken_at)


def refuse_others(actor: Actor, item: Item, *, among: bool = False) -> None:
    """Raise Refused, naming the holder, when somebody else holds ``item``.

    The item is named, too, when it is one ``among`` several.
    """
    lock = held(item.id)
    if lock is None or lock.user_id == actor.id:
        return
    message = _(
        "%(name)s has locked this; it can be edited once it is unlocked.",
        name=lock.name,
    )
    if lock.reason:
        message = f"{message} {_('Reason: %(reason)s', reason=lock.reason)}"
    if among:
        message = f"“{item.title or _('Untitled')}”: {message}"
    raise Refused([Problem(message)])


def take(actor: Actor, item_id: int, reason: str = "") -> None:
    """Lock an item for ``actor``; Refused when somebody else holds it already."""
    with transaction():
        item = _load(actor, item_id, access.WRITE)
        refuse_others(actor, item)
        _give(actor, item, reason)
        _note(actor, item, "lock", reason)


def release(actor: Actor, item_id: int) -> None:
    """End the actor's own lock; one that is gone already is no mistake."""
    with transaction():
        item = _load(actor, item_id, access.WRITE)
        lock = held(item.id)
        if lock is None:
            return
        refuse_others(actor, item)
        drop(item)
        _note(actor, item, "unlock")


def take_over(actor: Actor, item_id: int, reason: str = "") -> None:
    """Give somebody else's lock to ``actor``, who must have the right to publish."""
    with transaction():
        item = _load(actor, item_id, access.PUBLISH)
        lock = held(item.id)
        _give(actor, item, reason)
        _note(actor, item, "take_over", lock.name if lock else "")


def drop(item: Item) -> None:
    """Delete the lock of ``item``, if any; part of a transaction."""
    db.session.execute(delete(ItemLock).where(ItemLock.item_id == item.id))


def seen(actor: Actor, item_id: int, now: dt.datetime | None = None) -> None:
    """Write down that the holder is at work, as part of a transaction; now and then."""
    moment = now or utcnow()
    db.session.execute(
        update(ItemLock)
        .where(
            ItemLock.item_id == item_id,
            ItemLock.user_id == actor.id,
            ItemLock.seen_at < moment - NOTED_EVERY,
            ItemLock.seen_at > moment - AWAY,
        )
        .values(seen_at=moment)
    )


def _load(actor: Actor, item_id: int, right: str) -> Item:
    query = select(Item).where(Item.id == item_id, access.editable(actor))
    item = db.session.scalar(query)
    if item is None or item.deleted_at is not None:
        raise NotFound(f"No item {item_id}.")
    if not access.can(actor, right, item):
        raise Forbidden(_("You may not do this here."))
    return item


def _give(actor: Actor, item: Item, reason: str) -> None:
    drop(item)
    words = " ".join(reason.split())[:LONGEST_REASON]
    db.session.add(ItemLock(item_id=item.id, user_id=actor.id, reason=words))
    db.session.flush()


def _note(actor: Actor, item: Item, name: str, words: str = "") -> None:
    audit.record(
        f"item.{name}",
        actor=actor,
        item_id=item.id,
        subject=item.title,
        detail={"note": words} if words else None,
    )
