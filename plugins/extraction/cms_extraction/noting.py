"""What was done so far, in the reading of acts: who says something, who stands in a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms_extraction.bodies import Body
from cms_extraction.frames import Telling, retold, said_at, telling
from cms_extraction.people import Mention
from cms_extraction.sayings import wishes_at
from cms_extraction.source import Source
from cms_extraction.spans import Span
from cms_extraction.titles import TITLES


@dataclass(frozen=True)
class Act:
    """Something done at the meeting: the kind, the words for it, by whom, how many."""

    kind: str
    span: Span
    sentence: Span
    name: str | None = None
    body: Body | None = None
    count: int = 1


AGENDA = ("khai_mac", "be_mac", "ket_luan", "chi_dao", "bao_cao", "trien_khai_chuong_trinh",
           "quan_triet_van_ban", "tham_luan", "thao_luan", "khen_thuong", "phat_bieu")  # fmt: skip
_SPEAKS = re.compile(
    r"\s+(?:lại\s+|đã\s+|cũng\s+|thì\s+)?(?:nêu|cho biết|nói|chia sẻ|kể|cho rằng"
    r"|trình bày|giới thiệu|kiến nghị|đề nghị|phản ánh|đề xuất|giải trình|băn khoăn"
    r"|trăn trở|mong)(?!\w)"
)
_ITEM = re.compile(r"\s*[-+*•]\s")
_GIVES_ACCOUNT = re.compile(
    r"\s+(?:đã\s+|cũng\s+)?báo cáo\s+(?:việc|kết quả|tình hình|về|tiến độ)(?!\w)"
)
_REPRESENTED = re.compile(
    r"[\s\d.)*+•-]*(?:còn\s+)?(?:[^,;:]{0,60},\s*"
    r"(?:các )?(?:đại diện(?: lãnh đạo)?(?: các đơn vị)?:?\s+)?"
    r"|(?:các )?(?:đại diện(?: lãnh đạo)?(?: các đơn vị)?:?\s+)?)"
)


# "Không đọc hết báo cáo, đồng chí X chỉ nêu ...": who speaks then gives the report.
_BY_REPORT = re.compile(
    r"^(?!(?:[^,]*\s)?(?:góp ý|thảo luận|tham gia|ý kiến|nghe|theo|sau|tiếp thu"
    r"|thống nhất|nhất trí)"
    r"(?!\w))[^,.;:]{0,40}?báo cáo(?! viên)[^,.;:]{0,40},\s*$",
    re.IGNORECASE,
)


_ASKS = re.compile(r"\s+(?:cũng\s+|thì\s+)?(?:đề nghị|mong|xin|yêu cầu)(?!\w)")


class Notebook:
    """Keeps the acts that were noted, and who acted last."""

    def __init__(
        self,
        source: Source,
        mentions: Sequence[Mention],
        bodies: Sequence[Body],
        silent: Sequence[Span],
        said: Sequence[Span] = (),
    ) -> None:
        self.source = source
        self.said = said  # what people said: who is named in it does nothing here
        self.mentions = mentions
        self.bodies = bodies
        self.silent = silent
        self.found: list[Act] = []
        self.last: str | None = None
        self.carried: str | None = None  # attendance goes on in the list below
        self.section: str | None = None  # "tham_luan", "thao_luan": what talks are then
        self.section_line = -1  # the line in which that part was opened
        self.section_listed = False  # it goes on in the list below: "Thảo luận:"
        self.present: list[Mention] = []  # whom the last words about attendance meant

    def _tellings(self, inside: Sequence[Mention], sentence: Span) -> None:
        """Note people who say something, where no other words told of it."""
        noted = {
            act.name
            for act in self.found
            if act.sentence == sentence and act.kind in (*AGENDA, "thu_ky")
        }
        if not inside and self.last and not noted:
            verb = retold(self.source, sentence)
            if verb and not any(verb.start in span for span in self.silent):
                self._note(self._kind("phat_bieu", sentence), verb, sentence, self.last)
        if not inside and not noted:
            verb = self._nameless(sentence)
            if verb is not None:
                self._note(self._kind("phat_bieu", sentence), verb, sentence, None)
        for one in inside:
            says = self._telling_of(one, inside, sentence)
            if (
                says is None
                and self.section
                and self.section_line == self.source.line_of(sentence.start).start
                and one.name not in noted
                and wishes_at(self.source, one, sentence)
            ):
                self._note(self.section, one.name_span, sentence, one.name)
                continue
            if (
                says is None
                and one.name not in noted
                and self._speaks_here(one, sentence)
            ):
                self._note(
                    self._kind("phat_bieu", sentence), one.name_span, sentence, one.name
                )
            if (
                says is None
                or one.name in noted
                or any(span.start < says.verb.start < span.end for span in self.silent)
            ):
                continue
            lead = self.source.low[sentence.start : one.span.start]
            reports = says.kind == "report" or _BY_REPORT.search(lead)
            kind = "bao_cao" if reports else self._kind("phat_bieu", sentence)
            place = says.verb if says.mention is one else one.name_span
            self._note(kind, place, sentence, one.name)

    def _telling_of(
        self, one: Mention, inside: Sequence[Mention], sentence: Span
    ) -> Telling | None:
        """Return what somebody says alone, or in a row with those named behind."""
        last = one
        for other in inside[inside.index(one) + 1 :]:
            between = self.source.low[last.span.end : other.span.start]
            if not re.fullmatch(
                r"(?:\s*\([^()\n]{2,60}\))?\s*(?:,|;|và|,\s*và)\s*", between
            ):
                break
            last = other
        return telling(self.source, one, sentence) or (
            telling(self.source, last, sentence) if last is not one else None
        )

    def _nameless(self, sentence: Span) -> Span | None:
        """Return the verb by which somebody speaks who is only called by a post."""
        number = self.source.at(sentence.start)
        title = TITLES.match(self.source, number)
        if title is None or any(one.span in sentence for one in self.mentions):
            return None
        start = self.source.words[title[0] - 1].end
        for place in range(title[0], min(title[0] + 9, len(self.source.words))):
            said = said_at(self.source, start, sentence.end)
            if said:
                verb = Span(said.start("verb"), said.end("verb"))
                return None if any(verb.start in one for one in self.silent) else verb
            if self.source.gap(place) != " ":
                return None
            start = self.source.words[place].end
        return None

    def _speaks_here(self, one: Mention, sentence: Span) -> bool:
        """Tell whether a line is what somebody said: "- Đ/c X, Chi bộ A: xin ..."."""
        low = self.source.low
        lead = low[sentence.start : one.span.start]
        return (
            re.fullmatch(r"[\s\d.)*+•-]*(?:ý kiến (?:của )?)?", lead) is not None
            and re.compile(r"\s*:\s*\S").match(low, one.span.end, sentence.end)
            is not None
        )

    def _subject(self, sentence: Span, cues: Sequence[re.Match[str]]) -> None:
        """Note organisations that say something: "Đại diện Chi bộ A kiến nghị ...".

        Each clause between semicolons may have its own; one with people has none.
        """
        low = self.source.low
        start = sentence.start
        for number, cut in enumerate([*re.finditer(";", sentence.of(low)), None]):
            end = sentence.start + cut.start() if cut else sentence.end
            clause = Span(start, end)
            start = end + 1
            inside = [one for one in self.mentions if one.span.overlaps(clause)]
            if not inside:
                self._clause(clause, sentence, cues if number == 0 else ())

    def _clause(
        self, clause: Span, sentence: Span, cues: Sequence[re.Match[str]]
    ) -> None:
        """Note the organisations that are the subject of one clause."""
        low = self.source.low
        bodies = [one for one in self.bodies if one.span in clause]
        if not bodies:
            return
        first = bodies[0]
        if any(first.span.start in one for one in self.said):
            return
        if not _REPRESENTED.fullmatch(low, clause.start, first.span.start):
            return
        row = self._row(bodies)
        last = row[-1].span.end
        said = _SPEAKS.match(low, last, clause.end)
        if said is None and (
            self.section
            or clause.start > sentence.start
            or "đại diện" in low[clause.start : first.span.start]
        ):
            said = said_at(self.source, last, clause.end) or _ASKS.match(
                low, last, clause.end
            )
        reports = _GIVES_ACCOUNT.match(low, last, clause.end)
        noted = any(
            act.sentence == sentence and act.body and act.span in clause
            for act in self.found
        )
        if (
            (said is None and reports is None)
            or noted
            or (cues and not self.section and not reports and cues[0].start() < last)
        ):
            return
        kind = "bao_cao" if reports else self._kind("phat_bieu", sentence)
        for body in row:
            if not body.group and (body.name or (body.of and body.of.name)):
                self._note(kind, body.span, sentence, None, body=body)

    def _note(
        self,
        kind: str,
        span: Span,
        sentence: Span,
        name: str | None,
        count: int = 1,
        body: Body | None = None,
    ) -> None:
        self.found.append(Act(kind, span, sentence, name, body, count))

    def _kind(self, kind: str, sentence: Span | None = None) -> str:
        """Return what a talk is: in the part for papers or discussion, one of these.

        The discussion ends with its paragraph.
        """
        if kind != "phat_bieu" or not self.section:
            return kind
        line = (
            self.source.line_of(sentence.start).start if sentence else self.section_line
        )
        listed = self.section_listed and _ITEM.match(self.source.low, line)
        if self.section == "tham_luan" or line == self.section_line or listed:
            return self.section
        return kind

    def _row_of_people(
        self, cue: re.Match[str], inside: Sequence[Mention]
    ) -> list[Mention]:
        """Return the people in one row directly before the words."""
        row: list[Mention] = []
        end = cue.start()
        for one in [m for m in inside if m.span.end <= cue.start()][::-1]:
            between = self.source.low[one.span.end : end]
            light = (
                r"(?:\s|lại|đã|cũng|lần lượt|,|trực tiếp|thì|liền|mới|cho rằng|còn|có|xin"
                r"|thẳng thắn|sôi nổi|vẫn|rất|chỉ|vui vẻ|mạnh dạn|đứng lên|nêu|trình bày"
                r"|đọc|phát biểu|tham gia|bài|cùng)*"
                if not row
                else r"\s*(?:,|;|và|,\s*và)\s*"
            )
            if not re.fullmatch(light, between):
                break
            row.insert(0, one)
            end = one.span.start
        return row

    def _row_behind(self, people: Sequence[Mention]) -> list[Mention]:
        """Return the people that stand in one row from the first on."""
        row = list(people[:1])
        for one in people[1:]:
            between = self.source.low[row[-1].span.end : one.span.start]
            if not re.fullmatch(r"\s*(?:,|;|,?\s*và|,?\s*cùng)\s*(?:của\s+)?", between):
                break
            row.append(one)
        return row

    def _row(self, bodies: Sequence[Body]) -> list[Body]:
        """Return the bodies that stand in one row from the first on."""
        row = [bodies[0]]
        for body in bodies[1:]:
            first, second = sorted((row[-1].span, body.span))
            between = self.source.low[first.end : second.start]
            if not re.fullmatch(
                r"(?:\s*[,;]\s*|\s*(?:,\s*)?và\s*(?:của\s*)?|\s*[,;]\s*của\s*"
                r"|\s+về [^.;]{3,120}?(?:;\s*(?:của\s)?|,\s*của|\svà(?: của)?)\s*"
                r"|\s*\([^)]*\)\s*[,;]?\s*(?:và\s*)?)",
                between,
            ):
                break
            row.append(body)
        return row
