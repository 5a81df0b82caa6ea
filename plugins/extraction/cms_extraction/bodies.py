"""Names of party bodies, authorities and units, read word by word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cms import text
from cms_extraction.lexicon import Lexicon
from cms_extraction.places import LEVELS, UNITS, proper_name, unit_name
from cms_extraction.source import Source
from cms_extraction.spans import Span
from cms_extraction.titles import TITLES


@dataclass(frozen=True)
class Body:
    """A body that the text names: what it is, its own name, and what it is part of.

    ``name`` is what follows the head ("Quận 1"); ``of`` the committee that
    the body belongs to. ``group`` marks words that name no single body.
    """

    span: Span
    head: str
    kind: str
    level: str | None = None
    name: str = ""
    of: Body | None = None
    group: bool = False

    @property
    def full(self) -> str:
        """The whole name with abbreviations written out."""
        parts = [self.head, self.name, self.of.full if self.of else ""]
        return " ".join(filter(None, parts))


@dataclass(frozen=True)
class _Head:
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


def _committee(label: str) -> _Head:
    return _Head(label, _COMMITTEE_KINDS.get(label, "cap_uy"), _LEVELS[label])


COMMITTEES: Final = Lexicon(
    {label: _committee(label) for label in _LEVELS if label != "TU"}
    | {short: _committee(label) for short, label in _SHORT.items()}
    | {
        "T Ư": _committee("Trung ương"),
        "Trung ương Đảng": _Head("Trung ương Đảng", "cap_uy", "trung_uong"),
        "Đảng bộ": _Head("Đảng bộ", "dang_bo"),
        "Đảng bộ bộ phận": _Head("Đảng bộ bộ phận", "dang_bo"),
        "CB": _committee("Chi bộ"),
        "Thành uỷ": _committee("Thành ủy"),
    }
)


def _parts() -> dict[str, _Head]:
    found = {
        "Ủy ban Kiểm tra": _Head("Ủy ban Kiểm tra", "uy_ban_kiem_tra"),
        "UBKT": _Head("Ủy ban Kiểm tra", "uy_ban_kiem_tra"),
        "UB Kiểm tra": _Head("Ủy ban Kiểm tra", "uy_ban_kiem_tra"),
        "UB KT": _Head("Ủy ban Kiểm tra", "uy_ban_kiem_tra"),
        "Cơ quan UBKT": _Head("Cơ quan Ủy ban Kiểm tra", "co_quan_ubkt"),
        "Cơ quan Ủy ban Kiểm tra": _Head("Cơ quan Ủy ban Kiểm tra", "co_quan_ubkt"),
        "Ban Thường vụ": _Head("Ban Thường vụ", "ban_thuong_vu"),
        "Thường vụ": _Head("Ban Thường vụ", "ban_thuong_vu"),
        "BTV": _Head("Ban Thường vụ", "ban_thuong_vu"),
        "Thường trực": _Head("Thường trực", "thuong_truc"),
        "Ban Chấp hành": _Head("Ban Chấp hành", "ban_chap_hanh"),
        "BCH": _Head("Ban Chấp hành", "ban_chap_hanh"),
        "Văn phòng": _Head("Văn phòng", "van_phong"),
        "VP": _Head("Văn phòng", "van_phong"),
        "Trung tâm Chính trị": _Head("Trung tâm Chính trị", "don_vi_su_nghiep"),
        "TTCT": _Head("Trung tâm Chính trị", "don_vi_su_nghiep"),
        "Ban Kiểm tra": _Head("Ban Kiểm tra", "uy_ban_kiem_tra"),
        "Đảng đoàn": _Head("Đảng đoàn", "cap_uy"),
        "Ban Cán sự đảng": _Head("Ban Cán sự đảng", "cap_uy"),
        "Trường Chính trị": _Head("Trường Chính trị", "don_vi_su_nghiep"),
        "Trung tâm Bồi dưỡng chính trị": _Head(
            "Trung tâm Bồi dưỡng Chính trị", "don_vi_su_nghiep"
        ),
    }
    boards = {
        "Ban Tổ chức": "BTC", "Ban Tuyên giáo": "BTG", "Ban Dân vận": "BDV",
        "Ban Tuyên giáo và Dân vận": "BTGDV", "Ban Nội chính": "BNC", "Ban Kinh tế": "BKT",
        "Ban Xây dựng Đảng": "BXDĐ", "Ban Tuyên vận": "",
    }  # fmt: skip
    for label, short in boards.items():
        found[label] = _Head(label, "ban_tham_muu")
        if short:
            found[short] = found[label]
    for code, label in _SHORT.items():
        found[f"UBKT{code}"] = _Head("Ủy ban Kiểm tra", "uy_ban_kiem_tra", None, label)
        found[f"TT{code}"] = _Head("Thường trực", "thuong_truc", None, label)
        found[f"VP{code}"] = _Head("Văn phòng", "van_phong", None, label)
        found[f"BTV{code}"] = _Head("Ban Thường vụ", "ban_thuong_vu", None, label)
        found[f"BTC{code}"] = _Head("Ban Tổ chức", "ban_tham_muu", None, label)
    return found


PARTS: Final = Lexicon(_parts())


def _authorities() -> dict[str, _Head]:
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
        "Văn phòng Ủy ban nhân dân": ("chinh_quyen", ""),
        "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân": ("chinh_quyen", ""),
        "Đoàn đại biểu Quốc hội": ("chinh_quyen", ""),
        "Công an": ("chinh_quyen", ""),
        "Ban Chỉ huy Quân sự": ("chinh_quyen", "BCHQS"),
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
    found: dict[str, _Head] = {}
    for label, (kind, short) in labels.items():
        found[label] = _Head(label, kind)
        if short:
            found[short] = found[label]
    found["Văn phòng UBND"] = found["Văn phòng Ủy ban nhân dân"]
    both = found["Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"]
    found["Văn phòng HĐND và UBND"] = found["Văn phòng HĐND - UBND"] = both
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


def begins_other(source: Source, number: int) -> bool:
    """Tell whether a title or the head of another body begins at a word."""
    return bool(
        TITLES.match(source, number)
        or PARTS.match(source, number)
        or COMMITTEES.match(source, number)
        or AUTHORITIES.match(source, number)
    )


def parse_body(source: Source, number: int) -> tuple[int, Body] | None:
    """Return (number behind, body) of the body named at a word, or None."""
    long = AUTHORITIES.match(source, number)
    found = PARTS.match(source, number)
    if found and not (long and long[0] > found[0]):
        return _part(source, number, *found)
    if found := COMMITTEES.match(source, number):
        return _of_committee(source, number, *found)
    if found := AUTHORITIES.match(source, number):
        return _authority(source, number, *found)
    return _unit(source, number)


def _part(source: Source, number: int, end: int, head: _Head) -> tuple[int, Body]:
    """Read a part of a committee: "UBKT Quận ủy Quận 1"."""
    begin = source.words[number].start
    inner: Body | None = None
    if head.committee:
        owner = _committee(head.committee)
        behind, place = _tail(source, end, owner.label)
        whole = Span(begin, source.words[behind - 1].end)
        inner = Body(whole, owner.label, owner.kind, owner.level, place)
        end = behind
    elif source.joined(end) and (owned := _owner(source, end)):
        end, inner = owned
    elif head.kind in ("van_phong", "don_vi_su_nghiep", "ban_tham_muu"):
        name_end, name = _tail(source, end, head.label)
        return name_end, _made(source, number, name_end, head, name)
    level = inner.level if inner else None
    span = Span(begin, source.words[end - 1].end)
    return end, Body(span, head.label, head.kind, level, "", inner)


def _owner(source: Source, number: int) -> tuple[int, Body] | None:
    """Read the committee, or the mass organisation, that a part belongs to."""
    if found := COMMITTEES.match(source, number):
        return _of_committee(source, number, *found)
    found = AUTHORITIES.match(source, number)
    if found and found[1].kind in ("doan_the", "chinh_quyen", "mat_tran"):
        return _authority(source, number, *found)
    return None


def _of_committee(
    source: Source, number: int, end: int, head: _Head
) -> tuple[int, Body]:
    behind, name = _tail(source, end, head.label)
    if not name and head.label in ("Đảng ủy", "Đảng bộ", "Chi bộ", "Chi ủy"):
        behind, name = _unit_tail(source, end)
    body = _made(source, number, behind, head, name)
    if head.level == "trung_uong":
        return end, _made(source, number, end, head, "")
    return behind, body


def _made(source: Source, number: int, end: int, head: _Head, name: str) -> Body:
    span = Span(source.words[number].start, source.words[end - 1].end)
    return Body(span, head.label, head.kind, head.level, name)


def _authority(source: Source, number: int, end: int, head: _Head) -> tuple[int, Body]:
    behind, name = _tail(source, end, head.label)
    if not name and head.kind == "doan_the":
        behind, name = _unit_tail(source, end)
    return behind, _made(source, number, behind, head, name)


def _ends_place(source: Source, number: int) -> bool:
    return begins_other(source, number) or bool(UNITS.match(source, number))


def _tail(source: Source, number: int, head: str) -> tuple[int, str]:
    """Return (number behind, place) behind the head of a body; empty when none is named."""
    if number >= len(source.words) or not source.joined(number):
        return number, ""
    level = LEVELS.match(source, number)
    if level:
        behind = level[0]
        ends = lambda n: begins_other(source, n)  # noqa: E731
        name_end = behind
        if behind < len(source.words) and source.joined(behind):
            name_end = proper_name(source, behind, ends)
        if name_end > behind:
            own = _written(source, behind, name_end)
            word = level[1]
            if source.words[number].capital:
                word = word[0].upper() + word[1:]
            return name_end, f"{word} {own}"
        return behind, level[1]
    if source.words[number].text.isdigit() and head != "Chi bộ":
        return number, ""
    behind = proper_name(source, number, lambda n: _ends_place(source, n))
    return behind, _written(source, number, behind)


def _written(source: Source, number: int, end: int) -> str:
    if end <= number:
        return ""
    span = Span(source.words[number].start, source.words[end - 1].end)
    written = source.quote(span)
    if len(written) > 3 and written.isupper() and source.line_of(span.start).capitals:
        return " ".join(part[0] + text.lower(part[1:]) for part in written.split())
    return written


def _unit_tail(source: Source, number: int) -> tuple[int, str]:
    """Return (number behind, name) of the unit whose committee or cell is meant."""
    if not source.joined(number) or not UNITS.match(source, number):
        return number, ""
    end = _unit_end(source, number)
    return end, expand_unit(_written(source, number, end))


def _unit_end(source: Source, number: int) -> int:
    found = UNITS.match(source, number)
    behind = found[0] if found else number
    end = unit_name(source, behind, lambda n: bool(TITLES.match(source, n)))
    # "Khu phố 3, phường Gò Lụa": the place belongs to the name.
    small = source.words[number].low in ("khu", "ấp", "thôn", "tổ")
    if end < len(source.words) and source.gap(end) == ", " and small:
        level = LEVELS.match(source, end)
        if (
            level
            and (
                past := proper_name(source, level[0], lambda n: begins_other(source, n))
            )
            > level[0]
        ):
            return past
    return end


_WRITTEN_OUT = {
    "BV": "Bệnh viện", "KP": "Khu phố", "QLĐT": "Quản lý đô thị", "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân", "TP": "thành phố", "TP.": "thành phố",
}  # fmt: skip


def expand_unit(name: str) -> str:
    """Return the name of a unit with its abbreviations written out."""
    return " ".join(_WRITTEN_OUT.get(word, word) for word in name.split())


def _unit(source: Source, number: int) -> tuple[int, Body] | None:
    """Read a unit that stands by itself: "Bệnh viện Quận Sen"."""
    if number < len(source.words) and source.words[number].capital:
        return parse_unit(source, number)
    return None


def parse_unit(source: Source, number: int) -> tuple[int, Body] | None:
    """Return (number behind, body) of the unit named at a word, in small letters too."""
    found = UNITS.match(source, number)
    if not found:
        return None
    end = _unit_end(source, number)
    name = expand_unit(_written(source, number, end))
    span = Span(source.words[number].start, source.words[end - 1].end)
    return end, Body(span, name, "khac")


def as_group(body: Body) -> Body:
    """Return the same body, marked as words for many."""
    return replace(body, group=True)
