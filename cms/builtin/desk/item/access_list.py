"""What the edit page shows of who may read a limited item."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import request
from flask_babel import lazy_gettext as _l

from cms.accounts.current import current_user
from cms.builtin.desk.item.reader_service import (
    LONGEST_REASON,
    reader_organisations,
    readers,
)
from cms.builtin.desk.picker import picker_option
from cms.builtin.desk.queries import authors
from cms.content.fields.forms import SnapshotForm
from cms.content.fields.references import Link
from cms.content.fields.texts import Text
from cms.content.spine import access
from cms.content.spine.affiliations import types_of
from cms.content.spine.models import Item
from cms.content.spine.queries import items_by_id


# The item's own form stands on the same page and may have a field of this name.
PREFIX = "readers-"


class ReadersForm(SnapshotForm):
    """Whole organisations that may read an item, and why."""

    organisations = Link(
        _l("Organisations whose people may all read this"), targets=(), many=True
    )
    reason = Text(
        _l("Why these organisations may read it"),
        max=LONGEST_REASON,
        hint=_l("Recorded in the audit log; readers do not see it."),
    )


@dataclass(frozen=True)
class AccessList:
    """The choice of readers: accounts, organisations, and how many are not shown.

    ``hidden`` are organisations that stand in the list and that the viewer may
    not see: they stay.
    """

    chosen: Collection[int]
    people: list[tuple[int, str]]
    form: ReadersForm | None
    hidden: frozenset[int]


def posted_readers() -> ReadersForm:
    """Return the form of organisations with what was posted."""
    return ReadersForm(request.form, prefix=PREFIX)


def access_list_of(
    item: Item, form: ReadersForm | None = None, chosen: Collection[int] | None = None
) -> AccessList | None:
    """Return who may read a limited item.

    ``form`` and ``chosen`` (ids of accounts) are what was posted wrong.
    """
    if item.visibility != "limited":
        return None
    stored = reader_organisations(item.id)
    reason = next(iter(stored.values()), "")
    data = {"organisations": list(stored), "reason": reason}
    shown = form or ReadersForm(data=data, prefix=PREFIX)
    names = seen_organisations([*stored, *shown.organisations.ids])
    field = shown.organisations
    field.targets = types_of("organisation")
    field.data = [key for key in field.ids if key in names]
    field.chosen = [picker_option(names[key]) for key in field.ids]
    return AccessList(
        chosen={one.id for one in readers(item.id)} if chosen is None else chosen,
        people=authors(),
        form=shown if field.targets else None,
        # Said by number to those who may change this very list: they would else
        # believe that they see all who may read.
        hidden=frozenset(set(stored) - set(names)),
    )


def seen_organisations(ids: Collection[int]) -> dict[int, Item]:
    """Return those of ``ids`` that the viewer may see, by id."""
    may_see = access.known_to(current_user)
    return items_by_id(ids, may_see)
