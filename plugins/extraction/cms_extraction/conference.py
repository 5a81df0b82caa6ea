"""The meeting that a text tells of: its title, kind, organiser, day, hours and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms_extraction.bodies import Body
from cms_extraction.dates import Clock, Day
from cms_extraction.periods import Stretch
from cms_extraction.source import Source
from cms_extraction.spans import Span


@dataclass(frozen=True)
class Event:
    """A meeting as one sentence announces it; each part is None when not stated."""

    sentence: Span
    title: Span
    kind: str | None
    organiser: Body | None
    held: Span  # the verb that says it was held


_MEETING = (
    r"(?:hội nghị|hn(?=\s)|kỳ họp|phiên họp|cuộc họp|buổi họp|hội thảo|lớp tập huấn)"
)
_KINDS = (
    ("so_ket_giua_nhiem_ky", r"giữa nhiệm kỳ|nửa nhiệm kỳ|giữa nk"),
    ("so_ket", r"sơ kết"),
    ("tong_ket", r"tổng kết"),
    ("giao_ban", r"giao ban"),
    ("quan_triet", r"quán triệt|học tập"),
    ("tap_huan", r"tập huấn|bồi dưỡng"),
    ("chuyen_de", r"chuyên đề"),
    ("trien_khai", r"triển khai|công bố|phát động|ký kết"),
    ("ky_hop", r"kỳ họp"),
)
_REVIEW = r"(?:sơ kết|tổng kết|giao ban|sơ, tổng kết)"
_HELD = re.compile(
    rf"(?P<held>(?<!\w)(?:tổ chức|tiến hành|khai mạc|triệu tập|mở|diễn ra|họp))\s+"
    rf"(?:thành công\s+|trọng thể\s+)?(?P<title>(?:cuộc\s+|buổi\s+)?{_MEETING}(?!\w))"
    rf"|(?P<short>(?<!\w)(?:(?:tiến hành|tổ chức)\s+)?(?P<verb>họp)\s+(?:{_REVIEW}|triển khai|quán triệt))"
    rf"|(?P<bare>(?<!\w)(?:tiến hành|tổ chức))\s+(?P<review>{_REVIEW}\s)"
    rf"|(?P<led>(?<!\w)(?:chủ trì|điều hành))\s+(?P<meeting>{_MEETING}\s+(?:{_REVIEW}|triển khai|quán triệt))"
    rf"|(?P<direct>(?<!\w)(?:sơ kết|tổng kết)\s+(?:công tác|hoạt động|việc|nhiệm vụ|\d+ tháng|quý|năm)\s)"
    rf"|(?P<noun>(?<!\w){_MEETING}\s+(?:{_REVIEW}|triển khai|quán triệt|chuyên đề)\s)"
    rf"|(?P<passive>(?<!\w){_MEETING}(?!\w)[^.;\n]{{0,240}}?\s(?:đã\s+)?"
    rf"(?:được\s+)?(?:diễn ra|khai mạc|(?:được\s+)tổ chức|do\s[^.;\n]{{3,120}}?\stổ chức))"
)
# Words before the verb that say that it was not, or not yet, or is done again and again.
_UNREAL = re.compile(
    r"(?<!\w)(?:sẽ|dự kiến|chuẩn bị|phải|có trách nhiệm|định kỳ|hằng năm|hàng năm|mỗi năm|có thể|không|chưa|từng"
    r"|xin mời|kính mời|trân trọng mời|nếu|trường hợp|việc|được quyền|tham mưu)\s+(?:[^\W\d_]+\s+){0,3}$"
)
_CUT = re.compile(
    r",?\s+(?:(?:sáng|chiều|tối|ngày)\s+(?:ngày\s+)?\d|do\s|với (?:sự|thành phần|hình thức|chủ đề|trưởng|các|lãnh đạo)|dưới sự|nhằm\s|để\s|đã được|được tổ chức|đã diễn ra|diễn ra"
    r"|tại\s|bằng hình thức|theo hình thức|gắn với|nối |kết hợp |có sự|vào (?:ngày|lúc|sáng|chiều)"
    r"|đến \d+ điểm|dành cho|trong (?:hai|\d+) ngày|từ ngày|cho \d+|đối với \d+)"
    r"|\s*[;:(]|\s*\.(?=\s|$)|\s*,\s*(?=(?:có|gồm|tham dự|đến dự|cùng dự|chủ trì)\s)"
)


def find_event(
    source: Source,
    sentences: Sequence[Span],
    bodies: Sequence[Body],
    days: Sequence[Day],
) -> Event | None:
    """Return the meeting that the text tells of, or None when it announces none."""
    best: tuple[int, Event] | None = None
    for number, sentence in enumerate(sentences):
        if source.line_of(sentence.start).capitals and number == 0:
            continue
        match = _HELD.search(source.low, sentence.start, sentence.end)
        if match is None or _UNREAL.search(
            source.low, max(sentence.start, match.start() - 40), match.start()
        ):
            continue
        event = _event(source, sentence, match, bodies)
        dated = any(day.span in sentence for day in days)
        if match["direct"] and not (dated and event.organiser):
            continue
        if match["noun"] and not dated:
            continue
        score = 2 * dated - bool(match["direct"] or match["noun"])
        score += 2 * (event.kind is not None) + (event.organiser is not None)
        score -= 2 * (number == 0 and len(sentences) > 3)
        if best is None or score > best[0]:
            best = score, event
    if best and best[0] >= 2:
        return best[1]
    return _of_minutes(source, sentences, bodies)


_LABEL = re.compile(r"^\s*(?:[-+*•]\s*)?(?:đơn vị tổ chức|thời gian|địa điểm|chủ trì|chủ tọa|thành phần)[^:\n]{0,20}:", re.MULTILINE)
_HOST = re.compile(r"^\s*(?:[-+*•]\s*)?(?:đơn vị|cơ quan) (?:tổ chức|chủ trì)\s*:", re.MULTILINE)


def _of_minutes(
    source: Source, sentences: Sequence[Span], bodies: Sequence[Body]
) -> Event | None:
    """Return the meeting of which the text is a record with labelled lines."""
    if not sentences or len(_LABEL.findall(source.low)) < 2:
        return None
    first = sentences[0]
    match = re.compile(_MEETING).search(source.low, first.start, first.end)
    if match is None:
        return None
    title = Span(match.start(), first.end)
    host = _HOST.search(source.low)
    organiser = next(
        (one for one in bodies if host and 0 <= one.span.start - host.end() < 3), None
    )
    return Event(first, title, kind_of(title.of(source.low)), organiser, title)


def _event(
    source: Source, sentence: Span, match: re.Match[str], bodies: Sequence[Body]
) -> Event:
    if match["title"]:
        start, held = match.start("title"), Span(match.start("held"), match.end("held"))
    elif match["verb"]:
        start, held = match.start("verb"), Span(match.start("short"), match.end("verb"))
    elif match["meeting"]:
        start, held = match.start("meeting"), Span(match.start("led"), match.end("led"))
    elif match["direct"] or match["noun"]:
        start = match.start("direct") if match["direct"] else match.start("noun")
        held = Span(start, match.end())
    elif match["review"]:
        start, held = (
            match.start("review"),
            Span(match.start("bare"), match.end("bare")),
        )
    else:
        start, held = match.start("passive"), Span(match.start("passive"), match.end())
    cut = _CUT.search(source.low, start + 4, sentence.end)
    end = cut.start() if cut else sentence.end
    title = Span(start, len(source.low[:end].rstrip(" ,.;:")))
    kind = kind_of(title.of(source.low))
    return Event(
        sentence, title, kind, _organiser(source, sentence, held, match, bodies), held
    )


def kind_of(title: str) -> str | None:
    """Return the code of the kind of meeting that a title in small letters names."""
    found = [kind for kind, form in _KINDS if re.search(form, title)]
    return found[0] if found else None


def _organiser(
    source: Source,
    sentence: Span,
    held: Span,
    match: re.Match[str],
    bodies: Sequence[Body],
) -> Body | None:
    inside = [body for body in bodies if body.span in sentence and not body.group]
    if match["passive"] or match["noun"]:
        by = [b for b in inside if source.low[: b.span.start].endswith("do ")]
        by += [b for b in inside if source.low[: b.span.start].endswith("của ")]
        before = [body for body in inside if body.span.end <= match.start()]
        return (by or before or [None])[0]
    before = [body for body in inside if body.span.end <= held.start]
    if not before or match["meeting"]:
        return None
    chosen = before[-1]
    for body in reversed(before[:-1]):
        between = source.low[body.span.end : chosen.span.start]
        if not re.fullmatch(
            r"\s*,?\s*(?:đã\s+)?(?:phối hợp|cùng|và)(?:\s+(?:với|cùng))?\s*", between
        ):
            break
        chosen = body
    lead = source.low[max(sentence.start, chosen.span.start - 24) : chosen.span.start]
    if re.search(r"(?:hội trường|trụ sở|phòng họp|nhà)\s*$", lead):
        return None
    return chosen


_SUBJECT = re.compile(
    r"\s*(?:đã\s+|vừa\s+)?(?:họp|tổ chức|sơ kết|tổng kết|triển khai|giao ban|quán triệt|:|-)"
)


def organiser_of(source: Source, event: Event, bodies: Sequence[Body]) -> Body | None:
    """Return who held the meeting: by its sentence, else by the title of the article."""
    if event.organiser is not None:
        return event.organiser
    first = source.lines[0]
    for body in bodies:
        if body.span.end <= first.end and _SUBJECT.match(source.low, body.span.end):
            return body
    return None


def day_of(
    source: Source, event: Event, sentences: Sequence[Span], days: Sequence[Day]
) -> Day | None:
    """Return the day on which the meeting was held, as near to its sentence as it stands."""
    usable = [day for day in days if not _is_notice(source, day)]
    inside = [day for day in usable if day.span in event.sentence]
    before = [day for day in inside if day.span.end <= event.title.start + 1]
    outside = [day for day in inside if day.span not in event.title]
    if before or outside:
        return (before or outside)[-1 if before else 0]
    number = sentences.index(event.sentence)
    for near in [
        *sentences[max(number - 2, 0) : number][::-1],
        *sentences[number + 1 : number + 3],
    ]:
        for day in usable:
            if day.span in near and re.match(
                r"ngày|sáng|chiều|tối|hai ngày", day.span.of(source.low)
            ):
                return day
    return None


_NOTICE = re.compile(
    r"(?:ngày đăng|cập nhật|đăng ngày|ngày cập nhật|đăng lúc|số[^.;\n]{0,40})\W*$"
)


def _is_notice(source: Source, day: Day) -> bool:
    """Tell whether a day is that of publication or of a paper."""
    lead = source.low[max(day.span.start - 60, 0) : day.span.start]
    return bool(
        _NOTICE.search(
            lead.split("\n")[-1]
            + source.low[day.span.start : day.span.start + 9].split("ngày")[0]
        )
    )


_ROOM = re.compile(
    r"(?<!\w)(?:tại|ở|từ|địa điểm\s*:)\s+((?:hội trường|phòng họp|trung tâm|nhà văn hóa|trụ sở|nhà khách"
    r"|khách sạn|nhà thi đấu|rạp|cung|học viện|trường|ủy ban nhân dân|ubnd|bộ chỉ huy|công ty"
    r"|khu |văn phòng|sở chỉ huy|bệnh viện|thư viện|nhà hát|nhà )[^,.;:()\n]{0,90}?)"
    r"(?=\s*(?:[,.;:()\n]|$|\s(?:đã|tổ chức|diễn ra|đến \d|và \d|với|cho|để|nhằm|do|,)\s))"
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
    near = sentences[max(number - 1, 0) : number + 2]
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


_PURPOSE = re.compile(r"(?<!\w)(?:để|nhằm(?: mục đích)?)\s+")
_VERBS = (
    r"(?:đánh giá|rút|định hướng|triển khai|đề ra|thống nhất|bàn|nâng cao|tăng cường|kịp thời"
    r"|chuẩn bị|tạo|giúp|góp phần|phổ biến|quán triệt|trao đổi|nhìn lại|kiểm điểm|xác định"
    r"|tháo gỡ|chấn chỉnh|khắc phục|củng cố|chia sẻ|tiếp tục|động viên|cụ thể hóa|xây dựng"
    r"|thực hiện|phát huy|hoàn thành|trang bị|bồi dưỡng|cập nhật|ghi nhận|biểu dương)"
)
_NEXT_PURPOSE = re.compile(
    rf"\s*(?:,|;|và|,\s*đồng thời|đồng thời)\s+(?={_VERBS}(?!\w))"
)


def purposes_of(source: Source, event: Event, sentences: Sequence[Span]) -> list[Span]:
    """Return what the meeting was for, one span for each purpose."""
    number = sentences.index(event.sentence)
    for sentence in sentences[max(number - 1, 0) : number + 1]:
        for match in _PURPOSE.finditer(source.low, sentence.start, sentence.end):
            leads = match.start() - sentence.start < 2
            if not leads and (
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


_OTHER_EVENT = re.compile(
    r"\s*(?:\d{1,2}[.)]\s*)?(?:(?:sáng|chiều|tối)?\s*(?:cùng ngày|ngày \d{1,2}[/.-]\d)|trước đó, ngày|cũng trong ngày|(?:sáng|chiều) \d{1,2}/\d)"
)


def begins_other_event(source: Source, sentence: Span, event: Event) -> bool:
    """Tell whether a sentence behind the meeting's own begins another piece of news."""
    match = _OTHER_EVENT.match(source.low, sentence.start, sentence.end)
    if match is None:
        return False
    low = sentence.of(source.low)
    again = re.search(r"hội nghị (?:đã |cũng |tiếp tục )|tại hội nghị|bước vào", low)
    acts = re.search(
        r"(?<!\w)(?:tổ chức|khai mạc|trao|diễn ra|thăm|làm việc|tiếp|khánh thành|phát động|ra quân)(?!\w)",
        low,
    )
    return bool(acts) and not again
