"""Groups that attended, in the words of the text, and how many came in all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms_extraction.acts import ATTENDING
from cms_extraction.bodies import Body
from cms_extraction.noting import Act
from cms_extraction.people import Mention
from cms_extraction.source import Source
from cms_extraction.spans import Span


@dataclass(frozen=True)
class Group:
    """People who attended without being named; ``count`` is None when not stated."""

    span: Span
    count: int | None = None


_PEOPLE = (
    r"(?:đại diện|lãnh đạo|các|những|toàn thể|tập thể|bí thư|phó bí thư"
    r"|chủ nhiệm|phó chủ nhiệm|thành viên|cán bộ|hiệu trưởng|giám đốc|giáo viên|học viên"
    r"|công nhân|sinh viên|hội viên|đoàn viên|phóng viên|già làng|chiến sĩ|chỉ huy|nhân viên"
    r"|ủy viên|cấp ủy|chủ tịch|phó chủ tịch|trưởng|thủ trưởng|đại biểu|đảng viên"
    r"|cn ubkt|bt |thường trực|chuyên viên|đông đảo|các thầy|cả \d|hơn \d|gần \d|trên \d"
    r"|khoảng \d|\d+%|\d)"
)
_WHO = re.compile(
    rf"(?:đông (?:đủ|đảo)\s+)?(?:{_PEOPLE}|(?:đoàn|hội|ban|văn phòng|thanh tra|mặt trận"
    rf"|công an|viện kiểm sát|viện ksnd|tòa án|kho bạc"
    rf"|chi cục|cục|trạm|quân sự|sở|phòng|đảng đoàn|btg|bdv|btc|ủy ban|ubnd|hđnd|ubkt)(?!\w))"
)
_CUE = re.compile(
    r"(?<!\w)(?:(?:về|đến|tham|cùng|tới|có)?\s?dự(?!\s+(?:thảo|án|kiến|toán|báo"
    r"|phòng|trù|định|bị|nguồn))|tham gia|có mặt"
    r"|khách mời|sự có mặt|sự tham gia|thành phần tham dự|thành phần(?=\s*:))(?!\w)"
    r"(?:\s*(?:và|,)\s*(?:chỉ đạo|chủ trì"
    r"|phát biểu(?: chỉ đạo)?))?(?:\s+(?:hội nghị|hn|họp|buổi họp|cuộc họp"
    r"|lớp tập huấn|buổi lễ))?"
)
_LEAD = re.compile(
    r"[\s,;:.)-]*(?:(?:và|cùng(?: với)?|có|gồm(?: có)?|còn có|là|sự"
    r"|của|tại (?:hội nghị|cuộc họp|buổi họp)|sự tham dự của|sự có mặt của|trong đó(?: có)?"
    r"|có sự tham dự của"
    r"|về phía [^,;:.]{0,60}? có|(?:tại|ở) (?:các )?điểm cầu [^,;:.]{0,40}? có"
    r"|chủ trì(?: hội nghị)?(?=[;,]))\s*(?=[\s;,])|\([^()\n]{0,24}\)|[,;:\s])*"
)
_NEW = (
    r"(?:bí thư(?!,)|những|đại diện|các|lãnh đạo|cán bộ|toàn thể|thành viên"
    r"|đại biểu|chủ nhiệm ubkt|cn ubkt|chủ tịch|trưởng (?:các|phòng|ban)"
    r"|\d+\s+(?:đại biểu|đồng chí|đ/c|cán bộ|học viên|đảng viên|trưởng|bí thư|vị"
    r"|chi bộ))"
)
_SPLIT = re.compile(
    rf"\s*;\s*(?:và\s+|cùng\s+)?|\s*,?\s*(?:và|cùng(?: với)?|cùng có)\s+(?={_NEW})"
    r"|\s*,\s*(?:cùng\s+)?(?=(?:đại diện|các đ/c|các đồng chí|lãnh đạo|toàn thể|thành viên"
    r"|cán bộ|trưởng|chủ tịch (?:\d+|các|ubnd|hội)|thường trực|chuyên viên"
    r"|bí thư (?:\d+|các|chi|cấp|đảng|và)|bí thư, (?:phó|chủ)|\d+ (?:đại biểu|đồng chí"
    r"|đ/c|bí thư|trưởng))(?!\w))"
)
_WHOLE = re.compile(
    r"(?:hơn\s+|gần\s+|trên\s+)?\d[\d.]*\s+\S+(?:\s\S+)?\s+(?:là|đại diện)\s"
)
_COUNT = re.compile(
    r"(?:(?!(?:và|hơn|gần|trên|khoảng|số|tháng|năm|khóa|thứ)\s)[^\W\d]+\s+){0,8}"
    r"(\d{1,3}(?:\.\d{3})+|\d+)(?=\s)"
)
_BEHIND = re.compile(
    r",?\s+(?:trong đó|dự\s|tham dự|tham gia|có mặt|đến từ|cùng dự|về dự"
    r"|tổng cộng|tổng số|đã\s|đồng chí\s*$|đ/c\s*$)"
)


_MARKER = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[-+*•])\s*")


def find_groups(
    source: Source,
    acts: Sequence[Act],
    mentions: Sequence[Mention],
    bodies: Sequence[Body] = (),
) -> list[Group]:
    """Return the groups that attended, in order, none twice."""
    found: list[Group] = []
    done: set[int] = set()
    for act in acts:
        if act.kind != ATTENDING or act.sentence.start in done:
            continue
        done.add(act.sentence.start)
        if "\t" in act.sentence.of(source.text) or "|" in act.sentence.of(source.text):
            found += _in_cells(source, act.sentence)
            continue
        found += groups_in(source, act.sentence, mentions, bodies)
    return found


def groups_in(
    source: Source,
    sentence: Span,
    mentions: Sequence[Mention],
    bodies: Sequence[Body] = (),
) -> list[Group]:
    """Return the groups that one sentence about attendance names."""
    marker = _MARKER.match(source.low, sentence.start, sentence.end)
    if marker:
        sentence = Span(marker.end(), sentence.end)
    inside = [one.span for one in mentions if one.span in sentence]
    cues = [
        Span(*cue.span())
        for cue in _CUE.finditer(source.low, sentence.start, sentence.end)
    ]
    walls = sorted([*inside, *cues])
    edges = [sentence.start]
    for wall in walls:
        if wall.start >= edges[-1]:
            edges += [wall.start, wall.end]
    edges.append(sentence.end)
    found: list[Group] = []
    ends = {span.end for span in inside}
    holder = next((one for one in bodies if _holds(source, one, sentence)), None)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if start in ends and _is_body_of_post(source, start, bodies):
            continue
        if holder is not None and start < holder.span.start < end:
            end = (
                holder.span.start
            )  # "với sự tham gia của 60 đảng viên, Đảng ủy ... tổ chức"
        found += _chunk(source, start, end, bodies)
    return found


def _holds(source: Source, body: Body, sentence: Span) -> bool:
    """Tell whether a body in a sentence holds the meeting."""
    return body.span in sentence and bool(
        re.compile(
            r"\s+(?:đã\s+|vừa\s+)?(?:tổ chức|họp|tiến hành|mở|khai mạc)(?!\w)"
        ).match(source.low, body.span.end, sentence.end)
    )


def with_total(
    source: Source, groups: list[Group], total: tuple[int, Span] | None
) -> list[Group]:
    """Return the groups with the number of all, unless its parts follow ("trong đó")."""
    if total is None or any(one.span.overlaps(total[1]) for one in groups):
        return groups
    behind = source.low[total[1].end : total[1].end + 12]
    if re.match(r"\s*,?\s*trong đó", behind) or total[1].of(source.low).endswith("đ/c"):
        return groups
    return sorted([*groups, Group(total[1], total[0])], key=lambda one: one.span)


def came_with(
    source: Source, begin: int, end: int, bodies: Sequence[Body] = ()
) -> list[Group]:
    """Return whom the announcing sentence names: "hội nghị ... cho 286 học viên"."""
    lead = re.compile(
        r"\s*,?\s*(?:với|cho|cùng)\s+(?:sự tham (?:dự|gia) của\s+)?"
    ).match(source.low, begin, end)
    return _chunk(source, lead.end(), end, bodies) if lead else []


def _is_body_of_post(source: Source, start: int, bodies: Sequence[Body]) -> bool:
    """Tell whether a body behind a comma belongs to the post before: "…, UBKT Thành ủy"."""
    return source.low.startswith(", ", start) and any(
        body.span.start == start + 2 for body in bodies
    )


def _in_cells(source: Source, row: Span) -> list[Group]:
    """Return the group that a row of a table names, if it names no person."""
    for cell in re.finditer(r"[^\t|]+", row.of(source.text)):
        start = row.start + cell.start() + len(cell[0]) - len(cell[0].lstrip())
        end = row.start + cell.end()
        if re.match(
            r"(?:đại diện|các |lãnh đạo|toàn thể|\d+ đại biểu|(?:bí thư|chủ nhiệm|chủ tịch|trưởng"
            r"|cán bộ|thành viên)\s[^|]*?\d+\s+\w)",
            source.low[start:end],
        ):
            group = _group(source, start, end)
            return [group] if group else []
    return []


_TITLED = re.compile(
    r"(?:tại|trong|chiều|sáng|ngày|hội nghị|phát biểu|khai mạc|báo cáo|chủ trì)"
)


def _chunk(source: Source, start: int, end: int, bodies: Sequence[Body]) -> list[Group]:
    lead = _LEAD.match(source.low, start, end)
    start = lead.end() if lead else start
    total = re.match(
        r"\d[\d.]*\s+đại biểu\s*,?\s*trong đó(?: có)?\s+", source.low[start:end]
    )
    if total:
        start += total.end()
    last = re.search(
        r"(?<!\w)(?:có|với|gồm)\s+(?=\d[\d.]*\s+đại biểu\s*$)", source.low[start:end]
    )
    if last:
        start += last.end()
    if not _WHO.match(source.low, start, end) or _TITLED.match(source.low, start, end):
        return []
    if not _WHOLE.match(source.low, start, end):
        return [
            group
            for piece in _pieces(source, start, end, bodies)
            if (group := _group(source, *piece))
        ]
    group = _group(source, start, end)
    return [group] if group else []


# "bí thư và chủ nhiệm UBKT": two posts of one group.
_PAIRED = re.compile(
    r"(?<!\w)(?:phó )?(?:bí thư|chủ nhiệm|chủ tịch|trưởng|giám đốc|hiệu trưởng|lãnh đạo"
    r"|toàn thể cán bộ|các đồng chí (?:cán bộ|ủy viên))$"
)


def _pieces(
    source: Source, start: int, end: int, bodies: Sequence[Body]
) -> list[tuple[int, int]]:
    """Return the parts of a row of groups: a new one begins with each kind of body."""
    cuts = [match.span() for match in _SPLIT.finditer(source.low, start, end)]
    chained: set[int] = set()  # where the next of a row of bodies begins
    for body in bodies:
        if (
            not (start < body.span.start < end)
            or source.text[body.span.start].islower()
        ):
            continue
        since = max(
            [start, *(begin for _cut, begin in cuts if begin < body.span.start)]
        )
        before = source.low[since : body.span.start]
        comma = re.search(r"\s*(?:,|và)\s*$", before)
        chain = before.startswith(("đại diện", "lãnh đạo")) or since in chained
        if chain and comma:
            cuts.append((since + comma.start(), body.span.start))
            chained.add(body.span.start)
    pieces = []
    for cut, begin in sorted(cuts):
        if cut >= start and not _PAIRED.search(source.low, start, cut):
            pieces.append((start, cut))
            start = begin
    return [*pieces, (start, end)]


def _group(source: Source, start: int, end: int) -> Group | None:
    lead = _LEAD.match(source.low, start, end)
    start = lead.end() if lead else start
    stop = _BEHIND.search(source.low, start, end)
    end = stop.start() if stop else end
    seat = re.compile(r"\d[\d.]*\s+đại biểu(?=\s+(?:ở|tại)\s)").match(
        source.low, start, end
    )
    end = seat.end() if seat else end
    if source.low.count("(", start, end) > source.low.count(")", start, end):
        end = source.low.rfind("(", start, end)
    end = len(source.low[:end].rstrip(" ,.;:-"))
    words = source.low[start:end].split()
    if not 1 <= len(words) <= 60:
        return None
    last = re.search(
        r"(?<!\w)(?:có|với|gồm)\s+(?=\d[\d.]*\s+đại biểu\s*$)", source.low[start:end]
    )
    if last:
        start += last.end()
    if not _WHO.match(source.low, start, end) or words[0] in ("tham", "dự"):
        return None
    count = _COUNT.match(source.low, start, end)
    number = int(count[1].replace(".", "")) if count else None
    if count and source.low[count.end() : count.end() + 1] == "%":
        number = None
    return Group(Span(start, end), number)


_TOTAL = re.compile(
    r"(?<![\d.,])(?P<about>(?:hơn|gần|trên|khoảng)\s+)?(?P<n>\d{1,3}(?:\.\d{3})+"
    r"|\d{1,5})\s+(?:đồng chí\s+)?(?P<who>đại biểu|đảng viên|cán bộ, đảng viên"
    r"|người|đ/c)(?P<behind>\s+là\s|[^.;\n]{0,70})"
)
_PRESENT = re.compile(
    r"(?:dự|có mặt|tham gia|sự tham dự|triệu tập|hội nghị có|với|hội trường"
    r"|tổng cộng|tổng số)(?!\w)"
)


def attendee_total(
    source: Source, sentences: Sequence[Span]
) -> tuple[int, Span] | None:
    """Return how many attended in all, where the text says so exactly."""
    for sentence in sentences:
        for match in _TOTAL.finditer(source.low, sentence.start, sentence.end):
            if match["about"] or re.match(r"\s+(?:là|đại diện)\s", match["behind"]):
                continue
            near = source.low[sentence.start : match.start()] + match["behind"]
            if (
                match["who"] != "đại biểu"
                and not re.search(r"có mặt|tổng cộng|tổng số", near)
                and not re.match(r"\s+dự(?!\w)", match["behind"])
            ):
                continue
            if match["who"] == "đ/c" and "tổng" not in near:
                continue
            if _PRESENT.search(near):
                return int(match["n"].replace(".", "")), Span(
                    match.start(), match.end("who")
                )
    return None
