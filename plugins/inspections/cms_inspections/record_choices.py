"""Choices of findings, recommendations and violations, and the moves between their states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

from cms_inspections.choices import DISCIPLINE_FORMS


LESSON: Final = "bai_hoc"
FINDING_KINDS: Final = [
    ("uu_diem", _l("Merit")),
    ("khuyet_diem", _l("Shortcoming")),
    ("nguyen_nhan", _l("Cause")),
    (LESSON, _l("Lesson")),
]

OPEN: Final = "chua_thuc_hien"
DONE: Final = "hoan_thanh"
WITHDRAWN: Final = "rut"
RECOMMENDATION_STATUSES: Final = [
    (OPEN, _l("Not begun")),
    ("dang_thuc_hien", _l("Under way")),
    (DONE, _l("Carried out")),
    (WITHDRAWN, _l("Withdrawn")),
]
#: Where a recommendation may go from each state; what is closed is reopened with a reason.
RECOMMENDATION_MOVES: Final[Mapping[str, tuple[str, ...]]] = {
    OPEN: ("dang_thuc_hien", DONE, WITHDRAWN),
    "dang_thuc_hien": (OPEN, DONE, WITHDRAWN),
    DONE: ("dang_thuc_hien",),
    WITHDRAWN: (OPEN,),
}

#: Ways to handle a violation that are no form of discipline.
OTHER_HANDLING: Final = [
    ("rut_kinh_nghiem", _l("Review and lesson")),
    ("xoa_ten", _l("Removal from the list of probationary members")),
    ("dinh_chi_sinh_hoat", _l("Suspension of party activities")),
    ("dinh_chi_chuc_vu", _l("Suspension from post")),
    ("cho_thoi_chuc", _l("Release from post")),
]
HANDLING: Final = [*DISCIPLINE_FORMS, *OTHER_HANDLING]
DISCIPLINARY: Final = tuple(key for key, _label in DISCIPLINE_FORMS)

APPEAL_OUTCOMES: Final = [
    ("giu_nguyen", _l("Upheld")),
    ("thay_doi", _l("Changed")),
    ("xoa", _l("Lifted")),
]
