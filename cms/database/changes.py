"""The stamp of what readers may see, renewed in the transaction that changes it.

Whoever keeps pages compares their stamp with the one in the database. Every write
counts, whoever makes it, unless its table is marked as one that readers never see.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.orm import Session

from cms.extensions import Base


#: In ``info`` of a table: no public page depends on its rows.
UNSEEN: Final = {"cms.unseen": True}
_CHANGED: Final = "cms.changed"
_WRITE: Final = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?"
    r"|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|COPY|MERGE\s+INTO)\s+(?:ONLY\s+)?\"?(\w+)",
    re.IGNORECASE,
)
_HIDDEN_WRITE: Final = re.compile(
    r"\s*(?:WITH|EXPLAIN|CALL|DO)\b.*?\b(?:INSERT|UPDATE|DELETE|MERGE|CALL|DO)\b",
    re.IGNORECASE | re.DOTALL,
)
_RENEW: Final = text(
    "INSERT INTO site_state (id, generation, content) VALUES (1, 0, :stamp)"
    " ON CONFLICT (id) DO UPDATE SET content = excluded.content"
)
READ_STAMP: Final = text("SELECT content FROM site_state WHERE id = 1")
_within_draft: ContextVar[bool] = ContextVar("within_draft", default=False)


class Commits:
    """When this process has last committed a change that readers may see."""

    last = float("-inf")  # monotonic seconds


def watch(engine: Engine) -> None:
    """Renew the stamp in every transaction of ``engine`` that changes what is seen."""
    event.listen(engine, "before_cursor_execute", _note)
    event.listen(engine, "begin", _forget)
    event.listen(engine, "rollback", _forget)
    event.listen(engine, "commit", _renew)


@contextmanager
def unseen(session: Session) -> Iterator[None]:
    """Write a draft: what the block flushes is in no public page until it is published."""
    session.flush()
    token = _within_draft.set(True)
    try:
        yield
        session.flush()
    finally:
        _within_draft.reset(token)


def renew(connection: Connection) -> None:
    """Make whatever was kept until now old, in the transaction of ``connection``."""
    connection.execute(_RENEW, {"stamp": new_stamp()})
    Commits.last = time.monotonic()


def new_stamp() -> int:
    """Return a number that no state of the database had before, restored ones included."""
    return secrets.randbits(62) | 1


@lru_cache(maxsize=4096)
def is_seen(statement: str) -> bool:
    """Tell whether a statement changes something on which a public page may depend."""
    found = _WRITE.match(statement)
    if found is None:
        return _HIDDEN_WRITE.match(statement) is not None
    table = Base.metadata.tables.get(found[1])
    return table is None or "cms.unseen" not in table.info


def _note(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    if is_seen(statement) and not _within_draft.get():
        connection.info[_CHANGED] = True


def _forget(connection: Connection) -> None:
    if not connection.invalidated:  # else its notes have gone with it
        connection.info.pop(_CHANGED, None)


def _renew(connection: Connection) -> None:
    if connection.info.pop(_CHANGED, None) and _has_stamp(connection):
        renew(connection)
        connection.info.pop(_CHANGED, None)


def _has_stamp(connection: Connection) -> bool:
    """Tell whether the column is there: a database is also opened to be upgraded."""
    known: bool = connection.engine.__dict__.get("cms_has_stamp", False)
    if not known:
        found = inspect(connection)
        known = found.has_table("site_state") and any(
            column["name"] == "content" for column in found.get_columns("site_state")
        )
        connection.engine.__dict__["cms_has_stamp"] = known
    return known
