"""The last day of the work: it moves by decision only, and every former one is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from cms import Problem, text
from cms_inspections.requirements import EXTENSION, papers


Data = Mapping[str, Any]


@dataclass(frozen=True)
class Extension:
    """A decision to extend: its number and date, and the day that it sets, if it says."""

    number: str
    date: dt.date
    until: dt.date | None


def extensions_of(data: Data) -> list[Extension]:
    """Return the decisions to extend in the order of their dates."""
    found = [
        Extension(
            row["number"],
            dt.date.fromisoformat(row["date"]),
            dt.date.fromisoformat(row["until"]) if row.get("until") else None,
        )
        for row in papers(data, (EXTENSION,))
    ]
    return sorted(found, key=lambda one: one.date)


def find_moved_deadline(before: Data | None, after: Data) -> Iterator[Problem]:
    """Yield what stands against the deadline that ``after`` gives.

    The planned end stays as it was decided. A new "extended to" needs a decision
    of its own, with number and date; those of earlier extensions stay.
    """
    decided = extensions_of(after)
    extended = after.get("extended_to")
    if extended and not decided:
        message = _(
            "An extension needs the decision to extend among the documents, "
            "with its number and date."
        )
        yield Problem(message, "extended_to")
        return
    days = [one.until.isoformat() for one in decided if one.until]
    if days and extended != max(days):
        message = _(
            "The last decision to extend names another day: %(day)s.",
            day=_shown(max(days)),
        )
        yield Problem(message, "extended_to")
    if before is not None:
        yield from _find_moved(before, after)


def _find_moved(before: Data, after: Data) -> Iterator[Problem]:
    planned = before.get("planned_end")
    if planned and after.get("planned_end") != planned:
        message = _(
            "The planned end stays %(day)s as it was decided. Write the new day into "
            "“Extended to” and add the decision to extend.",
            day=_shown(planned),
        )
        yield Problem(message, "planned_end")
    numbers = {one.number for one in extensions_of(after)}
    former = {one.number for one in extensions_of(before)}
    if gone := sorted(former - numbers):
        message = _(
            "The decision %(number)s has extended the deadline: it stays here.",
            number=", ".join(gone),
        )
        yield Problem(message, "documents")
    if not before.get("extended_to") or after.get("extended_to") == before.get(
        "extended_to"
    ):
        return
    if not after.get("extended_to"):
        message = _("The deadline was extended by decision: it stays.")
        yield Problem(message, "extended_to")
    elif not numbers - former:
        message = _(
            "A new deadline needs a decision of its own: add it to the documents, "
            "with its number and date."
        )
        yield Problem(message, "extended_to")


def _shown(day: str) -> str:
    return text.format_date_short(dt.date.fromisoformat(day))
