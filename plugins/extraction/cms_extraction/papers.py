"""Papers that a text names: kind, number, date, title and issuer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms import documents
from cms_extraction.bodies import Body
from cms_extraction.dates import Day
from cms_extraction.source import LOWER, UPPER, Source
from cms_extraction.spans import Span


@dataclass(frozen=True)
class Paper:
    """A paper as the text names it; number, date and issuer are None when not stated."""

    span: Span
    kind: str
    title: str
    number: str | None = None
    date: dt.date | None = None
    issuer: Body | None = None


KINDS = {
    "báo cáo": "bao_cao", "chương trình": "chuong_trinh", "kế hoạch": "ke_hoach",
    "quy định": "quy_dinh", "quyết định": "quyet_dinh", "nghị quyết": "nghi_quyet",
    "chỉ thị": "chi_thi", "hướng dẫn": "huong_dan", "kết luận": "ket_luan",
    "thông báo": "thong_bao", "đề án": "de_an", "tờ trình": "to_trinh", "quy chế": "quy_che",
    "thông tri": "thong_tri", "nghị định": "nghi_dinh", "thông tư": "thong_tu",
    "công văn": "cong_van", "biên bản": "bien_ban",
}  # fmt: skip
_CODES = {
    "BC": "bao_cao", "CTr": "chuong_trinh", "KH": "ke_hoach", "QĐ": "quyet_dinh",
    "QĐi": "quy_dinh", "NQ": "nghi_quyet", "CT": "chi_thi", "HD": "huong_dan",
    "KL": "ket_luan", "TB": "thong_bao", "ĐA": "de_an", "TTr": "to_trinh", "QC": "quy_che",
    "TT": "thong_tri", "NĐ": "nghi_dinh", "BB": "bien_ban",
}  # fmt: skip
_KIND = "|".join(KINDS)
_LEAD = re.compile(rf"(?<!\w)({_KIND})\s+(?:số\s*:?\s*)?$")
_ANY = re.compile(rf"(?<!\w)(?P<kind>{_KIND})(?!\w)")
_DATED = re.compile(r"\s*[,(]?\s*(?:ngày|ban hành ngày|ký ngày)?\s*$")
_OF = re.compile(r"[\s,)]*của\s+(?:các\s+)?$")
_TITLE_END = re.compile(
    r"\s+(?:do|cho thấy|cho biết|nêu|đánh giá|của\s+đồng chí|tại|trình bày|đã"
    r"|và\s+(?:triển khai|kế hoạch|dự thảo|phương hướng nhiệm vụ)|trước|với)\s"
    r"|[;:(]|\.(?=\s|$)|\n|,(?!\s*(?:giám sát|thi hành|giữ|giải quyết|phòng"
    r"|phương hướng|triển khai nhiệm vụ|nhiệm vụ))"
)
_QUOTED = re.compile(r"[^.;\n]{0,80}?\"([^\"\n]{6,300})\"")


def find_numbered(
    source: Source, days: Sequence[Day], bodies: Sequence[Body]
) -> list[Paper]:
    """Return the papers that the text names with their number."""
    mended = "".join(
        new if new.isdigit() and not old.isdigit() else old
        for old, new in zip(source.text, source.low, strict=True)
    )
    found = []
    for start, end, number in documents.find_document_numbers(mended):
        if number.number is None or number.type is None:
            continue
        lead = _LEAD.search(source.low[max(start - 40, 0) : start])
        if lead is None and number.type not in _CODES:
            continue
        kind = KINDS[lead[1]] if lead else _CODES[number.type]
        begin = max(start - 40, 0) + lead.start() if lead else start
        date, behind = _date(source, end, days)
        issuer = _issuer(source, behind, bodies)
        glued = re.search(rf"[.](?=[{UPPER}][{LOWER}])", mended[start:end])
        end = start + glued.start() if glued else end
        shown = " ".join(mended[start:end].split())
        title = _named(source, begin, behind, issuer, lead is not None)
        found.append(Paper(Span(begin, behind), kind, title, shown, date, issuer))
    return found


def _date(source: Source, end: int, days: Sequence[Day]) -> tuple[dt.date | None, int]:
    for day in days:
        if (end <= day.span.start < end + 16 and not day.guessed_year) and (
            _DATED.fullmatch(source.low[end : day.span.start])
        ):
            return day.date, day.span.end
    return None, end


def _issuer(source: Source, end: int, bodies: Sequence[Body]) -> Body | None:
    for body in bodies:
        if end <= body.span.start < end + 20 and _OF.fullmatch(
            source.low[end : body.span.start]
        ):
            return body
    return None


def _named(
    source: Source, begin: int, behind: int, issuer: Body | None, led: bool
) -> str:
    """Return the title of a numbered paper: its name in quotes, else the words for it."""
    quoted = _QUOTED.match(source.low, behind)
    if quoted:
        return source.quote(Span(*quoted.span(1)))
    about = re.match(
        r"[\s,]*(?:của\s[^,.;:\n]{3,60}?\s)?(?:về(?: việc)?)\s+([^.;:\n\"]{6,220}?)(?=\s*[.;:\n\"]"
        r"|,\s|$)",
        source.low[behind : behind + 300],
    )
    if about:
        return source.quote(Span(behind + about.start(1), behind + about.end(1)))
    end = issuer.span.end if issuer else behind
    return source.quote(Span(begin, end)) if led else source.quote(Span(begin, behind))


def title_at(
    source: Source, start: int, limit: int, numbered: Sequence[Paper] = ()
) -> Span | None:
    """Return the words for a paper that begin at or behind ``start``."""
    match = _ANY.search(source.low, start, limit)
    if match is None:
        return None
    end = _TITLE_END.search(source.low, match.end(), limit)
    last = end.start() if end else limit
    last = len(source.low[:last].rstrip(" ,.;:-"))
    return Span(match.start(), max(last, match.end()))


@dataclass(frozen=True)
class Launched:
    """A programme or plan that was launched: its words, title in quotes, term, year."""

    span: Span
    kind: str
    title: Span
    issuer: Body | None
    term: tuple[int, int] | None
    year: int | None


_TERM = re.compile(r"(?:nhiệm kỳ|giai đoạn)\s*((?:19|20)\d\d)\s*-\s*((?:19|20)\d\d)")
_YEAR = re.compile(r"năm\s+((?:19|20)\d\d)(?!\s*-)")


def launched_at(
    source: Source, start: int, limit: int, bodies: Sequence[Body]
) -> Launched | None:
    """Return the programme or plan that the words behind ``start`` launch."""
    match = re.compile(r"(?<!\w)(chương trình|kế hoạch)(?!\w)").search(
        source.low, start, limit
    )
    if match is None:
        return None
    quoted = _QUOTED.match(source.low, match.end(), limit)
    title = Span(*quoted.span(1)) if quoted else title_at(source, match.start(), limit)
    if title is None:
        return None
    end = quoted.end() if quoted else title.end
    words = source.low[match.start() : end]
    issuer = next(
        (
            body
            for body in bodies
            if match.end() <= body.span.start < end + 30
            and source.low[: body.span.start].rstrip().endswith("của")
        ),
        None,
    )
    if issuer is not None and not quoted and issuer.span.end >= title.end:
        cut = len(source.low[: issuer.span.start].rstrip().removesuffix("của").rstrip())
        title = Span(title.start, max(cut, match.end()))
    term = _TERM.search(words)
    year = _YEAR.search(words)
    return Launched(
        Span(match.start(), end),
        KINDS[match[1]],
        title,
        issuer,
        (int(term[1]), int(term[2])) if term else None,
        int(year[1]) if year and not term else None,
    )


_CHECKS = re.compile(
    r"(?<![\d.,])(\d{1,4})\s+(?:cuộc\s+)?kiểm tra(?!\w)|kiểm tra\s+(\d{1,4})\s+cuộc"
)
_WATCHES = re.compile(
    r"(?<![\d.,])(\d{1,4})\s+(?:cuộc\s+)?giám sát(?: chuyên đề)?(?!\w)"
    r"|giám sát chuyên đề\s+(\d{1,4})\s+cuộc"
)


def planned_in(words: str) -> dict[str, int]:
    """Return how many inspections and supervisions a launched programme plans."""
    found = {}
    for key, form in (("kiem_tra", _CHECKS), ("giam_sat_chuyen_de", _WATCHES)):
        match = form.search(words)
        if match:
            found[key] = int(match[1] or match[2])
    return found
