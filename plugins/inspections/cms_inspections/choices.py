"""Lists that editors of programmes and inspections choose from."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l


PROGRAMME_KINDS = [
    ("nhiem_ky", _l("Programme of a term")),
    ("giai_doan", _l("Programme of several years")),
    ("nam", _l("Yearly programme")),
    ("quy", _l("Quarterly plan")),
    ("dinh_ky", _l("Periodic plan")),
    ("chuyen_de", _l("Thematic plan")),
]

PROGRAMME_STATUSES = [
    ("du_thao", _l("Being drafted")),
    ("dang_thuc_hien", _l("Being carried out")),
    ("da_ket_thuc", _l("Ended")),
    ("da_tong_ket", _l("Reviewed and closed")),
]

TYPES = [
    ("kt_chap_hanh", _l("Inspection of compliance")),
    ("kt_dau_hieu_dang_vien", _l("Inspection of members showing signs of violation")),
    (
        "kt_dau_hieu_to_chuc",
        _l("Inspection of organisations showing signs of violation"),
    ),
    ("kt_nhiem_vu_ktgs", _l("Inspection of the task of inspecting and supervising")),
    ("kt_thi_hanh_ky_luat", _l("Inspection of how discipline is enforced")),
    ("kt_tai_chinh_dang", _l("Inspection of party finances")),
    ("gs_chuyen_de", _l("Thematic supervision")),
    ("gs_thuong_xuyen", _l("Regular supervision")),
    ("gq_to_cao", _l("Handling of denunciations")),
    ("gq_khieu_nai", _l("Handling of appeals against discipline")),
    ("thi_hanh_ky_luat", _l("Consideration of discipline")),
    ("kiem_soat_tai_san", _l("Control of assets and income")),
]

QUARTERS = [
    ("I", _l("Quarter I")),
    ("II", _l("Quarter II")),
    ("III", _l("Quarter III")),
    ("IV", _l("Quarter IV")),
    ("cả năm", _l("The whole year")),
]

STATUSES = [
    ("du_kien", _l("Planned")),
    ("chuan_bi", _l("Being prepared")),
    ("dang_tien_hanh", _l("Under way")),
    ("cho_ket_luan", _l("Awaiting the conclusion")),
    ("da_ket_luan", _l("Concluded")),
    ("theo_doi_khac_phuc", _l("Remedies being followed up")),
    ("hoan_thanh", _l("Completed")),
    ("tam_dung", _l("Suspended")),
    ("chuyen_ky", _l("Moved to another period")),
    ("huy", _l("Cancelled")),
]

# While in one of these, an inspection whose days have passed is overdue.
RUNNING = ("du_kien", "chuan_bi", "dang_tien_hanh", "cho_ket_luan")
COMPLETED = "hoan_thanh"

# The three steps that every procedure has, each with the states that stand in it.
STAGES = [
    (_l("Preparation step"), ("du_kien", "chuan_bi")),
    (_l("Execution step"), ("dang_tien_hanh", "cho_ket_luan")),
    (_l("Conclusion step"), ("da_ket_luan", "theo_doi_khac_phuc", COMPLETED)),
]

SUBJECT_KINDS = [
    ("to_chuc", _l("Party organisation")),
    ("dang_vien", _l("Party member")),
]

DOCUMENT_ROLES = [
    ("quyet_dinh", _l("Decision")),
    ("ke_hoach", _l("Plan")),
    ("de_cuong", _l("Outline for the report")),
    ("bien_ban_trien_khai", _l("Minutes of the launch")),
    ("bao_cao_tu_kiem_tra", _l("Report of self-inspection")),
    ("bien_ban_lam_viec", _l("Working minutes")),
    ("bien_ban_hoi_nghi", _l("Minutes of the discussion")),
    ("bao_cao_ket_qua", _l("Report on the findings")),
    ("quyet_dinh_gia_han", _l("Decision to extend")),
    ("thong_bao_dieu_chinh", _l("Notice of a change")),
    ("thong_bao_ket_luan", _l("Notice of the conclusion")),
    ("thong_bao_ket_qua", _l("Notice of the result of supervision")),
    ("quyet_dinh_giai_quyet", _l("Decision on the appeal")),
    ("bien_ban_cong_bo", _l("Minutes of the announcement")),
    ("ho_so_luu", _l("Filed dossier")),
]

CONCLUSIONS = [
    ("thuc_hien_tot", _l("Carried out well")),
    ("con_han_che", _l("With limitations")),
    (
        "co_vi_pham_chua_den_muc_ky_luat",
        _l("Violations, not to the point of discipline"),
    ),
    ("co_vi_pham_ky_luat", _l("Violations that call for discipline")),
    ("to_cao_dung", _l("Denunciation true")),
    ("to_cao_dung_mot_phan", _l("Denunciation true in part")),
    ("to_cao_khong_dung", _l("Denunciation untrue")),
    ("giu_nguyen_ky_luat", _l("Discipline upheld")),
    ("thay_doi_ky_luat", _l("Discipline changed")),
    ("xoa_ky_luat", _l("Discipline lifted")),
]

DISCIPLINE_TARGETS = [
    ("to_chuc", _l("Party organisation")),
    ("dang_vien", _l("Party member")),
    ("dang_vien_du_bi", _l("Probationary member")),
]

DISCIPLINE_FORMS = [
    ("khien_trach", _l("Reprimand")),
    ("canh_cao", _l("Warning (discipline)")),
    ("cach_chuc", _l("Removal from post")),
    ("khai_tru", _l("Expulsion")),
    ("giai_tan", _l("Dissolution")),
]

# Which forms the rules know for which subject.
FORMS_FOR = {
    "to_chuc": ("khien_trach", "canh_cao", "giai_tan"),
    "dang_vien": ("khien_trach", "canh_cao", "cach_chuc", "khai_tru"),
    "dang_vien_du_bi": ("khien_trach", "canh_cao"),
}


def stage_number(status: str | None) -> int | None:
    """Return 0, 1 or 2 for preparation, execution, conclusion; None off the path."""
    for number, (_label, statuses) in enumerate(STAGES):
        if status in statuses:
            return number
    return None
