"""Three-way merge of snapshots, field by field.

A page carries for each field the *mark* of the value that it was loaded with.
A mark is enough to tell which side has changed a field; the old value itself
is not needed, for a field that both changed is not merged but shown to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cms.accounts.models import User
from cms.content.fields.base import ContentField
from cms.content.revisions.snapshot import blank_form
from cms.content.spine.models import Item
from cms.content.spine.queries import history
from cms.contributions import ContentType
from cms.errors import Conflict
from cms.extensions import db


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


def merge(
    content_type: ContentType,
    base: Mapping[str, str],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
) -> Merged:
    """Return the merge of ``mine`` and ``theirs``; ``base`` has the marks of their common base.

    A field without a mark counts as changed by both. Fields that are only in
    ``theirs`` stay as they are. Rows of one list merge one by one.
    """
    merged = Merged(values=dict(theirs))
    form = blank_form(content_type)
    for name, value in mine.items():
        field_ = form[name] if name in form else ContentField()
        one = field_.merged(name, base, value, theirs.get(name))
        merged.values[name] = one.value
        if one.conflicts:
            merged.conflicts.append(name)
        elif one.taken:
            merged.taken.append(name)
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
