"""What an entry says besides the act: its request, and hashes of what it changed.

The hashes are SHA-256 over the changed rows as JSON: a list of table, key and
the values that changed, in order. Whoever has the rows of before (a backup, a
revision) can tell whether they are the ones that the entry speaks of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from flask import g, has_request_context
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import PASSIVE_NO_INITIALIZE

from cms.audit.models import AuditEntry
from cms.audit.trail import FACTS


_CHANGED: Final = "cms.audit.changed"
Values = dict[str, Any]
_ENCODER: Final = json.JSONEncoder(default=str, ensure_ascii=False, sort_keys=True)


def install() -> None:
    """Let every entry carry these facts; calling it again changes nothing."""
    if facts in FACTS:
        return
    FACTS.append(facts)
    event.listen(Session, "before_flush", _note)
    event.listen(Session, "after_transaction_end", _forget)


def facts(session: Session) -> Mapping[str, str]:
    """Return request id and hashes for an entry; what changed is counted once."""
    rows: dict[Any, tuple[Any, Values]] = session.info.pop(_CHANGED, {})
    before = [[*key, old] for key, (_row, old) in rows.items() if old]
    after = [
        [*key, _current(row, old)]
        for key, (row, old) in rows.items()
        if row is not None
    ]
    return {
        "request_id": str(g.get("request_id", "")) if has_request_context() else "",
        "before": _hash(before),
        "after": _hash([one for one in after if one[-1]]),
    }


def _note(session: Session, *_arguments: Any) -> None:
    """Remember what rows held before the first change of this transaction."""
    changed = session.info.setdefault(_CHANGED, {})
    for row in session.dirty:
        old = _old(row)
        if old is not None:
            key = _key(row)
            _there, known = changed.get(key, (row, {}))
            changed[key] = (row, {**old, **known})
    for row in session.deleted:
        mapper = inspect(row).mapper
        values = {one.key: row.__dict__.get(one.key) for one in mapper.column_attrs}
        changed[_key(row)] = (None, values)
    for row in session.new:
        if not isinstance(row, AuditEntry):
            changed.setdefault((type(row).__tablename__, f"new-{id(row)}"), (row, {}))


def _forget(session: Session, transaction: SessionTransaction) -> None:
    """Begin anew with the next transaction; the end of a savepoint is no end."""
    if transaction.parent is None:
        session.info.pop(_CHANGED, None)


def _key(row: Any) -> tuple[str, str]:
    state = inspect(row)
    identity = state.identity or ()
    return type(row).__tablename__, ",".join(str(one) for one in identity)


def _old(row: Any) -> Values | None:
    """Return former values of the columns that are about to change; None without any.

    What is not loaded is not asked for: a row is about to be written.
    """
    state = inspect(row)
    columns = state.mapper.column_attrs
    changed = [name for name in state.committed_state if name in columns]
    found, is_changed = {}, False
    for name in changed:
        history = get_history(row, name, PASSIVE_NO_INITIALIZE)
        is_changed = is_changed or history.has_changes()
        if history.added and history.deleted:
            found[name] = history.deleted[0]
    return found if is_changed else None


def _current(row: Any, old: Values) -> Values:
    """Return the present values: of what changed, or of everything of a new row."""
    names = old or {one.key for one in inspect(row).mapper.column_attrs}
    return {name: row.__dict__.get(name) for name in names}


def _hash(rows: list[Any]) -> str:
    if not rows:
        return ""
    # A row that was new has a number by now; without it equal acts have equal hashes.
    plain = [
        [table, "" if key.startswith("new-") else key, values]
        for table, key, values in rows
    ]
    texts = sorted(_ENCODER.encode(one) for one in plain)
    text = f"[{', '.join(texts)}]"
    return hashlib.sha256(text.encode()).hexdigest()
