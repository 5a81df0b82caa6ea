"""Assessments: merits and shortcomings as the report or a speaker named them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cms_extraction.sayings import HOLDING
from cms_extraction.source import Source
from cms_extraction.spans import Span
from cms_extraction.speeches import HOUSE, REPORT, Speech


@dataclass(frozen=True)
class Assessment:
    """Words of the text that judge, by whom, as a merit or a shortcoming."""

    span: Span
    by: str
    polarity: str


_BAD_LEAD = (
    r"(?:tuy nhiên|tuy vậy|song|nhưng|mặc dù vậy|bên cạnh đó[,\s]+(?:vẫn )?còn"
    r"|bên cạnh đó)?[,\s]*"
    r"(?:(?:báo cáo|hội nghị|đồng chí)?\s*(?:cũng|còn|thẳng thắn|đã|và"
    r"|thì)*\s*(?:chỉ ra|chỉ rõ|nêu|nhìn nhận|được chỉ ra là)?\s*)"
    r"(?:những|một số|các|điểm|mặt|về|có)*\s*(?:hạn chế|tồn tại|khuyết điểm"
    r"|nhược điểm|điểm tối|mặt trái|khâu yếu|mặt yếu|điểm yếu|yếu kém|thiếu sót|mặt chưa được"
    r"|điểm chưa được|chỗ chưa được|việc chưa được"
    r"|mặt chưa làm được"
    r"|khó khăn)"
    r"(?:[^:;.]{0,40}?(?:là|như|:|,))"
)
_BAD = re.compile(_BAD_LEAD)
_GOOD = re.compile(
    r"(?:ưu điểm|mặt được|mặt làm được|điểm nổi bật|kết quả nổi bật|điểm sáng"
    r"|mặt mạnh|điểm mạnh|điểm được|chỗ được|việc làm được"
    r"|mặt tích cực|những mặt làm được|thành tích)"
    r"(?:[^:;.]{0,40}?(?:là|như|:))"
)
_TURN = re.compile(
    r"\s*[,;.]?\s*(?<!\w)(?:tuy nhiên|tuy vậy|dù vậy|dù thế|thế nhưng|song|nhưng"
    r"|bên cạnh đó,?\s+vẫn còn"
    r"|mặc dù vậy)(?!\w)[,\s]*"
)
_SPLIT = re.compile(
    r"\s*;\s*(?:đồng thời\s+)?|\s*,\s*đồng thời\s+"
    r"|\s*,\s*(?=(?:hạn chế|tồn tại|ưu điểm|khuyết điểm)[^,;.]{0,20} là )"
    r"|\s*,\s*riêng\s+|\s*,\s*(?=chất lượng )"
)
_BAD_WORD = re.compile(
    r"(?<!\w)(?:chưa|(?<!không )còn (?:chậm|nặng|hạn chế|sơ sài|hình thức|thiếu"
    r"|yếu|lúng túng|chung chung|mờ nhạt|bị động|nhiều|nặng nề|phổ biến|đơn giản|hời hợt"
    r"|đại khái|rườm rà|trùng|vướng|bỡ ngỡ|mỏng|nghèo|dựa|phó mặc|trông chờ|khép kín"
    r"|tùy tiện|cao|dàn trải|dài|nể|né|mỏng|ít|để|có|một số|tình trạng|bất cập"
    r"|thấp)|nể nang|né tránh"
    r"|ngại va chạm|thiếu|trễ|chậm|không (?:họp|đúng|đủ|kịp|đều)|sơ sài"
    r"|buông lỏng|hạn chế|lỏng lẻo|khó khăn|dàn trải|qua loa|bỏ ngỏ|lại tăng|yếu"
    r"|không ít|thất lạc|ngại|để (?:sót|lọt|mất|quá)|kém|xem nhẹ|thụ động|lơ là|cho có"
    r"|chung chung|mờ nhạt|bị động|ỷ lại|hời hợt|đại khái|trùng lắp|rập khuôn|máy móc"
    r"|đùn đẩy|trông chờ|bất cập|vướng mắc|quá tải|sai sót"
    r"|(?<!biểu hiện )(?<!hành vi )(?<!phát hiện )(?<!ngừa )sai phạm|để xảy ra|bỏ trống"
    r"|đối phó|nửa vời|xuê xoa|dĩ hòa vi quý|chắp vá|tùy tiện|bỡ ngỡ"
    r"|đi muộn|khâu yếu|lúng túng|chồng chéo|tồn đọng|vi phạm về)(?!\w)"
)
_GOOD_WORD = re.compile(
    r"(?<!\w)(?:tiến bộ|làm tốt|nghiêm túc|nghiêm|kịp thời|nâng lên|nâng cao"
    r"|chuyển biến|thuận lợi|hiệu quả"
    r"|chủ động|chặt chẽ|đúng (?:thời hạn|tiến độ|quy định|quy chế|hạn|quy trình"
    r"|nguyên tắc)|quan tâm|tích cực|nền nếp|tốt|bám sát|được duy trì|duy trì"
    r"|đổi mới|toàn diện|sát thực|rõ nét|công khai|đi vào nền nếp|tự giác"
    r"|gương mẫu|trọng tâm|khoa học|rõ ràng|minh bạch|an toàn|bảo đảm|đảm bảo"
    r"|đúng kỳ|phát huy|mạnh dạn|nhịp nhàng|sinh hoạt đều|ổn định|nắm chắc"
    r"|lan rộng|khá hơn|giảm mạnh|bài bản|thông suốt|thiết thực|sâu sát|quyết liệt|linh hoạt"
    r"|sáng tạo|khách quan|đồng thuận|dứt điểm|lan tỏa|giữ vững|vượt|đạt kết quả|răn đe"
    r"|đúng mực|có tác dụng|đáng mừng|khởi sắc|vững vàng|bền vững|đồng bộ|nhất quán"
    r"|hoàn thành|đúng việc|thực chất|ổn định|không còn|đoàn kết|xây dựng được"
    r"|nhanh nhất|dẫn đầu|đi đầu|tiêu biểu|mẫu mực|bắt nhịp|giữ đúng|chấp hành đúng"
    r"|đúng trọng tâm|đầy đủ|ngày càng đông|ngày càng tăng|hăng hái|trách nhiệm cao"
    r"|lòng tin|đáng được|đáng (?:khen|học|biểu dương)|được kiện toàn|chất lượng|đổi thay)(?!\w)"
)
_COUNTED = re.compile(
    r"\d[\d.]*\s*(?:tổ chức|đảng viên|chi bộ|đơn|cuộc|lượt|tập thể|cá nhân"
    r"|trường hợp|hồ sơ|đảng bộ|đảng ủy|đơn vị|công đoàn|suất|tỷ|triệu)|(?:đạt"
    r"|bằng)\s+\d"
)
_INTRO = re.compile(
    r"(?:[^;]{0,160}?(?:nêu rõ|nêu bật|nêu|đánh giá|chỉ ra|chỉ rõ|cho thấy"
    r"|cho biết|khẳng định|ghi nhận|nhận định|rằng)\s*(?:rằng|những mặt làm được"
    r"|như sau)?\s*[:,]\s*)"
    r"|kết quả cho thấy\s+"
    r"|[^;:]{0,120}?(?:những|nhiều|các|một số)\s(?:kết quả|chuyển biến"
    r"|tiến bộ)(?:\s\w+){0,4}\s*(?:như|là)?\s*:\s*"
    r"|(?:qua )?(?:kiểm tra|giám sát|theo dõi),?\s(?:đã )?(?:thấy|cho thấy)(?: rằng)?"
    r"\s*[,:]?\s*"
    r"|(?:nhìn chung|kết quả|trong kỳ|qua đó|theo đó|cụ thể|bên cạnh đó|ngoài ra"
    r"|đồng thời|đặc biệt)[,:]\s*|bên cạnh (?:những |các )?(?:kết quả|ưu điểm|mặt)[^,;]{0,30},\s*"
    r"|(?:chỉ rõ|chỉ ra|nêu rõ)\s+(?=(?:một số|các|những|việc|công tác|còn|chất)\s)"
)
_LEFT = re.compile(r"(?:vẫn )?còn \d+ (?:trường hợp|nơi|chi bộ|đơn vị|cơ sở)(?!\w)")
# Those who did not do what they should are no bare figure.
_FAILED = re.compile(
    r"\d[^,;.]{0,60}?\s(?:chưa|chậm|còn (?:chậm|lúng túng|sơ sài|hình thức)|không (?:nộp|gửi|họp"
    r"|sinh hoạt|chấp hành)|nộp muộn|gửi muộn|vi phạm quy)"
)
_NAMED = re.compile(
    r"(?:các )?(?:đồng chí|đ/c|ông|bà|anh|chị|ts|pgs|gs|ths|tiến sĩ|thạc sĩ)[ .]"
)
_MORE = re.compile(
    r"(?:,\s*|\s)(?:và|đồng thời|cũng|song|nhưng|tuy nhiên|từ đó|qua đó"
    r"|bên cạnh đó)?,?\s*(?:yêu cầu|đề nghị|lưu ý|nhấn mạnh|mong(?: muốn)?|nhắc|gợi ý"
    r"|dặn|căn dặn|chỉ đạo|giao(?=\s+(?:cho|ông|bà|đồng chí|đ/c|ubkt|các|ban|văn phòng"
    r"|chi bộ|đảng ủy)(?!\w))|chúc)(?!\w)"
    r"|,\s*(?:chỉ rõ|nêu|đưa ra|đề ra|xác định|gợi mở"
    r"|định hướng|phân công|quyết định)\s|\s*;|\s*:|,\s*đồng thời\s|,\s*(?:song"
    r"|nhưng)\s"
)
_PRAISES = ("đánh giá", "ghi nhận", "biểu dương", "khen", "hoan nghênh", "trân trọng",
    "vui mừng",
    "chúc mừng",
    "tuyên dương",
            "phê bình", "chê", *HOLDING)  # fmt: skip


def find_assessments(
    source: Source, speeches: Sequence[Speech], behind: Sequence[Span]
) -> list[Assessment]:
    """Return the assessments in order.

    ``behind`` are further sentences in which a report goes on.
    """
    found: list[Assessment] = []
    for speech in speeches:
        if speech.by in (REPORT, HOUSE) and speech.verb != "yêu cầu":
            for part in speech.parts:
                found += [
                    Assessment(one.span, speech.by, one.polarity)
                    for one in _of_report(source, part)
                ]
        elif speech.by == HOUSE:
            continue
        elif not speech.verb.startswith(_PRAISES):
            for part in speech.parts:
                if re.compile(r"(?:ghi nhận|biểu dương|đánh giá cao)(?!\w)").match(
                    source.low, part.start
                ):
                    found.append(Assessment(part, speech.by, "merit"))
        elif speech.parts:
            found += _of_person(source, speech)
            if not speech.verb.startswith(HOLDING):
                found += _turned(source, speech)
    for sentence in behind:
        if not any(sentence.overlaps(part) for one in speeches for part in one.parts):
            found += _of_report(source, sentence)
    return sorted(found, key=lambda one: one.span)


_LABELLED = re.compile(
    r"[\s\d.)*+•-]*(?:về\s+)?(?:những\s+|một số\s+|các\s+)?(?:ưu điểm|mặt (?:được|mạnh|làm được"
    r"|tích cực)|kết quả nổi bật|điểm (?:mạnh|được|sáng)|hạn chế|tồn tại|khuyết điểm|thiếu sót"
    r"|mặt (?:yếu|chưa được|hạn chế)|điểm (?:yếu|chưa được))(?:,?\s(?!là\s)[^\W\d]+){0,4}?"
    r"\s*(?::|là(?=\s))\s*\S"
)


def find_labelled(
    source: Source, sentences: Sequence[Span], speeches: Sequence[Speech]
) -> list[Assessment]:
    """Return what a report judges under headings: "Hạn chế: ...", "Ưu điểm là ..."."""
    said = [part for one in speeches for part in (one.opening, *one.parts)]
    return [
        found
        for one in sentences
        if _LABELLED.match(source.low, one.start, one.end)
        and not any(one.overlaps(part) for part in said)
        for found in _of_report(source, one)
    ]


def _of_person(source: Source, speech: Speech) -> list[Assessment]:
    if speech.verb.startswith(HOLDING):
        return [one for part in speech.parts for one in _held(source, part, speech.by)]
    part = speech.parts[0]
    match = _MORE.search(source.low, part.start + len(speech.verb), part.end)
    end = match.start() if match else part.end
    end = len(source.low[:end].rstrip(" ,.;"))
    if end - part.start < len(speech.verb) + 6:
        return []
    span = Span(part.start, end)
    if speech.verb in ("phê bình", "chê"):
        return [Assessment(span, speech.by, "shortcoming")]
    if speech.verb == "đánh giá" and _TURN.search(source.low, part.start, part.end):
        start = part.start + len("đánh giá")
        return _held(source, Span(start, part.end), speech.by)
    if speech.verb == "đánh giá" and _BAD_WORD.search(span.of(source.low)):
        return [Assessment(span, speech.by, "shortcoming")]
    if speech.verb == "đánh giá":
        shown = span.of(source.low)
        cut = len(shown) - len(shown.removeprefix("đánh giá").lstrip())
        if not shown.startswith("đánh giá cao"):
            span = Span(span.start + cut, span.end)
    return [Assessment(span, speech.by, "merit")]


def _held(source: Source, span: Span, by: str) -> list[Assessment]:
    """Return what a speaker holds to be good or bad, clause by clause."""
    low = span.of(source.low)
    start = span.start + (len(low) - len(low.removeprefix("cho rằng").lstrip(" ,:")))
    asks = re.search(
        r"\s(?:và|đồng thời)\s(?:yêu cầu|đề nghị|dặn|căn dặn|nhắc|lưu ý)\s", low
    )
    span = Span(span.start, span.start + asks.start()) if asks else span
    return [
        Assessment(one.span, by, one.polarity)
        for one in _of_report(source, Span(start, span.end))
        if not _WANTED.search(one.span.of(source.low)) and _says(source, one)
    ]


_WANTED = re.compile(r"(?<!\w)(?:cần|phải|nên|đề nghị|mong)(?!\w)")


def _turned(source: Source, speech: Speech) -> list[Assessment]:
    """Return the shortcomings that a speaker names after the praise."""
    found = []
    for part in speech.parts[1:]:
        match = _TURN.match(source.low, part.start, part.end)
        if match and not _MORE.search(source.low, match.end(), part.end):
            found.append(
                Assessment(Span(match.end(), part.end), speech.by, "shortcoming")
            )
    return found


def _of_report(source: Source, part: Span) -> list[Assessment]:
    found: list[Assessment] = []
    listed = source.low[max(part.start - 2, 0) : part.start].rstrip().endswith(":")
    for start, end, turned in _turns(source, part):
        polarity = "shortcoming" if turned else "merit?" if listed else ""
        for clause_start, clause_end in _clauses(source, start, end):
            begin, marked = _opened(source, clause_start, clause_end)
            polarity = marked or polarity
            one = _judged(source, begin, clause_end, polarity, part)
            if one is not None and not polarity.strip("?") and not _says(source, one):
                # Neither good nor bad by its words: it goes on as the one before.
                one = replace(one, polarity=found[-1].polarity if found else "merit")
            if one is not None:
                found.append(one)
    return found


def _says(source: Source, one: Assessment) -> bool:
    """Tell whether the words themselves are good or bad."""
    low = one.span.of(source.low)
    return bool(_BAD_WORD.search(low) or _GOOD_WORD.search(low))


def _turns(source: Source, part: Span) -> list[tuple[int, int, bool]]:
    """Return (start, end, whether a "but" stands before) of the pieces of a sentence."""
    pieces, start, turned = [], part.start, False
    for match in _TURN.finditer(source.low, part.start, part.end):
        stop = source.low.find(";", match.end(), part.end)
        rest = source.low[match.end() : stop if stop > 0 else part.end]
        if re.search(r"nhưng|song", match[0]) and not _BAD_WORD.search(rest):
            before = source.low[start : match.start()]
            if _GOOD_WORD.search(rest) and not (
                _GOOD_WORD.search(before) or _BAD_WORD.search(before)
            ):
                pieces.append((start, match.start(), turned))
                start = match.end()  # circumstances, "but" what was done well
            continue
        if match.start() > start:
            pieces.append((start, match.start(), turned))
        start, turned = match.end(), True
    return [*pieces, (start, part.end, turned)]


def _clauses(source: Source, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    for match in _SPLIT.finditer(source.low, start, end):
        found.append((start, match.start()))
        start = match.end()
    return [*found, (start, end)]


def _opened(source: Source, start: int, end: int) -> tuple[int, str]:
    """Return (where the assessment itself begins, the polarity that its opening names)."""
    for form, polarity in ((_BAD, "shortcoming"), (_GOOD, "merit")):
        match = form.match(source.low, start, end)
        if match is None:
            match = form.search(source.low, start, min(end, start + 90))
        if match is not None and match.end() < end:
            # "hạn chế lớn nhất là ..." is itself part of the assessment.
            most = "nhất" in match[0]
            return (start if most else match.end()), polarity
    match = _INTRO.match(source.low, start, end)
    return (match.end(), "merit?") if match and match.end() < end else (start, "")


def _judged(
    source: Source, start: int, end: int, polarity: str, part: Span
) -> Assessment | None:
    while start < end and source.low[start] in " ,:;.-":
        start += 1
    end = len(source.low[:end].rstrip(" .,;:"))
    no_judgement = ("đề nghị", "yêu cầu", "nguyên nhân")
    if end - start < 12 or source.low.startswith(no_judgement, start):
        return None
    low = source.low[start:end]
    bad, good = _BAD_WORD.search(low), _GOOD_WORD.search(low)
    counted = None if _LEFT.match(low) else _COUNTED.search(low)
    if _LEFT.match(low):
        polarity = "shortcoming"
    if polarity == "merit?" and _NAMED.match(low) and not (bad or good):
        return None
    if polarity in ("", "merit?"):
        if (
            counted
            and not (bad and _FAILED.search(low))
            and not (
                good
                and not re.search(
                    r"kiểm tra|giám sát|kỷ luật|giải quyết", low[: counted.end()]
                )
            )
        ):
            return None
        if polarity == "" and not (bad or good):
            return None
        worse = bad and (not good or bad.start() <= good.start())
        polarity = "shortcoming" if worse else "merit"
    elif (
        counted
        and polarity == "merit"
        and re.search(r"(?:kiểm tra|kỷ luật)\s", low[: counted.start()])
    ):
        return None
    return Assessment(Span(start, end), REPORT, polarity)
