"""Writing an audit entry inside the caller's transaction.

Each entry's seal is SHA-256 over the seal before it and the entry's own
content. The chain has one end, so entries are written one after the other
under a lock: without it two writers would continue the same link.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from flask import has_request_context, request
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from cms.actors import Identity
from cms.audit.models import AuditEntry
from cms.audit.registry import ACTIONS
from cms.database.base import utcnow
from cms.extensions import db


FIRST_SEAL = "0" * 64
# Any fixed number: the name of the lock among PostgreSQL's advisory locks.
_LOCK = 7_340_501


# Columns that came later: an entry without them has the seal that it always had.
LATER = ("request_id", "before", "after")
#: Functions that know values of :data:`LATER`, asked for every entry.
FACTS: list[Callable[[Session], Mapping[str, str]]] = []


def record(
    action: str,
    *,
    actor: Identity | None,
    item_id: int | None = None,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to the current transaction: it holds if the act holds.

    ``action`` is ``<room>.<verb>`` ("item.publish") and declared with its words
    (:func:`cms.audit.declare`), ``actor`` a user or one of SYSTEM and
    ANONYMOUS, ``subject`` what a person calls the thing, ``detail`` further
    JSON values (never secrets or contents).
    """
    if action not in ACTIONS:
        warnings.warn(
            f"The action '{action}' has no words; declare them where it is recorded.",
            stacklevel=2,
        )
    session = db.session()
    session.flush()
    later = dict.fromkeys(LATER, "")
    for facts in FACTS:
        later.update(facts(session))
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    values = {
        "at": utcnow(),
        "action": action,
        "actor_id": getattr(actor, "id", None),
        "actor_name": _name(actor),
        "item_id": item_id,
        "subject": str(subject)[:500],
        "detail": dict(detail or {}),
        "address": (request.remote_addr or "") if has_request_context() else "",
        **later,
    }
    values["seal"] = seal_of(_last_seal(session), values)
    session.execute(insert(AuditEntry).values(**values))


def _last_seal(session: Session) -> str:
    latest = select(AuditEntry.seal).order_by(AuditEntry.id.desc()).limit(1)
    return session.scalar(latest) or FIRST_SEAL


def _name(actor: Identity | None) -> str:
    """Return what the entry calls the actor, even after the account has gone."""
    name = getattr(actor, "username", None) or getattr(actor, "name", None)
    return str(name or "")[:200]


def seal_of(before: str, values: Mapping[str, Any]) -> str:
    """Return the hash of one entry, chained to the seal before it."""
    at: dt.datetime = values["at"]
    content = {
        "at": at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "action": values["action"],
        "actor_id": values["actor_id"],
        "actor_name": values["actor_name"],
        "item_id": values["item_id"],
        "subject": values["subject"],
        "detail": values["detail"],
        "address": values["address"],
    }
    content |= {name: values[name] for name in LATER if values.get(name)}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
