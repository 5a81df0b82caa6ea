"""Saving some values of a record from anywhere on the desk, with the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cms.accounts.current import current_user
from cms.builtin.desk import undo
from cms.builtin.desk.lists.bulk import offer
from cms.content import service
from cms.content.revisions.drafts import load_for
from cms.content.spine import access
from cms.database.transaction import transaction


def save_record(item_id: int, values: Mapping[str, Any], version: int) -> None:
    """Save some values of a record as the current user; the next page offers to undo it.

    ``values`` are JSON by the names of the form's fields, ``version`` is that
    of the item which the person saw. Raises NotFound, Forbidden, Conflict and
    Refused as every change does.
    """
    with transaction():
        item = load_for(current_user, item_id, version, access.WRITE)
        with undo.remembered(current_user, item, "save", access.WRITE) as kept:
            service.save(current_user, item_id, values, version)
    offer(kept[0])
