"""Rules of the procedure that an inspection must meet before it goes live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cms_directory import check_lifetimes
from flask_babel import gettext as _
from sqlalchemy import select

from cms import Item, Problem, db
from cms_inspections import INSPECTION
from cms_inspections.choices import COMPLETED, FORMS_FOR, LED
from cms_inspections.models import Inspection


LOOKED_AT = frozenset({"submit", "approve", "schedule", "publish"})


def check_inspection(
    item: Item, data: Mapping[str, Any], transition: str
) -> Iterator[Problem]:
    """Yield what stands against an inspection."""
    if item.type != INSPECTION or transition not in LOOKED_AT:
        return
    yield from check_code(item, data)
    yield from check_dates(data)
    first = data.get("actual_start") or data.get("planned_start")
    yield from check_lifetimes(first, {"owner": [data.get("owner")]})
    yield from check_completion(data)
    yield from check_extension(data)
    yield from check_discipline(data)
    yield from check_team(data)
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


def check_completion(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is missing of an inspection that calls itself completed."""
    if data.get("status") != COMPLETED:
        return
    if not (data.get("actual_start") and data.get("actual_end")):
        yield Problem(
            _("Completed work needs its actual start and end."), field="actual_end"
        )
    has_no_result = not (data.get("conclusion") or data.get("merits"))
    if has_no_result and data.get("type") != "gs_thuong_xuyen":
        yield Problem(_("Completed work needs a result."), field="conclusion")
    if data.get("follow_up_due") and not data.get("follow_up_done"):
        yield Problem(
            _("Remedies are still open; the work is being followed up, not completed."),
            field="follow_up_done",
        )


def check_extension(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield an extension that no decision covers."""
    roles = {row.get("role") for row in data.get("documents") or []}
    if data.get("extended_to") and "quyet_dinh_gia_han" not in roles:
        yield Problem(
            _("An extension needs the decision to extend among the documents."),
            field="extended_to",
        )
    if data.get("status") == "huy" and not (data.get("note") or "").strip():
        yield Problem(_("Say in the note why it was cancelled."), field="note")
    if data.get("status") == "chuyen_ky" and not roles:
        yield Problem(
            _("Moving it to another period needs a document."), field="documents"
        )


def check_discipline(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield forms of discipline that the rules do not know for their subject."""
    for row in data.get("discipline") or []:
        allowed = FORMS_FOR.get(row.get("target") or "", ())
        if row.get("form") and row["form"] not in allowed:
            yield Problem(
                _("This form of discipline does not exist for this subject."),
                field="discipline",
            )


def check_team(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield work under way that nobody leads."""
    if data.get("status") in LED and not data.get("team_lead"):
        yield Problem(_("Name the head of the team."), field="team_lead")


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
