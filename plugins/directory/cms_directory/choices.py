"""Lists that editors choose from: kinds and levels of organisations, forms of address."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l


ORGANISATION_TYPES = [
    ("cap_uy", _l("Party committee")),
    ("ban_thuong_vu", _l("Standing board")),
    ("thuong_truc", _l("Permanent standing members")),
    ("uy_ban_kiem_tra", _l("Inspection commission")),
    ("co_quan_ubkt", _l("Office of an inspection commission")),
    ("ban_tham_muu", _l("Advisory board")),
    ("van_phong", _l("Committee office")),
    ("don_vi_su_nghiep", _l("Public service unit")),
    ("dang_bo", _l("Party organisation")),
    ("cap_uy_co_so", _l("Grassroots party committee")),
    ("chi_bo_co_so", _l("Grassroots cell")),
    ("chi_bo_truc_thuoc", _l("Subordinate cell")),
    ("mat_tran", _l("Fatherland Front")),
    ("doan_the", _l("Mass organisation")),
    ("chinh_quyen", _l("State body")),
    ("khac", _l("Other kind")),
]

LEVELS = [
    ("trung_uong", _l("Central")),
    ("thanh_pho", _l("City")),
    ("tinh", _l("Province")),
    ("quan", _l("Urban district")),
    ("huyen", _l("Rural district")),
    ("cap_tren_co_so", _l("Above grassroots")),
    ("co_so", _l("Grassroots")),
    ("chi_bo", _l("Party cell")),
]

GENDERS = [("nam", _l("Male")), ("nu", _l("Female")), ("khac", _l("Other gender"))]

HONORIFICS = [
    ("đ/c", _l("đ/c (short for comrade)")),
    ("đồng chí", _l("đồng chí (comrade)")),
    ("ông", _l("ông (Mr)")),
    ("bà", _l("bà (Ms)")),
]
