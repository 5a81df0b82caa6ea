"""Facets of a search: by kind, section and year, each with how many it would find."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from cms.content.spine.models import Item
from cms.extensions import db
from cms.i18n import site_zone
from cms.search.find import newest_hits


@dataclass(frozen=True)
class Hit:
    """What facets count of an item that was found."""

    type: str
    section_id: int | None
    sort_date: dt.datetime


@dataclass(frozen=True)
class Choice:
    """One value of a facet; ``args`` is the query that chooses it, or takes it back."""

    label: Any
    count: int
    args: Mapping[str, Any]
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A question with its values, the most frequent first, years the newest first."""

    name: str
    label: Any
    choices: list[Choice]


def find_hits(words: str, criterion: ColumnElement[bool]) -> list[Hit]:
    """Return the newest items that words find and the criterion lets through."""
    columns = (Item.type, Item.section_id, Item.sort_date)
    rows = db.session.execute(newest_hits(words, criterion, *columns))
    return [Hit(*row) for row in rows]


def count_facets(
    hits: Iterable[Hit],
    questions: Iterable[tuple[str, Any, Mapping[Any, Any] | None]],
    chosen: Mapping[str, Any],
    args: Mapping[str, Any],
) -> list[Facet]:
    """Return the facets of hits that were found without any of them.

    ``questions`` are names in the query ("loai", "muc", "nam"), labels, and the labels
    of their values; None for a value that is its own. What is ``chosen`` (by name)
    narrows the other facets, not its own. ``args`` is the rest of the query. A facet
    with one value that is not chosen asks nothing and is left out.
    """
    zone = site_zone()
    values: dict[str, Callable[[Hit], Any]] = {
        "loai": lambda hit: hit.type,
        "muc": lambda hit: hit.section_id,
        "nam": lambda hit: hit.sort_date.astimezone(zone).year,
    }
    rows = [{name: value(hit) for name, value in values.items()} for hit in hits]
    facets = []
    for name, label, labels in questions:
        others = {key: one for key, one in chosen.items() if one and key != name}
        counts = Counter(
            row[name]
            for row in rows
            if row[name] is not None
            and all(row[key] == one for key, one in others.items())
        )
        if len(counts) < 2 and not chosen.get(name):
            continue
        order = sorted(
            counts.items(),
            key=lambda one: (-one[0] if labels is None else -one[1], str(one[0])),
        )
        kept = {**args, **others}
        choices = [
            Choice(
                value if labels is None else labels[value],
                count,
                kept if value == chosen.get(name) else {**kept, name: value},
                value == chosen.get(name),
            )
            for value, count in order
            if labels is None or value in labels
        ]
        facets.append(Facet(name, label, choices))
    return facets
