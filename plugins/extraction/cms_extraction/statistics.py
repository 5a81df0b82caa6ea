"""Numbers of a report: what was inspected, supervised, punished, received, rewarded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from cms_extraction.source import Source
from cms_extraction.spans import Span


@dataclass(frozen=True)
class Figure:
    """One line of statistics: the metric, its numbers by name, and where it stands."""

    span: Span
    metric: str
    numbers: dict[str, Any] = field(default_factory=dict)


_N = r"(\d{1,3}(?:\.\d{3})+|\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8,
          "chín": 9, "mười": 10}  # fmt: skip
_ORG = (
    r"(?:lượt\s+)?(?:tổ chức đảng(?: cấp dưới)?|tổ chức cơ sở đảng|tổ chức|tccsđ"
    r"|tcđ|chi bộ|đảng bộ(?: bộ phận)?|chi ủy|đảng ủy(?: \w+){0,2}|đơn vị"
    r"|công đoàn cơ sở|công đoàn|cơ sở(?: đảng)?|chi đoàn|cấp ủy|tập thể)"
)
_MEMBER = r"(?:lượt\s+)?(?:đảng viên|đ/v|đv|cán bộ|cấp ủy viên|đoàn viên|cá nhân)"
_PAIR = re.compile(
    rf"\s*(?:,\s*)?(?:được\s+|đối với\s+|tại\s+|với\s+|đối với tập thể\s+|ở\s+"
    rf"|xong\s+|:\s*|có\s+)*(?:{_N}\s+{_ORG}(?:\s(?!và|cùng)[^\W\d]+){{0,2}})?"
    rf"(?P<and>\s*(?:,|và|cùng|;)?\s*(?:{_N}\s+{_MEMBER}))?"
)
_DO = re.compile(
    r"(?<!\w)(?:"
    r"(?P<dhvp>kiểm tra\s+(?:(?:tổ chức|đảng|viên|đảng viên|và"
    r"|,)\s+){0,4}?(?:khi có\s+)?dấu hiệu vi phạm|(?:kiểm tra|kt) dhvp)"
    r"|(?P<ktgs>(?:kiểm tra\s+)?(?:việc\s+)?thực hiện nhiệm vụ (?:kiểm tra, giám sát"
    r"|ktgs)(?:\s+và thi hành kỷ luật)?)"
    r"|(?P<thkl>kiểm tra\s+(?:việc\s+"
    r"|công tác\s+)?thi hành kỷ luật(?: (?:trong )?đảng)?"
    r"|(?<=[,;] )(?:việc )?thi hành kỷ luật(?: trong đảng| đảng)?(?= (?:tại|đối|\d)))"
    r"|(?P<tc>(?:kiểm tra\s+(?:việc\s+)?(?:về\s+"
    r"|công tác\s+)?)?(?:thu, nộp[^.;]{0,60}?đảng phí|tài chính(?: đảng)?))"
    r"|(?P<gscd>(?:giám sát|gs)(?:\s+theo)?\s+chuyên đề)"
    r"|(?P<gs>(?<!kiểm tra, )giám sát(?!\s+(?:thường xuyên|chuyên)))"
    r"|(?P<kt>kiểm tra)"
    r")(?!\w)"
)
_ACTOR = re.compile(
    r"(?<!\w)(?:(?P<ubkt>ủy ban kiểm tra|ubkt)|(?P<cap_uy>cấp ủy|ban thường vụ"
    r"|đảng ủy|huyện ủy|quận ủy"
    r"|tỉnh ủy|thành ủy|thị ủy|thường trực)"
    r"|(?P<chi_bo>(?<!bí thư )(?<!các )chi bộ))(?!\w)"
)
_ABOUT = {"dhvp": "kiem_tra_dau_hieu_vi_pham", "ktgs": "kiem_tra_nhiem_vu_ktgs",
          "thkl": "kiem_tra_thi_hanh_ky_luat", "tc": "kiem_tra_tai_chinh_dang",
          "gscd": "giam_sat_chuyen_de", "gs": "giam_sat_chuyen_de", "kt": "kiem_tra"}  # fmt: skip
_FORMS = {"khiển trách": "khien_trach", "cảnh cáo": "canh_cao", "cách chức": "cach_chuc",
          "khai trừ": "khai_tru", "giải tán": "giai_tan", "kht": "khien_trach",
          "cc": "canh_cao", "cch": "cach_chuc", "ktr": "khai_tru"}  # fmt: skip
_FORM = "|".join(_FORMS)
_PUNISHED = re.compile(
    rf"(?<!\w)(?:(?:thi hành|xử lý|xem xét)[^.;,]{{0,30}}?kỷ luật(?:\s+có)?"
    rf"|kỷ luật"
    rf"|thkl)(?:\s+(?P<form>{_FORM}))?\s+(?:đối với\s+)?(?:{_N}\s+tổ chức đảng[^.;]{{0,50}}?(?:và"
    rf"|,)\s*)?(?P<n>{_N})\s+(?:{_MEMBER}|trường hợp)"
    rf"|(?<!\w)(?P<n2>{_N})\s+{_MEMBER}\s+(?:bị|đã bị)\s+(?:(?:thi hành"
    rf"|xử lý)\s+)?(?:kỷ luật|(?P<form2>{_FORM}))"
    rf"|(?<!\w)(?P<form3>{_FORM})\s+(?P<n3>{_N})\s+{_MEMBER}"
)
_EACH = re.compile(
    rf"(?<!\w)(?P<form>{_FORM})\s*[:(]?\s*(?:là\s+)?(?P<n>{_N})(?!\d)(?:\s+{_MEMBER}"
    rf"|\s+trường hợp|\s+đồng chí|\s+người)?"
)
_EACH_BEFORE = re.compile(
    rf"(?<![\w.])(?P<n>{_N})\s+(?:{_MEMBER}\s+|trường hợp\s+"
    rf"|đồng chí\s+)?(?:bị\s+)?(?P<form>{_FORM})(?!\w)"
)
_PETITION = r"(?:đơn,?\s*)?(?:thư\s*)?"
_RECEIVED = re.compile(
    rf"(?<!\w)(?:tiếp nhận|nhận)\s+(?:được\s+)?(?P<n>{_N})\s+(?:đơn(?:,? thư)?"
    rf"|lượt đơn)\s*(?P<kind>tố cáo|khiếu nại)?"
)
_SOLVED = re.compile(
    rf"(?<!\w)giải quyết\s+(?:xong\s+|dứt điểm\s+"
    rf"|được\s+)?(?P<n>{_N})(?:/(?P<total>\d+))?\s+(?:đơn(?:,? thư)?"
    rf"|vụ)\s*(?P<kind>tố cáo|khiếu nại)?"
)
_ALSO = re.compile(rf"\s*(?:,|và)\s*(?P<n>{_N})\s+đơn\s+(?P<kind>tố cáo|khiếu nại)")
_LATE = re.compile(
    rf"(?<!\w)(?P<n>không(?: có| còn)?"
    rf"|{_N})\s+đơn(?: thư)?\s*(?:tố cáo\s+)?(?:\w+\s+){{0,2}}?quá hạn"
)
_REWARD = re.compile(
    rf"(?<!\w){_N}\s+tập thể(?:\s*(?:,|và)\s*{_N}\s+cá nhân)?|(?<!\w){_N}\s+cá nhân"
)
_REWARDED = re.compile(r"khen|biểu dương|tặng|tuyên dương|kỷ niệm chương")
_PERCENT = re.compile(
    r"[^.;]{0,24}?(?:đạt|bằng|chiếm)\s+(?:tỷ lệ\s+)?(\d{1,3}(?:,\d{1,2})?)\s?%"
)


def number(written: str) -> int:
    """Return the number that digits or a word stand for: ``1.204``, ``03``, ``ba``."""
    return _WORDS[written] if written in _WORDS else int(written.replace(".", ""))


def find_statistics(source: Source, silent: list[Span], begin: int) -> list[Figure]:
    """Return the figures of the text from ``begin`` on.

    Nothing inside of ``silent`` counts: what somebody wants done is no figure.
    """
    found: list[Figure] = []
    for line in source.lines:
        if line.end <= begin or line.capitals:
            continue
        start = max(line.start, begin)
        found += _inspected(source, start, line.end)
        found += _petitions(source, start, line.end)
        found += _rewards(source, start, line.end)
    found += _punished(source, begin)
    kept = [one for one in found if not any(one.span.start in span for span in silent)]
    return _once(sorted(kept, key=lambda one: one.span))


def _once(figures: list[Figure]) -> list[Figure]:
    seen: dict[str, Figure] = {}
    for one in figures:
        seen.setdefault(one.metric, one)
    return list(seen.values())


def _inspected(source: Source, start: int, end: int) -> list[Figure]:
    found = []
    for match in _DO.finditer(source.low, start, end):
        pair = _PAIR.match(source.low, match.end(), end)
        if pair is None or not (pair[1] or pair["and"]):
            continue
        organisations = number(pair[1]) if pair[1] else None
        members = number(pair[3]) if pair["and"] else None
        about = str(match.lastgroup)
        if about == "kt" and re.match(
            r"\s+(?:khi )?có dấu hiệu vi phạm", source.low[pair.end() : end]
        ):
            about = "dhvp"
        if about == "thkl" and not pair[1]:
            continue  # members are punished, not inspected
        actor = _actor(source.low, start, match.start())
        if actor == "chi_bo" or "công đoàn" in pair[0] or "chi đoàn" in pair[0]:
            continue
        metric = f"{actor}.{_ABOUT[about]}"
        if about in ("ktgs", "thkl", "tc", "dhvp"):
            metric = f"ubkt.{_ABOUT[about]}"
        numbers: dict[str, Any] = {"organisations": organisations, "members": members}
        percent = _PERCENT.match(source.low, pair.end(), end)
        if percent:
            numbers["percent"] = float(percent[1].replace(",", "."))
        found.append(Figure(Span(match.start(), pair.end()), metric, numbers))
    return found


def _actor(low: str, start: int, place: int) -> str:
    """Return who acted: the body named last before ``place``."""
    found = "cap_uy"
    stop = max(low.rfind(". ", start, place), low.rfind(".\n", start, place))
    for match in _ACTOR.finditer(low, max(start, stop, place - 400), place):
        lead = low[max(match.start() - 16, 0) : match.start()].rstrip()
        if lead.endswith(
            ("chủ nhiệm", "ủy viên", "bí thư", "trưởng", "thường trực", "phòng")
        ):
            continue
        found = str(match.lastgroup)
        if found == "cap_uy" and lead.endswith(("kiểm tra", "ubkt")):
            found = "ubkt"
    return found


def _punished(source: Source, begin: int) -> list[Figure]:
    match = _PUNISHED.search(source.low, begin)
    if match is None:
        return _table(source, begin)
    count = number(next(filter(None, (match["n"], match["n2"], match["n3"]))))
    form = match["form"] or match["form2"] or match["form3"]
    stop = source.low.find(".", match.end())
    line = source.line_of(match.start()).end
    end = min(stop if stop > 0 else line, line)
    parts = {_FORMS[form]: count} if form else {}
    numbers: dict[str, Any] = {"count": count}
    if not form:
        for pattern in (_EACH, _EACH_BEFORE):
            found = {
                _FORMS[one["form"]]: number(one["n"])
                for one in pattern.finditer(source.low, match.end(), end)
            }
            if found and (len(found) > len(parts)):
                parts = found
    if parts:
        numbers["breakdown"] = parts
    return [Figure(Span(match.start(), end), "ky_luat.dang_vien", numbers)]


def _table(source: Source, begin: int) -> list[Figure]:
    """Read a table whose rows are forms of discipline with a number."""
    rows = re.compile(
        rf"^\s*(?P<form>{_FORM}|tổng cộng|tổng|cộng)\s*[,:\s]+\s*(?P<n>\d+)\s*$",
        re.MULTILINE,
    )
    parts, total, first, last = {}, None, 0, 0
    for row in rows.finditer(source.low, begin):
        first, last = first or row.start(), row.end()
        if row["form"] in _FORMS:
            parts[_FORMS[row["form"]]] = int(row["n"])
        else:
            total = int(row["n"])
    if not parts or total is None:
        return []
    return [
        Figure(
            Span(first, last), "ky_luat.dang_vien", {"count": total, "breakdown": parts}
        )
    ]


_KINDS = {"tố cáo": "to_cao", "khiếu nại": "khieu_nai"}


def _petitions(source: Source, start: int, end: int) -> list[Figure]:
    found = []
    kind = "don_thu"
    for pattern, what in ((_RECEIVED, "tiep_nhan"), (_SOLVED, "da_giai_quyet")):
        for match in pattern.finditer(source.low, start, end):
            kind = _KINDS.get(match["kind"] or "", kind)
            span = Span(match.start(), match.end())
            numbers: dict[str, Any] = {"count": number(match["n"])}
            if match.groupdict().get("total"):
                numbers["total"] = number(match["total"])
            found.append(Figure(span, f"{kind}.{what}", numbers))
            also = _ALSO.match(source.low, match.end(), end)
            if also:
                other = _KINDS[also["kind"]]
                span = Span(also.start(), also.end())
                found.append(
                    Figure(span, f"{other}.{what}", {"count": number(also["n"])})
                )
    late = _LATE.search(source.low, start, end)
    if late:
        count = 0 if late["n"].startswith("không") else number(late["n"])
        found.append(Figure(Span(*late.span()), "to_cao.qua_han", {"count": count}))
    return found


def _rewards(source: Source, start: int, end: int) -> list[Figure]:
    for match in _REWARD.finditer(source.low, start, end):
        stop = source.low.find(".", match.end())
        near = source.low[
            max(start, match.start() - 140) : min(end, stop if stop > 0 else end)
        ]
        if _REWARDED.search(near.rpartition(". ")[2]) or _REWARDED.search(near):
            numbers = {
                key: number(value)
                for key, value in (
                    ("collectives", match[1]),
                    ("individuals", match[2] or match[3]),
                )
                if value
            }
            return [Figure(Span(match.start(), match.end()), "khen_thuong", numbers)]
    return []
