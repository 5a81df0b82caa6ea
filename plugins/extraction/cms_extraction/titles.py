"""Titles of posts: how they are written, what they are called, which body they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cms_extraction.lexicon import Lexicon


@dataclass(frozen=True)
class Title:
    """A title: its full name, its code, and where its body stands.

    ``body`` is ``committee``, ``board``, ``commission`` for posts whose body is
    known by itself, else empty. ``shared`` is the number of words at its end
    with which the name of the body begins (Trưởng **Ban** Tổ chức).
    ``committee`` is the head of the committee that the title itself names.
    """

    label: str
    code: str
    body: str = ""
    shared: int = 0
    committee: str = ""


def _posts() -> dict[str, Title]:
    found: dict[str, Title] = {}
    for phrase, code in (
        ("Bí thư", "bi_thu"),
        ("Phó Bí thư", "pho_bi_thu"),
        ("Phó Bí thư Thường trực", "pho_bi_thu_thuong_truc"),
        ("Phó Bí thư Phụ trách", "pho_bi_thu"),
    ):
        found[phrase] = Title(phrase, code, "committee")
    for phrase in ("Chủ nhiệm", "Phó Chủ nhiệm", "Phó Chủ nhiệm Thường trực"):
        found[phrase] = Title(phrase, _code(phrase), "commission")
    found["Phó Chủ nhiệm Phụ trách"] = Title(
        "Phó Chủ nhiệm Phụ trách", "pho_chu_nhiem", "commission"
    )
    for phrase in ("Chủ tịch", "Phó Chủ tịch", "Phó Chủ tịch Thường trực"):
        code = "chu_tich" if phrase == "Chủ tịch" else "pho_chu_tich"
        found[phrase] = Title(phrase, code)
    for phrase in ("Chuyên viên", "Chuyên viên chính", "Chuyên viên cao cấp"):
        found[phrase] = Title(phrase, "chuyen_vien")
    return found


def _code(phrase: str) -> str:
    return {
        "Chủ nhiệm": "chu_nhiem",
        "Phó Chủ nhiệm": "pho_chu_nhiem",
        "Phó Chủ nhiệm Thường trực": "pho_chu_nhiem_thuong_truc",
    }[phrase]


def _members() -> dict[str, Title]:
    """Return members of committees, boards and commissions."""
    found: dict[str, Title] = {}
    for head, short in (
        ("Quận ủy", "QUV"),
        ("Huyện ủy", "HUV"),
        ("Thành ủy", "TUV"),
        ("Tỉnh ủy", "TUV"),
        ("Thị ủy", "TUV"),
        ("Đảng ủy", "ĐUV"),
        ("Chi ủy", "CUV"),
    ):
        title = Title(f"{head} viên", "cap_uy_vien", "committee", committee=head)
        found[f"{head} viên"] = title
        found[short] = (
            Title("Cấp ủy viên", "cap_uy_vien", "committee")
            if short in found
            else title
        )
    found["TUV"] = Title("Thành ủy viên", "cap_uy_vien", "committee", committee="TUV")
    found["Cấp ủy viên"] = Title("Cấp ủy viên", "cap_uy_vien", "committee")
    found["Ủy viên Ban Chấp hành"] = Title(
        "Ủy viên Ban Chấp hành", "cap_uy_vien", "committee", 0
    )
    found["Ủy viên Trung ương Đảng"] = Title(
        "Ủy viên Ban Chấp hành", "cap_uy_vien", "committee", 3
    )
    found["Ủy viên Trung ương"] = Title(
        "Ủy viên Ban Chấp hành", "cap_uy_vien", "committee", 2
    )
    found["Ủy viên BCH"] = found["UVBCH"] = found["Ủy viên Ban Chấp hành"]
    found["UV BCH"] = found["Ủy viên Ban Chấp hành"]
    board = Title("Ủy viên Ban Thường vụ", "uy_vien_ban_thuong_vu", "board")
    for phrase in (
        "Ủy viên Ban Thường vụ", "Ủy viên Thường vụ", "UV Ban Thường vụ", "UVTV", "UVBTV",
        "UV BTV", "UV TV", "Ủy viên BTV", "UV Thường vụ", "Thường vụ",
    ):  # fmt: skip
        found[phrase] = board
    member = Title("Ủy viên", "uy_vien_ubkt", "commission")
    for phrase in (
        "Ủy viên Ủy ban Kiểm tra", "Ủy viên UBKT", "UV UBKT", "UV Ủy ban Kiểm tra",
    ):  # fmt: skip
        count = len(phrase.split()) - (2 if phrase.startswith("Ủy") else 1)
        found[phrase] = Title("Ủy viên", "uy_vien_ubkt", "commission", shared=count)
    found["UVUBKT"] = member
    return found


def _shorts() -> dict[str, Title]:
    posts = _posts()
    return {
        "PBT": posts["Phó Bí thư"],
        "Phó Chủ nhiệm TT": posts["Phó Chủ nhiệm Thường trực"],
        "Phó CN TT": posts["Phó Chủ nhiệm Thường trực"],
        "PBTTT": posts["Phó Bí thư Thường trực"],
        "PBT TT": posts["Phó Bí thư Thường trực"],
        "PBT Thường trực": posts["Phó Bí thư Thường trực"],
        "Phó Bí thư TT": posts["Phó Bí thư Thường trực"],
        "Phó BT TT": posts["Phó Bí thư Thường trực"],
        "Phó BT": posts["Phó Bí thư"],
        "BT": posts["Bí thư"],
        "CN": posts["Chủ nhiệm"],
        "PCN": posts["Phó Chủ nhiệm"],
        "Phó CN": posts["Phó Chủ nhiệm"],
        "PCN TT": posts["Phó Chủ nhiệm Thường trực"],
        "PCNTT": posts["Phó Chủ nhiệm Thường trực"],
        "PCN Thường trực": posts["Phó Chủ nhiệm Thường trực"],
        "CT": posts["Chủ tịch"],
        "PCT": posts["Phó Chủ tịch"],
        "CV": posts["Chuyên viên"],
        "CVP": Title("Chánh Văn phòng", "chanh_van_phong", "office"),
        "PCVP": Title("Phó Chánh Văn phòng", "khac", "office"),
    }


_LEADERS = (
    "Giám đốc,Phó Giám đốc,Tổng Giám đốc,Phó Tổng Giám đốc,Hiệu trưởng,Phó Hiệu trưởng,"
    "Viện trưởng,Phó Viện trưởng,Vụ trưởng,Phó Vụ trưởng,Chánh án,Phó Chánh án,"
    "Chính ủy,Phó Chính ủy,Chính trị viên,"
    "Chính trị viên phó,Chỉ huy trưởng,Phó Chỉ huy trưởng,Cục trưởng,Phó Cục trưởng,"
    "Chi cục trưởng,Phó Chi cục trưởng,Tham mưu trưởng,Kiểm tra viên,Kế toán trưởng,"
    "Kiểm tra viên chính,Trưởng trạm,Tổ trưởng,Tổ phó,Kiểm soát viên,Hội trưởng,"
    "Tổng Biên tập,Phó Tổng Biên tập,Bí thư thứ nhất,Phó Hiệu trưởng Thường trực,"
    "Phó Giám đốc Thường trực,Trung đoàn trưởng,Phó Trung đoàn trưởng,Tiểu đoàn trưởng,"
    "Phó Tiểu đoàn trưởng,Phó Lữ đoàn trưởng,Phó Sư đoàn trưởng,Phó Đại đội trưởng,"
    "Phó Đồn trưởng,"
    "Lữ đoàn trưởng,Sư đoàn trưởng,Đại đội trưởng,Điều dưỡng trưởng,Đồn trưởng,"
    "Quản đốc,Phó Quản đốc,Tư lệnh,Phó Tư lệnh,Đội trưởng,Phó Đội trưởng,Đội phó,"
    "Hạt trưởng,Trạm trưởng,Trưởng thôn,Trưởng bản,Trưởng ấp,Tổ trưởng chuyên môn,"
    "Tổng phụ trách,Tổng phụ trách Đội,Thủ trưởng,"
    "Chủ nhiệm Chính trị,Phó Chủ nhiệm Chính trị,Trung đội trưởng,Giám sát viên,"
    "Trợ lý,Trợ lý Tổng Giám đốc,Thư ký Tổng Giám đốc,Trợ lý kiểm tra,"
    "Trợ lý chính trị,Trợ lý tổ chức,Trưởng Công đoàn,"
    "Phó Chủ nhiệm chính trị,Chủ nhiệm chính trị,Bộ trưởng,Thứ trưởng,Cán bộ,"
    "Trưởng khu phố,Trưởng xóm,Trưởng buôn,Trưởng tiểu khu,Tổng Thư ký,Phó Tổng Thư ký,"
    "Kiểm sát viên,Thẩm phán,Thẩm tra viên,Thanh tra viên,Giảng viên,Giáo viên,Nhân viên,"
    "Chỉ huy phó,Trung đoàn phó,Tiểu đoàn phó,Lữ đoàn phó,Sư đoàn phó,Đại đội phó,"
    "Chủ nhiệm Hậu cần,Chủ nhiệm Hợp tác xã,Chi hội trưởng,Chi hội phó,Phó Giám đốc Phụ trách,"
    "Ca trưởng,Phó Trưởng thôn,Phó Trưởng bản,Phó Tổ trưởng,Phó Chủ nhiệm Hợp tác xã,"
    "Phó Vụ trưởng Phụ trách,Phó Chánh Văn phòng Phụ trách,Trưởng bộ phận,Trưởng nhóm,"
    "Kế toán,Thủ quỹ,Trợ giảng,Phó Trưởng khu phố,Trưởng chi nhánh,Phó Đồn trưởng"
)


def _heads() -> dict[str, Title]:
    """Return heads of boards, offices, rooms: the body's name begins in the title."""
    found: dict[str, Title] = {}
    for prefix in ("Trưởng", "Phó Trưởng", "Phó", "Quyền Trưởng"):
        for unit, shared in (
            ("Ban", 1), ("Phòng", 1), ("Khoa", 1), ("Công an", 2), ("Đoàn", 1), ("Bộ môn", 2),
            ("Trạm", 1), ("Văn phòng", 2), ("Đồn", 1),
        ):  # fmt: skip
            if prefix == "Phó" and unit in ("Đoàn", "Công an", "Văn phòng"):
                continue
            code = {"Ban": "truong_ban", "Phòng": "truong_phong"}.get(unit, "khac")
            if prefix.startswith("Phó") and code != "khac":
                code = f"pho_{code}"
            label = f"{prefix} {unit.lower()}"
            found[label] = Title(label, code, shared=shared)
            if prefix.startswith("Phó"):
                found[f"{label} Thường trực"] = Title(f"{label} Thường trực", code)
    for short in ("BTC", "BTG", "BDV", "BTGDV", "BNC", "BKT"):
        found[f"Trưởng {short}"] = Title("Trưởng ban", "truong_ban", shared=1)
        found[f"Phó Trưởng {short}"] = Title(
            "Phó Trưởng ban", "pho_truong_ban", shared=1
        )
    for prefix, code in (("Chánh", "chanh"), ("Phó Chánh", "pho_chanh")):
        label = f"{prefix} Văn phòng"
        found[label] = Title(
            label, f"{code}_van_phong" if code == "chanh" else "khac", shared=2
        )
        label = f"{prefix} Thanh tra"
        found[label] = Title(
            label, f"{code}_thanh_tra" if code == "chanh" else "khac", shared=2
        )
    return found


TITLES: Final = Lexicon(
    {label: Title(label, "khac") for label in ("Ủy viên", "Thành viên", "Đại biểu")}
    | {label: Title(label, "khac") for label in _LEADERS.split(",")}
    | _heads()
    | _posts()
    | _members()
    | _shorts()
)
# Words before a title that say when or how it is held.
BEFORE: Final = Lexicon({"nguyên": "Nguyên", "quyền": "Quyền", "Q": "Quyền"})
