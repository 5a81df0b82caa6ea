"""Lists that editors of reports choose from."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l


KINDS = [
    ("so_ket", _l("Interim review")),
    ("tong_ket", _l("Final review")),
    ("giao_ban", _l("Regular briefing")),
    ("chuyen_de", _l("Thematic report")),
    ("dot_xuat", _l("Extraordinary report")),
]

STATUSES = [
    ("du_thao", _l("Draft document")),
    ("trinh_ky", _l("Awaiting signature")),
    ("da_phat_hanh", _l("Issued")),
    ("thay_the", _l("Replaced")),
]

FORMATS = [("dang", _l("Party document")), ("nha_nuoc", _l("State document"))]

STANDARDS = [
    ("36-HD/VPTW", "36-HD/VPTW (2018)"),
    ("05-HD/VPTW", "05-HD/VPTW (2026)"),
    ("ND30", "Nghị định 30/2020/NĐ-CP"),
]
