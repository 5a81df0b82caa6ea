"""The form of one move: inputs for what it needs and nobody has said yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from cms_directory import PERSON
from flask_babel import lazy_gettext as _l

from cms import Problem, RowForm, fields, text
from cms_inspections.choices import CONCLUSIONS, DOCUMENT_ROLES
from cms_inspections.requirements import (
    ANNOUNCEMENTS,
    CHANGE_NOTICES,
    EXTENSION,
    LAUNCHES,
    REQUIREMENTS,
)


#: What a decision to extend needs; no move of states does.
EXTEND: Final = "extension"


def _roles(*wanted: str) -> list[tuple[str, Any]]:
    return [(key, label) for key, label in DOCUMENT_ROLES if key in wanted]


class MoveForm(RowForm):
    """All inputs that moves may need; a page shows some of them."""

    team_lead = fields.Link(_l("Head of the team"), targets=(PERSON,))
    launch_role = fields.Choice(_l("Begins with"), choices=_roles(*LAUNCHES))
    launch_number = fields.Text(_l("Number"), max=60)
    launch_date = fields.Date(_l("Date"))
    actual_start = fields.Date(_l("Actual start"))
    actual_end = fields.Date(_l("Actual end"))
    conclusion = fields.Choice(_l("Conclusion"), choices=CONCLUSIONS)
    announcement_role = fields.Choice(
        _l("Announced by"), choices=_roles(*ANNOUNCEMENTS)
    )
    announcement_number = fields.Text(_l("Number"), max=60)
    announcement_date = fields.Date(_l("Date"))
    follow_up_due = fields.Date(_l("Remedies due"))
    follow_up_done = fields.Date(_l("Remedies done"))
    change_number = fields.Text(_l("Number of the notice of the change"), max=60)
    change_date = fields.Date(_l("Date"))
    until = fields.Date(_l("Extended to"))
    extension_number = fields.Text(_l("Number of the decision to extend"), max=60)
    extension_date = fields.Date(_l("Date"))
    reason = fields.LongText(_l("Reason"), max=2000)


#: The inputs for each requirement; those of a paper are its part, number and date.
INPUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "team_lead": ("team_lead",),
    "launch": ("launch_role", "launch_number", "launch_date"),
    "start": ("actual_start",),
    "end": ("actual_end",),
    "result": ("conclusion",),
    "announcement": ("announcement_role", "announcement_number", "announcement_date"),
    "follow_up_due": ("follow_up_due",),
    "no_open_remedies": ("follow_up_done",),
    "reason": ("reason",),
    "document": ("change_number", "change_date"),
    "change_notice": ("change_number", "change_date"),
    EXTEND: ("until", "extension_number", "extension_date"),
}
_FIELDS: Final = (
    "team_lead",
    "actual_start",
    "actual_end",
    "conclusion",
    "follow_up_due",
    "follow_up_done",
)
_PAPERS: Final = (
    ("launch", None),
    ("announcement", None),
    ("change", CHANGE_NOTICES[0]),
    (EXTEND, EXTENSION),
)


def inputs_for(needs: Iterable[str]) -> list[str]:
    """Return the names of the inputs for some requirements, each once, in order."""
    return list(dict.fromkeys(name for need in needs for name in INPUTS[need]))


def values_of(
    form: MoveForm, data: Mapping[str, Any], day: dt.date, label: str
) -> dict[str, Any]:
    """Return what a filled form changes in the snapshot ``data`` of an inspection.

    A reason is added to the note with ``day`` and the ``label`` of the move;
    what stood there stays.
    """
    given = form.snapshot()
    values = {name: given[name] for name in _FIELDS if given[name]}
    rows = []
    for name, role in _PAPERS:
        row = {
            "role": role or given[f"{name}_role"],
            "number": given[f"{name}_number"],
            "date": given[f"{name}_date"],
        }
        if name == EXTEND and given["until"]:
            row["until"] = values["extended_to"] = given["until"]
        if row["number"] or row["date"]:
            rows.append(row)
    if rows:
        values["documents"] = [*(data.get("documents") or []), *rows]
    if given["reason"]:
        line = f"{text.format_date_short(day)}, {label}: {given['reason'].strip()}"
        values["note"] = "\n".join(filter(None, [data.get("note"), line]))
    return values


def mark_problems(
    form: MoveForm, shown: list[str], problems: Iterable[Problem]
) -> list[str]:
    """Put each problem beside the input that mends it; return those without one."""
    rest = []
    for problem in problems:
        needs = [
            name
            for name, one in REQUIREMENTS.items()
            if str(one.message) == str(problem.message)
        ]
        names = [problem.field or "", *inputs_for(needs)]
        if problem.field in ("extended_to", "documents"):
            names += ["until", *(name for name in shown if name.endswith("_number"))]
        places = [name for name in names if name in shown]
        if not places:
            rest.append(str(problem.message))
            continue
        field = form[places[0]]
        field.errors = [*field.errors, str(problem.message)]
    return rest
