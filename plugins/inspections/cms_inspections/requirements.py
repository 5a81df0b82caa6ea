"""What a move of an inspection may need: each with its field and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


Data = Mapping[str, Any]

#: Papers by which work begins: a decision, or the plan of a small supervision.
LAUNCHES: Final = ("quyet_dinh", "ke_hoach")
#: Papers that announce how it ended.
ANNOUNCEMENTS: Final = (
    "thong_bao_ket_luan",
    "thong_bao_ket_qua",
    "quyet_dinh_giai_quyet",
)
CHANGE_NOTICES: Final = ("thong_bao_dieu_chinh",)
EXTENSION: Final = "quyet_dinh_gia_han"
#: Regular supervision goes on all year and ends in a report, not in a conclusion.
WITHOUT_CONCLUSION: Final = ("gs_thuong_xuyen",)


@dataclass(frozen=True)
class Requirement:
    """One thing that must be said: what it is called, in which field, what to do.

    ``holds`` takes the version that shall go live, and for what must be said
    anew, the one before it.
    """

    label: LazyString
    field: str
    message: LazyString
    holds: Callable[[Data, Data | None], bool]


def papers(data: Data, roles: Iterable[str]) -> list[Data]:
    """Return the documents in one of these parts that have both number and date."""
    return [
        row
        for row in data.get("documents") or []
        if row.get("role") in roles and row.get("number") and row.get("date")
    ]


def _stated(*names: str) -> Callable[[Data, Data | None], bool]:
    return lambda after, _before: all(after.get(name) for name in names)


def _paper(*roles: str) -> Callable[[Data, Data | None], bool]:
    return lambda after, _before: bool(papers(after, roles))


def _concluded(
    holds: Callable[[Data, Data | None], bool],
) -> Callable[[Data, Data | None], bool]:
    """Let work that ends without a conclusion pass."""
    return lambda after, before: (
        after.get("type") in WITHOUT_CONCLUSION or holds(after, before)
    )


def _said_why(after: Data, before: Data | None) -> bool:
    """Tell whether the note gives a reason: for this move, not for an earlier one."""
    note = (after.get("note") or "").strip()
    if before is None:
        return bool(note)
    return bool(note) and note != (before.get("note") or "").strip()


REQUIREMENTS: Final[Mapping[str, Requirement]] = {
    "team_lead": Requirement(
        _l("Head of the team"),
        "team_lead",
        _l("Name the head of the team."),
        _stated("team_lead"),
    ),
    "launch": Requirement(
        _l("Decision or plan, with number and date"),
        "documents",
        _l("Add the decision or the plan it begins with, with its number and date."),
        _paper(*LAUNCHES),
    ),
    "start": Requirement(
        _l("Actual start"),
        "actual_start",
        _l("Say on which day the work began."),
        _stated("actual_start"),
    ),
    "end": Requirement(
        _l("Actual end"),
        "actual_end",
        _l("Say on which day the work ended."),
        _stated("actual_end"),
    ),
    "result": Requirement(
        _l("Result"),
        "conclusion",
        _l("Say what the result is."),
        _concluded(
            lambda after, _b: bool(after.get("conclusion") or after.get("merits"))
        ),
    ),
    "announcement": Requirement(
        _l("Notice of the conclusion, with number and date"),
        "documents",
        _l("Add the notice of the conclusion or result, with its number and date."),
        _concluded(_paper(*ANNOUNCEMENTS)),
    ),
    "follow_up_due": Requirement(
        _l("Day by which remedies are due"),
        "follow_up_due",
        _l("Say by which day remedies are due."),
        _stated("follow_up_due"),
    ),
    "no_open_remedies": Requirement(
        _l("No open remedies"),
        "follow_up_done",
        _l("Remedies are still open; the work is being followed up, not completed."),
        lambda after, _b: (
            not after.get("follow_up_due") or bool(after.get("follow_up_done"))
        ),
    ),
    "reason": Requirement(
        _l("Reason"),
        "note",
        _l("Say in the note why: what stands there belongs to what was done before."),
        _said_why,
    ),
    "document": Requirement(
        _l("Document"),
        "documents",
        _l("Moving it to another period needs a document."),
        lambda after, _b: bool(after.get("documents")),
    ),
    "change_notice": Requirement(
        _l("Notice of the change, with number and date"),
        "documents",
        _l("Add the notice of the change, with its number and date."),
        _paper(*CHANGE_NOTICES),
    ),
}


def is_met(name: str, after: Data, before: Data | None) -> bool:
    """Tell whether a version says what a requirement asks for."""
    return REQUIREMENTS[name].holds(after, before)
