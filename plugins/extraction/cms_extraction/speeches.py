"""What was said: by whom, and which words of the text are the saying."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms_extraction.people import Mention
from cms_extraction.posts import parse_posts
from cms_extraction.source import Source
from cms_extraction.spans import Span


REPORT = "report"
HOUSE = "house"  # the meeting itself


@dataclass(frozen=True)
class Speech:
    """The words of one speaker: ``by`` is a name or ``report``; ``verb`` opens them.

    ``parts`` are the spans of what was said, each within one sentence or line.
    """

    by: str
    verb: str
    opening: Span
    parts: tuple[Span, ...]


_ASK = (
    r"yêu cầu|đề nghị|lưu ý|nhấn mạnh|(?<!được )giao(?=\s+(?:cho|nhiệm vụ|ubkt|ủy ban"
    r"|ban (?:tổ|tuyên|dân|nội|thường|chỉ|quản|kiểm|chấp|thanh|cán)|trưởng|bí thư|thường trực"
    r"|cơ quan|thanh tra|công an|tổ|hội|đoàn|mặt trận|cán bộ|chủ nhiệm|thủ trưởng|văn phòng"
    r"|đảng ủy|chi bộ|các"
    r"|phòng|đồng chí|đ/c)|\s*:|\s*$)"
    r"|chỉ đạo(?=\s+(?:ubkt|ủy ban|đảng ủy|các|chi bộ|ban (?:tổ|tuyên|dân|nội|thường)"
    r"|văn phòng|cơ quan|phòng|đồng chí|đ/c)\s)"
    r"|chỉ đạo(?:\s+(?:một số|các|những|tập trung)\s[^.:;\n]{0,50})?(?=\s*:)"
    r"|kết luận(?:\s+(?:như sau|hội nghị|giao ban"
    r"|(?:một số|các|những)\s[^.:;\n]{0,50}))?(?=\s*:)|giao(?=\s+\d)|mong(?: muốn)?"
    r"|nhắc(?: nhở)?(?!\s+(?:thêm|lại|đến|tới))|gợi ý|chốt"
    r"|phát biểu chỉ đạo(?=\s*:)|đồng ý|khẳng định|đề xuất|kiến nghị|dặn|căn dặn|kêu gọi"
    r"|đặt hàng|động viên|thống nhất(?=\s*:)"
    r"|tin tưởng"
    r"|quán triệt(?:\s+(?:một số|các|những)\s[^.:;\n]{0,50})?(?=\s*:)"
    r"|nêu (?:một số |\w+ )?(?:việc|yêu cầu|nhiệm vụ|nội dung)|chỉ rõ(?=\s*:)"
    r"|phân công(?=[^.;]{0,30}:)|chỉ dặn"
)
_PRAISE = r"đánh giá cao|đánh giá|ghi nhận|biểu dương|khen|hoan nghênh|chia sẻ|cho rằng"
_PRAISE += "|nhận xét|phê bình|tuyên dương|nhìn nhận|thừa nhận|chê|chỉ ra|phân tích"
_PRAISE += r"|(?:thẳng thắn )?nêu(?=\s*:)|thẳng thắn nêu"
HOLDING = ("cho rằng", "nhận xét", "nhìn nhận", "thừa nhận", "chỉ ra", "phân tích", "nêu",
           "thẳng thắn")  # fmt: skip
_SAY = re.compile(rf"(?<!\w)(?P<ask>{_ASK})(?!\w)|(?<!\w)(?P<praise>{_PRAISE})(?!\w)")
_REPORTED = re.compile(
    r"(?<!\w)(?:báo cáo|bc)\s?(?:[^.;:\n]{0,160}?\s)?(?P<verb>nêu rõ|nêu bật|nêu"
    r"|đánh giá|chỉ ra|chỉ rõ|cho thấy"
    r"|cho biết|khẳng định|ghi nhận|nhận định|nhìn nhận|nhận xét"
    r"|trình bày(?=[,:]))(?!\w)|(?<!\w)(?:theo"
    r"|(?<!thông )qua)\s+(?:đánh giá của\s+)?báo cáo"
    r"(?:[^.;:\n]{0,160}?\s(?:nêu rõ|nêu bật|nêu|đánh giá|chỉ ra|chỉ rõ|cho thấy"
    r"|cho biết|khẳng định)(?!\w))?"
    r"|(?<!\w)báo cáo[^.;:\n]{0,60}:"
)
_AGREED = re.compile(
    r"(?<!\w)hội nghị\s[^.;:\n]{0,40}?(?:nhận định|đánh giá|nhìn nhận)\s*:"
)
_ACCORDING = re.compile(r"theo (?:đ/c|đồng chí|ông|bà|anh|chị)\s*,")
_PRONOUN = re.compile(r"(?:đ/c|đồng chí|ông|bà|anh|chị|thầy|cô)\s+")
_ITEM = re.compile(
    r"[\s\"]*(?:[-+*•]|\(?\d{1,2}[.)]|\(?[a-zđ][.)]|(?:một|hai|ba|bốn|năm|sáu"
    r"|bảy|tám|thứ \w+) là\s*[,:]?"
    r"|thứ (?:nhất|hai|ba|tư|bốn|năm|sáu|bảy)\s*[,:]?"
    r"|nhiệm vụ (?:thứ )?\w{1,4}\s*:|\d{1,2}-(?=\s)|\((?:i{1,3}|iv|vi?)\))\s*"
)
_NAMELESS = re.compile(r"(?:đ/c|đồng chí|ông|bà|anh|chị)\s+(?:cũng |còn |đã )?$")
_ELSEWHERE = re.compile(
    r"(?:tại hội nghị|hội nghị|dịp này|nhân dịp|kết thúc|phát biểu|thay mặt"
    r"|tiếp thu|kết luận|bế mạc"
    r"|cũng tại|trước đó|sau đó|trong chương trình|cùng ngày|chiều cùng"
    r"|tin,? ảnh|ảnh:|bảng \d|theo |các đại biểu"
    r"|sau phần|buổi |ngày )"
)


def find_speeches(
    source: Source, sentences: Sequence[Span], mentions: Sequence[Mention]
) -> list[Speech]:
    """Return what each speaker said, in order."""
    return _Listener(source, sentences, mentions).find()


class _Listener:
    """Goes through the sentences and keeps who is speaking."""

    def __init__(
        self, source: Source, sentences: Sequence[Span], mentions: Sequence[Mention]
    ) -> None:
        self.source = source
        self.sentences = sentences
        self.mentions = mentions
        self.found: list[Speech] = []
        self.last: str | None = None  # the last person who did something
        self.open = False  # the speech goes on in the sentences behind
        self.listing = False  # ... and in the lines behind
        self.line = -1
        self.items = False  # items of a list were heard
        self.posts = _by_post(mentions)

    def find(self) -> list[Speech]:
        for sentence in self.sentences:
            inside = [one for one in self.mentions if one.span in sentence]
            if not self._opens(sentence, inside):
                self._goes_on(sentence, inside)
            if inside:
                self.last = inside[-1].name
            self.line = self.source.line_of(sentence.start).start
        return self.found

    def _opens(self, sentence: Span, inside: Sequence[Mention]) -> bool:
        low = self.source.low
        begin = sentence.start
        item = self.open and self.listing and _ITEM.match(low, sentence.start)
        if item and self.found and self.found[-1].by != REPORT:
            return False
        agreed = _AGREED.search(low, sentence.start, sentence.end)
        if agreed:
            return self._add(sentence, HOUSE, "nhận định", agreed.end())
        held = _ACCORDING.match(low, sentence.start)
        if held and not inside and (person := self._person()):
            return self._add(sentence, person, "cho rằng", held.end())
        reported = _REPORTED.search(low, sentence.start, sentence.end)
        said = _SAY.search(
            low, max([begin, *(m.span.end for m in inside)]), sentence.end
        )
        by = self._speaker(sentence, inside, said)
        presenting = reported and re.fullmatch(
            r"(?:trình bày|đọc|thông qua)?\s*", low[sentence.start : reported.start()]
        )
        if (
            reported
            and by
            and not presenting
            and any(
                reported.start() < one.span.start < reported.end() for one in inside
            )
        ):
            reported = None  # somebody else is named between: it is who speaks
        if (
            reported
            and not (
                by
                and said
                and said.start() > reported.end()
                and inside
                and reported.end() < inside[-1].span.start
            )
            and not (by and said and not inside)
        ):
            start = self._said_from(reported, inside)
            return self._add(
                self._until_others(sentence, start, inside), REPORT, "báo cáo", start
            )
        if (said is None or by is None) and inside:
            behind = self._conclusion_start(sentence, inside[-1])
            if behind is not None:
                return self._add(sentence, inside[-1].name, "kết luận", behind)
        if said is None or by is None:
            return False
        return self._add(sentence, by, said[0], said.end(), said)

    def _conclusion_start(self, sentence: Span, mention: Mention) -> int | None:
        """Return where the words begin in "Kết luận của đ/c X: ..."."""
        low = self.source.low
        lead = low[sentence.start : mention.span.start]
        colon = re.compile(r"\s*:").match(low, mention.span.end, sentence.end)
        if colon and re.search(
            r"(?:kết luận|ý kiến chỉ đạo|phát biểu chỉ đạo) của", lead
        ):
            return colon.end()
        return None

    def _said_from(self, reported: re.Match[str], inside: Sequence[Mention]) -> int:
        """Return where the report's own words begin: behind the name of who read it."""
        begin = reported.end()
        behind = [one.span.end for one in inside if one.span.start >= begin]
        if reported[0].endswith("báo cáo") and behind:
            read = re.compile(r"\s*(?:trình bày|đọc|thông qua)?\s*[,:]?").match(
                self.source.low, behind[0]
            )
            return read.end() if read else behind[0]
        return begin

    def _speaker(
        self, sentence: Span, inside: Sequence[Mention], said: re.Match[str] | None
    ) -> str | None:
        low = self.source.low
        if said is None:
            return None
        before = [one for one in inside if one.span.end <= said.start()]
        if before:
            return before[-1].name
        pronoun = _PRONOUN.match(low, sentence.start)
        if pronoun and said.start() - pronoun.end() < 40:
            return self._person()
        if _NAMELESS.search(low, sentence.start, said.start()):
            return self._person()
        if titled := self._titled(sentence):
            return titled
        opened = self.open and self.found and self.found[-1].by != REPORT
        lead = low[sentence.start : said.start()]
        if opened and re.fullmatch(
            r"(?:đồng thời|bên cạnh đó|ngoài ra|cùng với đó"
            r"|trên cơ sở đó)?[,\s]*(?:cũng\s+)?",
            lead,
        ):
            return self.found[-1].by
        return None

    def _titled(self, sentence: Span) -> str | None:
        """Return who is meant by a post alone: "Chủ nhiệm UBKT Huyện ủy yêu cầu"."""
        number = self.source.at(sentence.start)
        if (
            number >= len(self.source.words)
            or self.source.words[number].start != sentence.start
        ):
            return None
        _behind, posts = parse_posts(self.source, number)
        names = {name for post in posts for name in self.posts.get(post.title.code, ())}
        return names.pop() if len(names) == 1 else None

    def _person(self) -> str | None:
        spoken = [one.by for one in self.found if one.by != REPORT]
        return self.last or (spoken[-1] if spoken else None)

    def _add(
        self,
        sentence: Span,
        by: str,
        verb: str,
        start: int,
        said: re.Match[str] | None = None,
    ) -> bool:
        if said is not None and said["praise"] and not verb.startswith(HOLDING):
            start = said.start()
        part = self._part(start, sentence.end)
        parts = (part,) if part else ()
        self.found.append(Speech(by, verb, Span(sentence.start, start), parts))
        self.open, self.items = True, False
        tail = self.source.low[: sentence.end].rstrip()
        self.listing = tail.endswith(":") or bool(
            re.search(
                r"(?:việc|yêu cầu|nội dung|nhiệm vụ|vấn đề|điểm|sau)\s*(?:sau)?\s*[.:]$",
                tail,
            )
        )
        return True

    def _until_others(
        self, sentence: Span, start: int, inside: Sequence[Mention]
    ) -> Span:
        """Return the sentence up to the semicolon behind which somebody is named."""
        behind = [one.span.start for one in inside if one.span.start > start]
        cut = self.source.low.rfind(";", start, behind[0]) if behind else -1
        return Span(sentence.start, cut) if cut > start else sentence

    def _part(self, start: int, end: int) -> Span | None:
        while start < end and self.source.low[start] in " :,;-":
            start += 1
        while end > start and self.source.low[end - 1] in " .;,:":
            end -= 1
        return Span(start, end) if end > start else None

    def _others(self, sentence: Span) -> bool:
        """Tell whether others speak in a sentence that follows a report."""
        low = sentence.of(self.source.low)
        return self.found[-1].by == REPORT and bool(
            re.search(r"(?<!\w)(?:tham luận|phát biểu|thảo luận)(?!\w)", low)
        )

    def _goes_on(self, sentence: Span, inside: Sequence[Mention]) -> None:
        if not self.open or not self.found:
            return
        low = self.source.low
        same = self.source.line_of(sentence.start).start == self.line
        item = _ITEM.match(low, sentence.start)
        listed = item is not None and (self.listing or same)
        if listed and (not inside or self.listing):
            self.listing = self.items = True
        elif (self.listing and self.items and not same) or (
            (
                inside
                or not same
                or self._others(sentence)
                or _ELSEWHERE.match(low, sentence.start)
            )
            and not (
                self.listing
                and not inside
                and not _ELSEWHERE.match(low, sentence.start)
            )
        ):
            self.open = self.listing = False
            return
        start = item.end() if item else sentence.start
        part = self._part(start, sentence.end)
        if part:
            last = self.found[-1]
            self.found[-1] = Speech(
                last.by, last.verb, last.opening, (*last.parts, part)
            )


def _by_post(mentions: Sequence[Mention]) -> dict[str, set[str]]:
    """Return by code of a post the names of those who hold it."""
    found: dict[str, set[str]] = {}
    for mention in mentions:
        for post in mention.posts:
            if post.title.code != "khac":
                found.setdefault(post.title.code, set()).add(mention.name)
    return found
