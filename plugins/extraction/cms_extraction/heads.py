"""How the names of party bodies and authorities begin, with their abbreviations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cms_extraction.lexicon import Lexicon


@dataclass(frozen=True)
class Head:
    """The head of a body's name: what it is called, its kind and level."""

    label: str
    kind: str
    level: str | None = None
    committee: str = ""  # named by the abbreviation itself


_LEVELS = {
    "Trung ương": "trung_uong", "Thành ủy": "thanh_pho", "Tỉnh ủy": "tinh", "Quận ủy": "quan",
    "Huyện ủy": "huyen", "Thị ủy": "thi_xa", "Đảng ủy": "co_so", "Chi ủy": "chi_bo",
    "Chi bộ": "chi_bo", "TU": None,
}  # fmt: skip
_COMMITTEE_KINDS = {"Đảng ủy": "cap_uy_co_so", "Chi bộ": "chi_bo_truc_thuoc"}
_SHORT = {
    "QU": "Quận ủy",
    "HU": "Huyện ủy",
    "ĐU": "Đảng ủy",
    "TW": "Trung ương",
    "TU": "TU",
}


def committee_head(label: str) -> Head:
    """Return the head of a committee: "Huyện ủy"."""
    return Head(label, _COMMITTEE_KINDS.get(label, "cap_uy"), _LEVELS[label])


COMMITTEES: Final = Lexicon(
    {label: committee_head(label) for label in _LEVELS if label != "TU"}
    | {short: committee_head(label) for short, label in _SHORT.items()}
    | {
        "T Ư": committee_head("Trung ương"),
        "Trung ương Đảng": Head("Trung ương Đảng", "cap_uy", "trung_uong"),
        "Đảng bộ": Head("Đảng bộ", "dang_bo"),
        "Đảng bộ bộ phận": Head("Đảng bộ bộ phận", "dang_bo"),
        "CB": committee_head("Chi bộ"),
        "Thành uỷ": committee_head("Thành ủy"),
    }
)


def _parts() -> dict[str, Head]:
    found = {
        "Ủy ban Kiểm tra": Head("Ủy ban Kiểm tra", "uy_ban_kiem_tra"),
        "UBKT": Head("Ủy ban Kiểm tra", "uy_ban_kiem_tra"),
        "UB Kiểm tra": Head("Ủy ban Kiểm tra", "uy_ban_kiem_tra"),
        "UB KT": Head("Ủy ban Kiểm tra", "uy_ban_kiem_tra"),
        "Cơ quan UBKT": Head("Cơ quan Ủy ban Kiểm tra", "co_quan_ubkt"),
        "Cơ quan Ủy ban Kiểm tra": Head("Cơ quan Ủy ban Kiểm tra", "co_quan_ubkt"),
        "Ban Thường vụ": Head("Ban Thường vụ", "ban_thuong_vu"),
        "Thường vụ": Head("Ban Thường vụ", "ban_thuong_vu"),
        "BTV": Head("Ban Thường vụ", "ban_thuong_vu"),
        "Thường trực": Head("Thường trực", "thuong_truc"),
        "Ban Chấp hành": Head("Ban Chấp hành", "ban_chap_hanh"),
        "BCH": Head("Ban Chấp hành", "ban_chap_hanh"),
        "Văn phòng": Head("Văn phòng", "van_phong"),
        "VP": Head("Văn phòng", "van_phong"),
        "Trung tâm Chính trị": Head("Trung tâm Chính trị", "don_vi_su_nghiep"),
        "TTCT": Head("Trung tâm Chính trị", "don_vi_su_nghiep"),
        "Ban Kiểm tra": Head("Ban Kiểm tra", "uy_ban_kiem_tra"),
        "Đảng đoàn": Head("Đảng đoàn", "cap_uy"),
        "Ban Cán sự đảng": Head("Ban Cán sự đảng", "cap_uy"),
        "Trường Chính trị": Head("Trường Chính trị", "don_vi_su_nghiep"),
        "Trung tâm Bồi dưỡng chính trị": Head(
            "Trung tâm Bồi dưỡng Chính trị", "don_vi_su_nghiep"
        ),
    }
    boards = {
        "Ban Tổ chức": "BTC", "Ban Tuyên giáo": "BTG", "Ban Dân vận": "BDV",
        "Ban Tuyên giáo và Dân vận": "BTGDV", "Ban Nội chính": "BNC", "Ban Kinh tế": "BKT",
        "Ban Xây dựng Đảng": "BXDĐ", "Ban Tuyên vận": "",
    }  # fmt: skip
    for label, short in boards.items():
        found[label] = Head(label, "ban_tham_muu")
        if short:
            found[short] = found[label]
    for code, label in _SHORT.items():
        found[f"UBKT{code}"] = Head("Ủy ban Kiểm tra", "uy_ban_kiem_tra", None, label)
        found[f"TT{code}"] = Head("Thường trực", "thuong_truc", None, label)
        found[f"VP{code}"] = Head("Văn phòng", "van_phong", None, label)
        found[f"BTV{code}"] = Head("Ban Thường vụ", "ban_thuong_vu", None, label)
        found[f"BTC{code}"] = Head("Ban Tổ chức", "ban_tham_muu", None, label)
    return found


