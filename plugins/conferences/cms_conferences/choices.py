"""Lists that editors of conferences choose from."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l


TYPES = [
    ("so_ket", _l("Interim review")),
    ("tong_ket", _l("Final review")),
    ("so_ket_giua_nhiem_ky", _l("Mid-term review")),
    ("trien_khai", _l("Launch of tasks")),
    ("giao_ban", _l("Regular briefing")),
    ("quan_triet", _l("Study of documents")),
    ("chuyen_de", _l("Thematic conference")),
    ("tap_huan", _l("Training")),
    ("ky_hop", _l("Commission session")),
]

FORMATS = [
    ("truc_tiep", _l("In person")),
    ("truc_tuyen", _l("Online")),
    ("ket_hop_truc_tuyen", _l("In person and online")),
]

STATUSES = [
    ("du_kien", _l("Planned")),
    ("da_dien_ra", _l("Held")),
    ("hoan", _l("Postponed")),
    ("huy", _l("Cancelled")),
]
PLANNED, HELD, POSTPONED, CANCELLED = (name for name, _label in STATUSES)

AGENDA_TYPES = [
    ("khai_mac", _l("Opening")),
    ("bao_cao", _l("Report")),
    ("trien_khai_chuong_trinh", _l("Launch of a programme")),
    ("quan_triet_van_ban", _l("Presentation of a document")),
    ("tham_luan", _l("Contributed paper")),
    ("thao_luan", _l("Discussion")),
    ("phat_bieu", _l("Speech")),
    ("chi_dao", _l("Directive speech")),
    ("khen_thuong", _l("Commendation")),
    ("ket_luan", _l("Conclusion")),
    ("be_mac", _l("Closing")),
    ("giai_lao", _l("Break")),
]

KINDS = [("person", _l("One person")), ("group", _l("A group"))]

# In the order in which a page names them.
ROLES = [
    ("chu_tri", _l("Chair")),
    ("khach_moi", _l("Guest")),
    ("trinh_bay_bao_cao", _l("Presenter of the report")),
    ("thu_ky", _l("Secretary")),
    ("dai_bieu", _l("Delegate")),
    ("khac", _l("Other role")),
]

ABSENCES = [("absent", _l("Absent without excuse")), ("excused", _l("Excused"))]

DOCUMENT_TYPES = [
    ("bao_cao", _l("Report")),
    ("chuong_trinh", _l("Programme")),
    ("ke_hoach", _l("Plan")),
    ("tham_luan", _l("Contributed paper")),
    ("ket_luan", _l("Conclusion")),
    ("thong_bao", _l("Notice")),
    ("bien_ban", _l("Minutes of a meeting")),
    ("giay_moi", _l("Invitation")),
    ("khac", _l("Other document")),
]

DIRECTIVE_STATUSES = [
    ("chua_thuc_hien", _l("Not begun")),
    ("dang_thuc_hien", _l("Being carried out")),
    ("hoan_thanh", _l("Carried out")),
    ("rut_lai", _l("Withdrawn")),
    ("chuyen_ky", _l("Moved to a later conference")),
]
NOT_BEGUN, IN_PROGRESS, DONE, WITHDRAWN, MOVED = (
    name for name, _label in DIRECTIVE_STATUSES
)
#: Nothing is to be done any more, or not under this conference.
CLOSED = (DONE, WITHDRAWN, MOVED)

POLARITIES = [
    ("merit", _l("Merit")),
    ("shortcoming", _l("Shortcoming")),
    ("cause", _l("Cause")),
    ("lesson", _l("Lesson")),
]
