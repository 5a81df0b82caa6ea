"""Who has an item open now: reported by the open pages, expired when they stop.

Each open page says every few seconds that it is there. Most of these visits
only read; a row is written when a page opens, when the person goes to another
field, and every few seconds so that the page does not count as gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from cms.accounts.models import User
from cms.actors import Actor
from cms.content.spine import locks
from cms.database.base import utcnow
from cms.database.transaction import transaction, write_transaction
from cms.extensions import db
from cms.features.presence.models import Presence


GONE_AFTER = dt.timedelta(seconds=15)
WRITTEN_EVERY = dt.timedelta(seconds=5)


@dataclass(frozen=True)
class PresentPerson:
    """Somebody else on the same item, or oneself in another tab (``me``)."""

    user_id: int
    name: str
    field: str
    since: dt.datetime
    me: bool

    @property
    def initials(self) -> str:
        """The first letters of the last two words of the name."""
        return "".join(word[0] for word in self.name.split()[-2:])


def visit(
    actor: Actor, item_id: int, token: str, field: str, now: dt.datetime | None = None
) -> None:
    """Write down that ``actor`` has the item open in the page called ``token``.

    A token that is somebody else's is left alone. The caller has checked that
    the actor may see the item.
    """
    moment = now or utcnow()
    with transaction() as session:
        row = session.get(Presence, (item_id, token))
        if row is None:
            row = Presence(item_id=item_id, token=token, user_id=actor.id, field=field)
            row.since = row.seen_at = moment
            session.add(row)
        elif row.user_id == actor.id and (
            row.field != field or row.seen_at < moment - WRITTEN_EVERY
        ):
            row.field, row.seen_at = field, moment
        locks.seen(actor, item_id, moment)


def leave(actor: Actor, item_id: int, token: str) -> None:
    """Delete the presence of a page that is being closed."""
    with transaction() as session:
        session.execute(
            delete(Presence).where(
                Presence.item_id == item_id,
                Presence.token == token,
                Presence.user_id == actor.id,
            )
        )


def people_present(
    actor: Actor, item_id: int, token: str = "", now: dt.datetime | None = None
) -> list[PresentPerson]:
    """Return who else has the item open: each person once, the first to come first.

    Of somebody's several pages the one with a field counts. The actor is
    among them when another page of theirs is open.
    """
    query = (
        select(Presence, User.name)
        .join(User, User.id == Presence.user_id)
        .where(
            Presence.item_id == item_id,
            Presence.token != token,
            Presence.seen_at > (now or utcnow()) - GONE_AFTER,
        )
        .order_by(Presence.since, Presence.token)
    )
    return _once(actor, db.session.execute(query))


def _once(actor: Actor, rows: Iterable[Any]) -> list[PresentPerson]:
    found: dict[int, PresentPerson] = {}
    for row, name in rows:
        known = found.get(row.user_id)
        if known is None or (row.field and not known.field):
            since = known.since if known else row.since
            mine = row.user_id == actor.id
            found[row.user_id] = PresentPerson(
                row.user_id, name, row.field, since, mine
            )
    return list(found.values())


def sweep(now: dt.datetime | None = None) -> None:
    """Remove the rows of pages that have been gone for a while."""
    limit = (now or utcnow()) - 4 * GONE_AFTER
    with write_transaction() as connection:
        connection.execute(delete(Presence).where(Presence.seen_at < limit))