PARTS: Final = Lexicon(_parts())


def _authorities() -> dict[str, Head]:
    labels = {
        "Ủy ban nhân dân": ("chinh_quyen", "UBND"),
        "Hội đồng nhân dân": ("chinh_quyen", "HĐND"),
        "Ủy ban Mặt trận Tổ quốc Việt Nam": ("mat_tran", "UBMTTQVN"),
        "Ủy ban Mặt trận Tổ quốc": ("mat_tran", ""),
        "Mặt trận Tổ quốc Việt Nam": ("mat_tran", "MTTQVN"),
        "Mặt trận Tổ quốc": ("mat_tran", "MTTQ"),
        "Thanh tra": ("chinh_quyen", ""),
        "Hội đồng thành viên": ("hoi_dong", "HĐTV"),
        "Hội đồng quản trị": ("hoi_dong", "HĐQT"),
        "Hội đồng trường": ("hoi_dong", ""),
        "Văn phòng Ủy ban nhân dân": ("chinh_quyen", ""),
        "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân": ("chinh_quyen", ""),
        "Đoàn đại biểu Quốc hội": ("chinh_quyen", ""),
        "Công an": ("chinh_quyen", ""),
        "Ban Chỉ huy Quân sự": ("chinh_quyen", "BCHQS"),
        "Bộ Chỉ huy Quân sự": ("chinh_quyen", ""),
        "Bộ Chỉ huy Bộ đội Biên phòng": ("chinh_quyen", ""),
        "Hội Chữ thập đỏ": ("doan_the", ""),
        "Hội Người cao tuổi": ("doan_the", ""),
        "Hội Luật gia": ("doan_the", ""),
        "Hội Sinh viên": ("doan_the", ""),
        "Hội Khuyến học": ("doan_the", ""),
        "Tòa án nhân dân": ("chinh_quyen", "TAND"),
        "Viện Kiểm sát nhân dân": ("chinh_quyen", "VKSND"),
        "Liên đoàn Lao động": ("doan_the", "LĐLĐ"),
        "Hội Liên hiệp Phụ nữ": ("doan_the", "HLHPN"),
        "Hội Phụ nữ": ("doan_the", ""),
        "Hội Cựu chiến binh": ("doan_the", "HCCB"),
        "Hội Nông dân": ("doan_the", "HND"),
        "Công đoàn": ("doan_the", ""),
        "Đoàn Thanh niên Cộng sản Hồ Chí Minh": ("doan_the", "ĐTNCS"),
        "Đoàn Thanh niên": ("doan_the", "ĐTN"),
        "Quận đoàn": ("doan_the", ""),
        "Huyện đoàn": ("doan_the", ""),
        "Thành đoàn": ("doan_the", ""),
        "Tỉnh đoàn": ("doan_the", ""),
        "Thị đoàn": ("doan_the", ""),
        "Đoàn phường": ("doan_the", ""),
        "Đoàn xã": ("doan_the", ""),
    }
    found: dict[str, Head] = {}
    for label, (kind, short) in labels.items():
        found[label] = Head(label, kind)
        if short:
            found[short] = found[label]
    found["Văn phòng UBND"] = found["Văn phòng Ủy ban nhân dân"]
    both = found["Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"]
    found["Văn phòng HĐND và UBND"] = found["Văn phòng HĐND - UBND"] = both
    found["Ban CHQS"] = found["BCH Quân sự"] = found["Ban Chỉ huy Quân sự"]
    found["Bộ CHQS"] = found["Bộ Chỉ huy Quân sự"]
    found["Đoàn ĐBQH"] = found["Đoàn đại biểu Quốc hội"]
    found["Đoàn trường"] = found["Đoàn Trường"] = Head("Đoàn", "doan_the")
    found["Hội LHPN"] = found["Hội Liên hiệp Phụ nữ"]
    found["Hội CCB"] = found["Hội Cựu chiến binh"]
    found["UBMTTQ"] = found["Ủy ban Mặt trận Tổ quốc"] = found["UBMTTQVN"]
    found["UBMTTQ Việt Nam"] = found["UBMTTQVN"]
    found["Ủy ban MTTQ Việt Nam"] = found["Ủy ban MTTQVN"] = found["UBMTTQVN"]
    found["UB MTTQ"] = found["Ủy ban MTTQ"] = found["UBMTTQ"]
    found["UB MTTQ Việt Nam"] = found["UBMTTQVN"]
    found["MTTQ Việt Nam"] = found["MTTQVN"]
    found["Đoàn TNCS Hồ Chí Minh"] = found["Đoàn Thanh niên Cộng sản Hồ Chí Minh"]
    return found


AUTHORITIES: Final = Lexicon(_authorities())
