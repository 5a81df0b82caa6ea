"""Throttling of failed logins by account and by network, by the database's clock."""

from __future__ import annotations

import datetime as dt
import hashlib
from math import ceil
from typing import cast

from sqlalchemy import Connection, Table, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cms.accounts.models import LoginAttempt
from cms.builtin.rates import network_of
from cms.database.clock import database_now, read_clock
from cms.text import lower, nfc


ACCOUNT_FREE = 5
NETWORK_FREE = 20
LONGEST_WAIT = 15 * 60
FORGOTTEN_AFTER = dt.timedelta(hours=1)

TABLE = cast(Table, LoginAttempt.__table__)


def _keys(username: str, address: str | None) -> list[tuple[str, int]]:
    """Return the keys with the number of failures that each lets pass.

    Without an address (None) failures count against the name alone.
    """
    names = [(f"account:{lower(nfc(username))}", ACCOUNT_FREE)]
    if address is not None:
        names.append((f"network:{network_of(address)}", NETWORK_FREE))
    return [(hashlib.sha256(name.encode()).hexdigest(), free) for name, free in names]


def seconds_to_wait(connection: Connection, username: str, address: str | None) -> int:
    """Return how long the next try must wait; 0 when it may be made now."""
    keys = [key for key, _free in _keys(username, address)]
    waits = connection.execute(
        select(TABLE.c.wait_until, database_now().label("now")).where(
            TABLE.c.key.in_(keys), TABLE.c.wait_until > database_now()
        )
    )
    return max(
        (ceil((one.wait_until - one.now).total_seconds()) for one in waits), default=0
    )


def note_failure(connection: Connection, username: str, address: str | None) -> bool:
    """Count a failed login; return whether the account has just begun to wait."""
    began, now = False, read_clock(connection)
    for key, free in _keys(username, address):
        failures = _count(connection, key, now)
        if failures >= free:
            seconds = min(LONGEST_WAIT, 2 ** min(failures - free, 20))
            connection.execute(
                update(TABLE)
                .where(TABLE.c.key == key)
                .values(wait_until=now + dt.timedelta(seconds=seconds))
            )
            began = began or (free == ACCOUNT_FREE and failures == free)
    return began


def _count(connection: Connection, key: str, now: dt.datetime) -> int:
    """Add one failure in a single statement, so that parallel tries all count."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = dialect.insert(TABLE).values(key=key, failures=1, last_at=now)
    counted = row.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "failures": case(
                (TABLE.c.last_at < now - FORGOTTEN_AFTER, 1),
                else_=TABLE.c.failures + 1,
            ),
            "last_at": now,
        },
    ).returning(TABLE.c.failures)
    return int(connection.execute(counted).scalar_one())


def forget_account(connection: Connection, username: str) -> int:
    """Forget the failures of an account after a good login, and return how many.

    The network's stay.
    """
    key, _free = _keys(username, None)[0]
    row = delete(TABLE).where(TABLE.c.key == key).returning(TABLE.c.failures)
    return connection.execute(row).scalar() or 0


def sweep(connection: Connection) -> None:
    """Remove counts that no longer matter."""
    before = read_clock(connection) - 2 * FORGOTTEN_AFTER
    connection.execute(delete(TABLE).where(TABLE.c.last_at < before))
