"""The columns of sheets of inspections: one list for what is exported and imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from cms_inspections.choices import CONCLUSIONS, QUARTERS, STATUSES, TYPES


@dataclass(frozen=True)
class SheetColumn:
    """A column: the field that it holds, its heading, what its cells are.

    ``kind`` is ``text``, ``choice``, ``date``, ``number``, ``organisation``,
    ``person``, ``people``, ``programme``, ``subjects`` or ``documents``. One that is
    not ``taken`` is only exported: it follows from others, or is not for a sheet.
    """

    name: str
    label: Any
    kind: str = "text"
    choices: tuple[tuple[str, Any], ...] = ()
    required: bool = False
    taken: bool = True


COLUMNS: Final = (
    SheetColumn("code", _l("Code"), required=True),
    SheetColumn("title", _l("What is inspected"), required=True),
    SheetColumn("type", _l("Kind of work"), "choice", tuple(TYPES), required=True),
    SheetColumn("status", _l("State of the work"), "choice", tuple(STATUSES)),
    SheetColumn("programme", _l("Programme"), "programme"),
    SheetColumn("owner", _l("Decided by"), "organisation", required=True),
    SheetColumn("subjects", _l("Subjects"), "subjects", required=True),
    SheetColumn("focus", _l("Focus of the work")),
    SheetColumn("regulation", _l("Regulation it runs under")),
    SheetColumn("checkpoint_from", _l("Period examined from"), "date"),
    SheetColumn("checkpoint_to", _l("Period examined until"), "date"),
    SheetColumn("planned_quarter", _l("Planned for"), "choice", tuple(QUARTERS)),
    SheetColumn("planned_start", _l("Planned start"), "date", required=True),
    SheetColumn("planned_end", _l("Planned end"), "date", required=True),
    SheetColumn("extended_to", _l("Extended to"), "date"),
    SheetColumn("actual_start", _l("Actual start"), "date"),
    SheetColumn("actual_end", _l("Actual end"), "date"),
    SheetColumn("team_lead", _l("Head of the team"), "person"),
    SheetColumn("team_members", _l("Members of the team"), "people"),
    SheetColumn("documents", _l("Documents"), "documents"),
    SheetColumn("conclusion", _l("Conclusion"), "choice", tuple(CONCLUSIONS)),
    SheetColumn("recommendations", _l("Recommendations"), "number"),
    SheetColumn("recommendations_done", _l("Recommendations carried out"), "number"),
    SheetColumn("discipline", _l("Discipline"), taken=False),
    SheetColumn("follow_up_due", _l("Remedies due"), "date"),
    SheetColumn("follow_up_done", _l("Remedies done"), "date"),
    SheetColumn("overdue", _l("Overdue"), taken=False),
    SheetColumn("follow_up_overdue", _l("Remedies overdue"), taken=False),
    SheetColumn("visibility", _l("Public"), taken=False),
    SheetColumn("note", _l("Note (staff only)")),
)
