"""Rules of the procedure that an inspection must meet before it goes live."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from cms_directory import check_lifetimes, has_left
from flask_babel import gettext as _
from sqlalchemy import select

from cms import Actor, Item, Problem, db, live_revision
from cms_inspections import INSPECTION
from cms_inspections.choices import FORMS_FOR
from cms_inspections.extensions import find_moved_deadline
from cms_inspections.models import Inspection
from cms_inspections.queries import documents_elsewhere, programme_years
from cms_inspections.workflow import find_broken_state, find_refusals


LOOKED_AT = frozenset({"submit", "approve", "schedule", "publish", "correct"})
# A writer may ask for a move that somebody else will make.
ASKED_FOR = "submit"
BROUGHT_IN = "import"


def check_inspection(
    item: Item, data: Mapping[str, Any], transition: str, actor: Actor
) -> Iterator[Problem]:
    """Yield what stands against an inspection.

    An archive brings in versions that were live elsewhere: only what its state
    says of itself is asked of these.
    """
    if item.type != INSPECTION:
        return
    if transition == BROUGHT_IN:
        yield from find_broken_state(data)
    if transition not in LOOKED_AT:
        return
    live = live_revision(item.id)
    before = live.data if live is not None else None
    mover = None if transition == ASKED_FOR else actor
    yield from find_refusals(before, data, mover)
    yield from find_moved_deadline(before, data)
    yield from check_code(item, data)
    yield from check_dates(data)
    yield from check_bodies(data)
    yield from check_numbers(item, data, actor)
    yield from check_programme(data)
    yield from check_discipline(data)
    yield from check_restraint(data)


def check_code(item: Item, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a code that another inspection has."""
    query = select(Item.id).join(Inspection, Inspection.item_id == Item.id)
    query = query.where(Inspection.code == data.get("code"), Item.id != item.id)
    if data.get("code") and db.session.scalar(query.limit(1)) is not None:
        yield Problem(_("Another inspection has this code."), field="code")


def check_dates(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield periods that end before they begin."""
    for first, last in (
        ("planned_start", "planned_end"),
        ("actual_start", "actual_end"),
        ("checkpoint_from", "checkpoint_to"),
        ("planned_end", "extended_to"),
    ):
        if data.get(first) and data.get(last) and data[last] < data[first]:
            yield Problem(_("The last day lies before the first."), field=last)


def check_bodies(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield bodies that did not exist then, and a head of the team without a post."""
    first = data.get("actual_start") or data.get("planned_start")
    subjects = [row.get("organisation_id") for row in data.get("subjects") or []]
    yield from check_lifetimes(
        first, {"owner": [data.get("owner")], "subjects": subjects}
    )
    lead = data.get("team_lead")
    if lead and first and has_left(lead, dt.date.fromisoformat(first)):
        message = _(
            "Every post of the head of the team that is known ends before the work "
            "begins: choose somebody else, or correct the posts."
        )
        yield Problem(message, "team_lead", block=False)


def check_numbers(
    item: Item, data: Mapping[str, Any], actor: Actor
) -> Iterator[Problem]:
    """Yield numbers of documents that stand twice, here or in another inspection."""
    rows = [row for row in data.get("documents") or [] if row.get("number")]
    numbers = [row["number"] for row in rows]
    if double := sorted({one for one in numbers if numbers.count(one) > 1}):
        message = _(
            "Two documents have the number %(number)s.", number=", ".join(double)
        )
        yield Problem(message, "documents")
    dated = [(row["number"], row["date"]) for row in rows if row.get("date")]
    for number, code in documents_elsewhere(item.id, dated, actor):
        message = _(
            "The document %(number)s of the same day stands in %(code)s, too.",
            number=number,
            code=code,
        )
        yield Problem(message, "documents", block=False)


def check_programme(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a planned time outside of the years of the programme."""
    years = programme_years(data.get("programme"))
    for name in ("planned_start", "planned_end"):
        if years and data.get(name) and int(data[name][:4]) not in years:
            message = _(
                "The programme is for %(years)s.",
                years=str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}",
            )
            yield Problem(message, name, block=False)


def check_discipline(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield forms of discipline that the rules do not know for their subject."""
    for row in data.get("discipline") or []:
        allowed = FORMS_FOR.get(row.get("target") or "", ())
        if row.get("form") and row["form"] not in allowed:
            yield Problem(
                _("This form of discipline does not exist for this subject."),
                field="discipline",
            )


def check_restraint(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a public inspection without result, and a member shown by name only."""
    if data.get("visibility") != "public":
        return
    if data.get("confidential"):
        yield Problem(_("A confidential inspection is not public."), field="visibility")
    if not data.get("conclusion"):
        yield Problem(
            _("No result is announced yet; should readers see this already?"),
            field="visibility",
            block=False,
        )
    for row in data.get("subjects") or []:
        if row.get("kind") == "dang_vien" and not row.get("label"):
            yield Problem(
                _("Describe members by their function: readers see no names."),
                field="subjects",
            )
