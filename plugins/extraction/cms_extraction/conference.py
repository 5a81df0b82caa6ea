"""The meeting that a text tells of: its title, kind, organiser, day, hours and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms_extraction.bodies import Body
from cms_extraction.dates import Day
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
    r"(?:hội nghị|hn(?=\s)|kỳ họp|phiên họp|cuộc họp|buổi họp|hội thảo|lớp (?:tập huấn"
    r"|bồi dưỡng)|tọa đàm|phiên giải trình|(?:buổi|cuộc|phiên|lễ|đợt)\s+(?:sơ kết|tổng kết"
    r"|giao ban|sinh hoạt|làm việc|tọa đàm|gặp mặt|họp mặt|hội ý)|sinh hoạt (?:chuyên đề"
    r"|chi bộ)|hội ý)"
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
    ("ky_hop", r"kỳ họp|họp kỳ"),
)
_REVIEW = r"(?:sơ kết|tổng kết|giao ban|sơ, tổng kết)"
_HELD = re.compile(
    rf"(?P<held>(?<!\w)(?:tổ chức|tiến hành|khai mạc|triệu tập|mở|diễn ra|họp"
    rf"|(?:đã|vừa) có))\s+"
    rf"(?:thành công\s+|trọng thể\s+)?(?P<title>(?:cuộc\s+|buổi\s+)?{_MEETING}(?!\w))"
    rf"|(?P<short>(?<!\w)(?:(?:tiến hành"
    rf"|tổ chức)\s+)?(?P<verb>họp)\s+(?:{_REVIEW}|triển khai|quán triệt|kỳ (?:thứ\s+)?\d"
    rf"|phiên|thường kỳ|định kỳ tháng|bàn|rút kinh nghiệm|kiểm điểm|đánh giá|xem xét"
    rf"|chuyên đề))"
    rf"|(?P<bare>(?<!\w)(?:tiến hành|tổ chức))\s+(?P<review>{_REVIEW}\s)"
    rf"|(?P<led>(?<!\w)(?:chủ trì"
    rf"|điều hành))\s+(?P<meeting>{_MEETING}\s+(?:{_REVIEW}|triển khai"
    rf"|quán triệt))"
    rf"|(?P<direct>(?<!\w)(?:sơ kết|tổng kết)\s+(?:công tác|hoạt động|việc"
    rf"|nhiệm vụ|\d+ tháng|quý|năm)\s)"
    rf"|(?P<passive>(?<!\w){_MEETING}(?!\w)[^.;\n]{{0,240}}?\s(?:đã\s+)?"
    rf"(?:được\s+)?(?:diễn ra|khai mạc|bế mạc|(?:được\s+)(?:tổ chức|triệu tập|mở)"
    rf"|(?:do|được|mà)\s[^.;\n]{{3,120}}?\s(?:tổ chức|triệu tập|tiến hành)(?!\w)))"
    rf"|(?P<noun>(?<!\w){_MEETING}\s+(?:{_REVIEW}|triển khai|quán triệt|chuyên đề)\s)"
)
# Words before the verb that say that it was not, or not yet, or is done again and again.
_UNREAL = re.compile(
    r"(?<!\w)(?:sẽ|dự kiến|chuẩn bị|phải|có trách nhiệm|định kỳ|hằng năm"
    r"|hàng năm|mỗi năm|có thể|không(?! khí| gian)|chưa|từng"
    r"|xin mời|kính mời|trân trọng mời|nếu|trường hợp|việc|được quyền"
    r"|tham mưu)\s+(?:[^\W\d_]+\s+){0,3}$"
)
_CUT = re.compile(
    r",?\s+(?:(?:sáng|chiều|tối|ngày)\s+(?:ngày\s+)?\d|do\s|với (?:sự|thành phần"
    r"|hình thức|chủ đề|trưởng|các|lãnh đạo)|dưới sự|nhằm\s|để\s|đã được"
    r"|(?:đã\s+|vừa\s+)?được\s|mà\s|đã diễn ra|diễn ra"
    r"|(?:đã\s+|vừa\s+)?(?:khai mạc|bế mạc|kết thúc|được triệu tập|khép lại)(?!\w)"
    r"|tại\s|hôm\s+\d|bằng hình thức|theo hình thức|gắn với|nối |kết hợp |có sự"
    r"|vào (?:ngày|lúc|sáng|chiều)"
    r"|đến \d+ điểm|dành cho|trong (?:hai|\d+) ngày|từ ngày|cho \d+|đối với \d+)"
    r"|\s*[;:(]|\s*\.(?=\s|$)|,\s+và\s|\s*,\s*(?=(?:có|gồm|tham dự|đến dự|cùng dự|chủ trì)\s)"
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
    if best and best[1].organiser and len(set(_DONE.findall(source.low))) > 1:
        return best[1]
    return _of_minutes(source, sentences, bodies) or _spoken_of(
        source, sentences, bodies, days
    )


_TALKED = re.compile(
    rf"(?<!\w)(?P<noun>{_MEETING}|họp|giao ban|quán triệt|học tập|sơ kết|tổng kết|triển khai"
    r"|công bố|phát động|tập huấn)(?!\w)"
)


def _spoken_of(
    source: Source,
    sentences: Sequence[Span],
    bodies: Sequence[Body],
    days: Sequence[Day],
) -> Event | None:
    """Return the meeting that no sentence announces, but of which the whole text speaks.

    It must be named with its kind and a body, and two things that are done at
    meetings must be told of it.
    """
    if len(set(_DONE.findall(source.low))) < 2:
        return None
    best: tuple[int, Event] | None = None
    for number, sentence in enumerate(sentences):
        match = _TALKED.search(source.low, sentence.start, sentence.end)
        if match is None or _UNREAL.search(
            source.low, max(sentence.start, match.start() - 40), match.start()
        ):
            continue
        event = _talked(source, sentence, match, bodies)
        dated = any(day.span in sentence for day in days)
        plain = re.search(r"hội nghị|họp|giao ban|buổi|lễ|lớp", match[0]) is not None
        score = 2 * dated + 2 * (event.kind is not None) + plain
        score += (event.organiser is not None) - (number == 0)
        if event.organiser and score >= 3 and (best is None or score > best[0]):
            best = score, event
    return best[1] if best else None


def _talked(
    source: Source, sentence: Span, match: re.Match[str], bodies: Sequence[Body]
) -> Event:
    cut = _CUT.search(source.low, match.start() + 4, sentence.end)
    end = cut.start() if cut else sentence.end
    title = Span(match.start(), len(source.low[:end].rstrip(" ,.;:")))
    kind = kind_of(title.of(source.low)) or kind_of(sentence.of(source.low))
    inside = [one for one in bodies if one.span in sentence and not one.group]
    before = [one for one in inside if one.span.end <= match.start()]
    organiser = _holder_behind(source, match.start(), inside) or next(
        iter(before[-1:] or inside[:1]), None
    )
    return Event(sentence, title, kind, organiser, title)


# What is done at a meeting: with two of these an unnamed kind of meeting is one too.
_DONE = re.compile(
    r"(?<!\w)(?:chủ trì|đọc báo cáo|trình bày báo cáo|phát biểu|kết luận|thảo luận"
    r"|tham luận|đến dự|về dự|tham dự|dự họp|đến đủ|có mặt|báo cáo|yêu cầu|nhấn mạnh"
    r"|điều hành|chốt|khai mạc|giao nhiệm vụ)(?!\w)"
)
_LABEL = re.compile(
    r"^\s*(?:[-+*•]\s*)?(?:đơn vị tổ chức|thời gian|địa điểm|chủ trì|chủ tọa"
    r"|thành phần|có mặt|vắng|thư ký|tham dự|dự họp|hôm nay)[^:\n]{0,20}:",
    re.MULTILINE,
)
_CHAIR = re.compile(r"^\s*(?:[-+*•]\s*)?(?:chủ trì|chủ tọa)\s*:", re.MULTILINE)
_HOST = re.compile(
    r"^\s*(?:[-+*•]\s*)?(?:đơn vị|cơ quan) (?:tổ chức|chủ trì)\s*:", re.MULTILINE
)


def _of_minutes(
    source: Source, sentences: Sequence[Span], bodies: Sequence[Body]
) -> Event | None:
    """Return the meeting of which the text is a record with labelled lines."""
    if not sentences or len(_LABEL.findall(source.low)) < 2:
        return None
    headed = re.compile(rf"(?<!\w)(?:{_MEETING}|họp)(?!\w)")
    first, match = next(
        (
            (sentence, found)
            for sentence in sentences[:4]
            if (found := headed.search(source.low, sentence.start, sentence.end))
            and ":" not in source.low[sentence.start : found.start()]
        ),
        (sentences[0], None),
    )
    if match is None:
        return None
    title = Span(match.start(), first.end)
    host = _HOST.search(source.low)
    organiser = next(
        (one for one in bodies if host and 0 <= one.span.start - host.end() < 3),
        next((one for one in bodies if one.span in title and not one.group), None),
    )
    if organiser is None and (chair := _CHAIR.search(source.low)):
        line = source.line_of(chair.start())
        there = [one for one in bodies if chair.end() <= one.span.start < line.end]
        organiser = next((one for one in there if one.of is not None), None)
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
    kind = kind_of(title.of(source.low)) or kind_of(source.low[start : sentence.end])
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
    behind = _holder_behind(source, match.start(), inside)
    before = [
        body
        for body in inside
        if body.span.end
        <= (match.start() if match["passive"] or match["noun"] else held.start)
        and not _ASIDE.search(
            source.low[max(sentence.start, body.span.start - 24) : body.span.start]
        )
    ]
    if match["passive"] or match["noun"]:
        after = [one for one in inside if one.span.start >= match.start()]
        return behind or next(iter([*before[-1:], *after[:1]]), None)
    if match["meeting"]:
        return behind or next(iter(before[-1:]), None)
    led = source.low[: match.start()].endswith(("chủ trì ", "điều hành "))
    if not before or (led and behind is not None):
        return behind
    chosen = before[-1]
    if len(before) > 1 and chosen.kind == "dang_bo":
        between = source.low[before[-2].span.end : chosen.span.start]
        if re.fullmatch(
            r"\s*[,(]\s*|\s+thuộc\s+", between
        ):  # "Chi bộ thôn Đông, Đảng bộ xã ..."
            chosen = before.pop(-2)
    for body in reversed(before[:-1]):
        between = source.low[body.span.end : chosen.span.start]
        if not re.fullmatch(
            r"\s*,?\s*(?:đã\s+)?(?:phối hợp|cùng|và)(?:\s+(?:với|cùng))?\s*", between
        ):
            break
        chosen = body
    return chosen


# What stands before a body that does not hold the meeting itself.
_ASIDE = re.compile(
    r"(?:được sự [^.;]{0,16}của|kế hoạch của|chỉ đạo của|chương trình của|hội trường"
    r"|trụ sở|phòng họp|nhà|dự|tại|ở|\()\s+$|\($"
)
_NAMING = re.compile(
    r"(?:hội nghị|cuộc họp|buổi họp|kỳ họp|phiên họp|họp|do|của)\s+(?:thường kỳ\s+)?$"
)


def _holder_behind(source: Source, start: int, inside: Sequence[Body]) -> Body | None:
    """Return whose meeting it is: "do UBKT ... tổ chức", "hội nghị của UBKT ..."."""
    behind = [body for body in inside if body.span.start > start]
    for word in ("do ", "được ", "mà ", "của "):
        for body in behind:
            if source.low[: body.span.start].endswith(word):
                return body
    for body in behind[:1]:
        if _NAMING.search(source.low[start : body.span.start]):
            return body
    return None


_SUBJECT = re.compile(
    r"\s*(?:đã\s+|vừa\s+)?(?:họp|tổ chức|sơ kết|tổng kết|triển khai|giao ban"
    r"|quán triệt|:|-)"
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
    if not inside:  # "Căn cứ Kế hoạch số 12-KH/HU, ngày 5/7/2022, UBKT ... tổ chức"
        inside = [day for day in days if day.span in event.sentence]
        inside = [day for day in inside if source.low.startswith(", ", day.span.end)]
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
    if re.match(r"(?:sáng|trưa|chiều|tối)(?!\w)", day.span.of(source.low)):
        return False
    lead = source.low[max(day.span.start - 60, 0) : day.span.start]
    return bool(
        _NOTICE.search(
            lead.split("\n")[-1]
            + source.low[day.span.start : day.span.start + 9].split("ngày")[0]
        )
    )


_OTHER_EVENT = re.compile(
    r"\s*(?:\d{1,2}[.)]\s*)?(?:(?:sáng|chiều|tối)?\s*(?:cùng ngày"
    r"|ngày \d{1,2}[/.-]\d)|trước đó, ngày|cũng trong ngày|(?:sáng"
    r"|chiều) \d{1,2}/\d)"
)


def begins_other_event(source: Source, sentence: Span, event: Event) -> bool:
    """Tell whether a sentence behind the meeting's own begins another piece of news."""
    match = _OTHER_EVENT.match(source.low, sentence.start, sentence.end)
    if match is None:
        return False
    low = sentence.of(source.low)
    again = re.search(r"hội nghị (?:đã |cũng |tiếp tục )|tại hội nghị|bước vào", low)
    acts = re.search(
        r"(?<!\w)(?:tổ chức|khai mạc|trao|diễn ra|thăm|làm việc|tiếp|khánh thành"
        r"|phát động|ra quân)(?!\w)",
        low,
    )
    return bool(acts) and not again
