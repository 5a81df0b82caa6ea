"""What may not stand in the directory: reversed lifetimes, loops in the trees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from cms import (
    ANONYMOUS,
    Item,
    ItemRelation,
    Problem,
    db,
    items_by_id,
    text,
    visible,
)
from cms_directory.names import ORGANISATION, PERSON
from cms_directory.queries import closed_organisations, today


TREES = ("parent", "successor", "superior_commission")


def check_record(item: Item, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what stands against a record of the directory going live."""
    if item.type == ORGANISATION:
        yield from check_organisation(item, data)
    elif item.type == PERSON:
        yield from check_positions(data)


def check_organisation(item: Item, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield reversed lifetimes and places in a tree that would make a loop."""
    if reversed_days(data.get("valid_from"), data.get("valid_to")):
        yield Problem(_("The last day lies before the first."), field="valid_to")
    for name in TREES:
        if data.get(name) and leads_to(name, data[name], item.id):
            yield Problem(
                _("This would make the organisation its own ancestor."), field=name
            )


def check_positions(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield positions that end before they begin."""
    for row in data.get("positions") or []:
        if reversed_days(row.get("valid_from"), row.get("valid_to")):
            yield Problem(
                _(
                    "The position “%(title)s” ends before it begins.",
                    title=row.get("title") or "",
                ),
                field="positions",
            )


def reversed_days(first: str | None, last: str | None) -> bool:
    """Tell whether two ISO days stand in the wrong order; unknown ones never do."""
    return bool(first and last and last < first)


def check_lifetimes(
    day: str | None, named: Mapping[str, Iterable[int | None]]
) -> Iterator[Problem]:
    """Yield organisations that had ceased to exist on the day of a record.

    ``day`` is an ISO day, None for today; ``named`` has the ids of
    organisations by the field that names them.
    """
    when = dt.date.fromisoformat(day) if day else today()
    for field, ids in named.items():
        closed = closed_organisations(ids, when)
        # Only what everybody may know is named: a check speaks to anybody.
        names = items_by_id(closed, visible(ANONYMOUS, archived=True))
        for number, last in closed.items():
            name = names[number].title if number in names else f"#{number}"
            yield Problem(
                _(
                    "“%(name)s” existed until %(last)s only; choose its successor.",
                    name=name,
                    last=text.format_date_short(last),
                ),
                field=field,
            )


def edges(relation: str) -> dict[int, int]:
    """Return every organisation's parent or successor, by id."""
    query = (
        select(ItemRelation.source_id, ItemRelation.target_id)
        .join(Item, Item.id == ItemRelation.source_id)
        .where(Item.type == ORGANISATION, ItemRelation.relation == relation)
    )
    return dict(db.session.execute(query).all())


def leads_to(relation: str, start: int, goal: int | None) -> bool:
    """Tell whether following ``relation`` from ``start`` comes to ``goal``."""
    steps = edges(relation)
    seen: set[int] = set()
    here: int | None = start
    while here is not None and here not in seen:
        if here == goal:
            return True
        seen.add(here)
        here = steps.get(here)
    return False


def loops(relation: str) -> Iterable[str]:
    """Return a sentence for each organisation that a chain leads back to."""
    steps = edges(relation)
    return [
        f"Organisation {source} follows itself through “{relation}”."
        for source in sorted(steps)
        if leads_to(relation, steps[source], source)
    ]


def organisation_loops() -> list[str]:
    """Return every loop in the trees of organisations, in words."""
    return [sentence for relation in TREES for sentence in loops(relation)]
