"""Three versions of a form make one: what each side changed is kept, field by field.

A page carries for each field the *mark* of the value that it was loaded with.
A mark is enough to tell which side has changed a field; the old value itself
is not needed, for a field that both changed is not merged but shown to a person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cms.accounts.models import User
from cms.content.spine.models import Item
from cms.content.spine.queries import history
from cms.errors import Conflict
from cms.extensions import db


LENGTH = 16
# So far back one looks for who has changed a field.
REVISIONS = 20


@dataclass(frozen=True)
class Merged:
    """What came of a merge.

    ``values`` is one value for each field; a field in ``conflicts`` has the
    stored one there. ``taken`` are the fields that only others have changed.
    """

    values: dict[str, Any] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


class FieldConflict(Conflict):
    """Two people have changed the same fields differently: ``fields`` names them."""

    def __init__(self, message: str, current: Any, fields: Mapping[str, str]) -> None:
        super().__init__(message, current)
        self.fields = dict(fields)


def mark(value: Any) -> str:
    """Return a short text that equal JSON values share and different ones do not."""
    plain = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:LENGTH]


def marks(snapshot: Mapping[str, Any]) -> dict[str, str]:
    """Return the mark of every field of a snapshot."""
    return {name: mark(value) for name, value in snapshot.items()}


def merge(
    base: Mapping[str, str], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Merged:
    """Merge ``mine`` into ``theirs``; ``base`` has the marks both began from.

    A field without a mark counts as changed by both. Fields that are only in
    ``theirs`` stay as they are.
    """
    merged = Merged(values=dict(theirs))
    for name, value in mine.items():
        own, other = mark(value), mark(theirs.get(name))
        if own == other:
            continue
        before = base.get(name)
        if before == other:
            merged.values[name] = value
        elif before == own:
            merged.taken.append(name)
        else:
            merged.conflicts.append(name)
    return merged


def changed_by(item: Item, names: Iterable[str]) -> dict[str, str]:
    """Return who gave each field its present value, by name; "" when not known."""
    wanted, found = set(names), dict.fromkeys(names, 0)
    kept = history(item.id)[:REVISIONS] if wanted else []
    now = dict(kept[0].data) if kept else {}
    # One more than there are revisions: nothing comes before the first.
    for newer, older in zip(kept, [*kept[1:], None], strict=False):
        for name in list(wanted):
            if older is None or older.data.get(name) != now.get(name):
                found[name] = newer.edited_by_id or 0
                wanted.discard(name)
    return {name: _name(user_id) for name, user_id in found.items()}


def _name(user_id: int) -> str:
    user = db.session.get(User, user_id) if user_id else None
    return user.name if user is not None else ""
