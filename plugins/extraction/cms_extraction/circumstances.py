"""Where, when and how a meeting was held, what for, and which periods it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cms_extraction.conference import Event
from cms_extraction.dates import Clock
from cms_extraction.periods import Stretch
from cms_extraction.source import Source
from cms_extraction.spans import Span


_ROOM = re.compile(
    r"(?<!\w)(?:tại|ở|từ|địa điểm\s*:)\s+((?:hội trường|phòng họp|trung tâm"
    r"|nhà văn hóa|trụ sở|nhà khách"
    r"|khách sạn|nhà thi đấu|rạp|cung|học viện|trường|ủy ban nhân dân|ubnd"
    r"|bộ chỉ huy|công ty"
    r"|khu |văn phòng|sở chỉ huy|bệnh viện|thư viện|nhà hát|nhà )[^,.;:()\n]{0,90}?)"
    r"(?=\s*(?:[,.;:()\n]|$|\s(?:đã|tổ chức|diễn ra|đến \d|và \d|với|cho|để|nhằm"
    r"|do|,)\s))"
)


def place_of(source: Source, event: Event, sentences: Sequence[Span]) -> Span | None:
    """Return where the meeting was held."""
    number = sentences.index(event.sentence)
    for sentence in sentences[number : number + 2]:
        for match in _ROOM.finditer(source.low, sentence.start, sentence.end):
            return Span(match.start(1), match.end(1))
    return None


def hours_of(
    source: Source, event: Event, sentences: Sequence[Span], clocks: Sequence[Clock]
) -> tuple[Clock | None, Clock | None]:
    """Return the clock times at which the meeting began and ended."""
    number = sentences.index(event.sentence)
    near = sentences[max(number - 1, 0) : number + (2 if number else 4)]
    begins = next(
        (one for one in clocks if any(one.span in sentence for sentence in near)), None
    )
    ends = begins if begins and begins.end else None
    for one in clocks:
        lead = source.low[max(one.span.start - 30, 0) : one.span.start]
        if re.search(r"(?:kết thúc|bế mạc)\s[^.]{0,16}$", lead):
            ends = one
    return (begins if begins is not ends or (begins and begins.end) else None), ends


_ONLINE = re.compile(r"trực tuyến|điểm cầu")
_BOTH = re.compile(r"trực tiếp[^.;\n]{0,40}trực tuyến|trực tuyến[^.;\n]{0,40}trực tiếp")
_POINTS = re.compile(r"(?<![\d.])(\d{1,4})\s+điểm cầu")


def format_of(
    source: Source, event: Event, sentences: Sequence[Span]
) -> tuple[str | None, int | None]:
    """Return (format, number of online points); None where the text does not say."""
    number = sentences.index(event.sentence)
    end = sentences[min(number + 5, len(sentences) - 1)].end
    near = source.low[event.sentence.start : end]
    points = _POINTS.findall(near)
    if _BOTH.search(near):
        held = "ket_hop_truc_tuyen"
    else:
        held = "truc_tuyen" if _ONLINE.search(near) else ""
    return held or None, int(points[0]) if len(points) == 1 else None


_PURPOSE = re.compile(
    r"(?<!\w)(?:để|nhằm(?: mục đích)?|(?:với )?mục đích(?: của (?:hội nghị|cuộc họp"
    r"|buổi họp))?(?: là)?)\s+"
)
_VERBS = (
    r"(?:đánh giá|rút|định hướng|triển khai|đề ra|thống nhất|bàn|nâng cao"
    r"|tăng cường|kịp thời"
    r"|chuẩn bị|tạo|giúp|góp phần|phổ biến|quán triệt|trao đổi|nhìn lại"
    r"|kiểm điểm|xác định"
    r"|tháo gỡ|chấn chỉnh|khắc phục|củng cố|chia sẻ|tiếp tục|động viên"
    r"|cụ thể hóa|xây dựng"
    r"|thực hiện|phát huy|hoàn thành|trang bị|bồi dưỡng|cập nhật|ghi nhận|biểu dương|nghe"
    r"|góp ý|thảo luận|giải quyết|rà soát"
    r"|hướng dẫn|thông qua|phân công|tổng kết|sơ kết|tuyên truyền|học tập|thông tin|kiện toàn"
    r"|nắm|giao|chỉ ra|làm rõ|bảo đảm|đẩy mạnh|phân tích|tìm|thúc đẩy|hoàn thiện)"
)
_NEXT_PURPOSE = re.compile(
    rf"\s*(?:,|;|và|,\s*đồng thời|đồng thời)\s+(?={_VERBS}(?!\w))"
)


def purposes_of(source: Source, event: Event, sentences: Sequence[Span]) -> list[Span]:
    """Return what the meeting was for, one span for each purpose."""
    number = sentences.index(event.sentence)
    behind = [
        one
        for one in sentences[number + 1 : number + 3]
        if re.match(r"(?:hội nghị|cuộc họp|buổi họp|mục đích)\s", one.of(source.low))
    ]
    for sentence in [*sentences[max(number - 1, 0) : number + 1], *behind]:
        for match in _PURPOSE.finditer(source.low, sentence.start, sentence.end):
            leads = match.start() - sentence.start < 2
            if (not leads and sentence not in behind) and (
                sentence != event.sentence or match.start() < event.title.start
            ):
                continue
            if not re.match(_VERBS, source.low[match.end() :]):
                continue
            end = sentence.end
            if leads and sentence == event.sentence:
                comma = source.low.rfind(",", match.end(), event.held.start)
                end = comma if comma > 0 else event.held.start
            return _split(source, match.end(), end)
    return []


def _split(source: Source, start: int, end: int) -> list[Span]:
    found = []
    while match := _NEXT_PURPOSE.search(source.low, start, end):
        found.append(Span(start, match.start()))
        start = match.end()
    dated = re.compile(r",\s*(?:sáng|chiều|tối|ngày|vừa qua)").search(
        source.low, start, end
    )
    end = dated.start() if dated else end
    last = len(source.low[:end].rstrip(" .;,"))
    return [*found, Span(start, last)] if last > start else found


_FORWARD = re.compile(
    r"(?:triển khai|phương hướng|nhiệm vụ|định hướng|kế hoạch|chương trình)[^.;]{0,60}$"
)


def periods_of(
    source: Source,
    event: Event,
    stretches: Sequence[Stretch],
    body_start: int,
    asked: Sequence[Span] = (),
) -> tuple[Stretch | None, Stretch | None]:
    """Return the period that the meeting looks back on, and the one it plans.

    ``asked`` is what speakers want done: a year named only there is no plan.
    """
    plain = [one for one in stretches if one.period.term is None]
    inside = [one for one in plain if one.span in event.title]
    current = upcoming = None
    for one in inside:
        lead = source.low[event.title.start : one.span.start]
        ahead = bool(_FORWARD.search(lead[-70:])) and event.kind not in (
            "trien_khai",
            None,
        )
        if current is None and not ahead:
            current = one
        elif upcoming is None and (current is None or follows(one, current)):
            upcoming = one
    term = next(
        (one for one in stretches if one.span in event.title and one.period.term), None
    )
    if event.kind == "so_ket_giua_nhiem_ky" and term is not None:
        return term, upcoming
    if current is None and not inside:
        head = [one for one in plain if one.span.start < event.sentence.end]
        current = head[0] if head else None
    if current is not None and upcoming is None:
        upcoming = next(
            (
                one
                for one in plain
                if one.span.start >= body_start
                and follows(one, current)
                and not _inside(one.span, asked)
            ),
            None,
        )
    return current, upcoming


def _inside(span: Span, others: Sequence[Span]) -> bool:
    return any(span in other for other in others)


def follows(later: Stretch, earlier: Stretch) -> bool:
    """Tell whether a period begins the day after the other ends, and is of its kind."""
    first, second = earlier.period, later.period
    if not (first.end and second.start) or (second.start - first.end).days != 1:
        return False
    kinds = [re.sub(r"\d", "", (one.code or "")[4:])[:2] for one in (first, second)]
    if first.code and first.code.endswith("-M9"):
        return second.code is not None and second.code[4:] in ("-Q4", "-L3")
    if first.code and first.code.endswith("-H2") and kinds[1] == "":
        return True
    return kinds[0] == kinds[1]
