"""Who did what at the meeting: roles of people and entries of the agenda."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cms_extraction.bodies import Body
from cms_extraction.counts import count_near
from cms_extraction.cues import CUES
from cms_extraction.frames import subject_of
from cms_extraction.noting import AGENDA, Act, Notebook
from cms_extraction.people import Mention
from cms_extraction.source import UPPER, Source
from cms_extraction.spans import Span


ATTENDING = "dai_bieu"
CHAIRING = "chu_tri"
DIRECTING = "chi_dao?"  # came "to attend and direct": what is said then is direction
_CROWD = re.compile(
    r"(?:các|một số|nhiều)\s+(?:đồng chí|đ/c|đại biểu|điểm cầu|đơn vị|xã|phường"
    r"|trưởng|ý kiến|địa phương|huyện)(?!\w)"
)
_AREA = re.compile(
    rf"(?:,|\s+và)\s+(?P<area>(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|thôn|ấp|bản"
    rf"|khu phố)(?:\s[{UPPER}\d][^\W_]*){{1,4}})"
)
_SHARING = re.compile(
    rf"(?:{_AREA.pattern.replace('?P<area>', '?:')})+\s+(?:đã\s+|lần lượt\s+|cùng\s+)*"
    r"(?:trình bày\s+|đọc\s+|phát biểu\s+)?"
)
_LISTED = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[-+*•])\s*(?!(?:\w+\s){0,6}\w+:)")
_AT_MEETING = re.compile(
    r"\s(?:[^,.;\n]{0,20}\s)?tại (?:hội nghị|cuộc họp)\s(?:cho thấy|nêu|đánh|khẳng|chỉ r)"
)
_HEADER = re.compile(r"họ (?:và )?tên")
_ROLL = re.compile(
    r"[\s\divx.]*(?:danh sách|thành phần|đại biểu|những người)[^:\n]{0,40}:\s*$"
)
_READ = ("nghe", "trình bày", "thông qua", "đọc")
_BY_SOMEBODY = ("thu_ky", "khai_mac", "be_mac", "ket_luan", "chi_dao", "bao_cao",
                "trien_khai_chuong_trinh", "quan_triet_van_ban")  # fmt: skip
_TALK = ("tham_luan", "phat_bieu", "thao_luan")
_PRONOUN = re.compile(r"(?:đ/c|đồng chí|ông|bà|anh|chị|thầy|cô)\s+")


def find_acts(
    source: Source,
    sentences: Sequence[Span],
    mentions: Sequence[Mention],
    bodies: Sequence[Body],
    silent: Sequence[Span],
    said: Sequence[Span] = (),
) -> list[Act]:
    """Return all acts in the order of the text.

    Words inside of ``silent`` spans (a title, what a report tells) are no cue;
    in ``said``, what people said, nobody else acts.
    """
    return _Watcher(source, mentions, bodies, silent, said).watch(sentences)


def _lead(source: Source, sentence: Span, cue: re.Match[str]) -> str:
    """Return what stands in the sentence before a cue."""
    return source.low[sentence.start : cue.start()]


class _Watcher(Notebook):
    """Goes through the sentences and keeps who acted last."""

    def watch(self, sentences: Sequence[Span]) -> list[Act]:
        for sentence in sentences:
            self._sentence(sentence)
        return self.found

    def _sentence(self, sentence: Span) -> None:
        inside = [one for one in self.mentions if one.span in sentence]
        low = self.source.low
        cues = [
            match
            for match in CUES.finditer(self.source.low, sentence.start, sentence.end)
            if not any(match.start() in span for span in self.silent)
            and not low[max(match.start() - 9, 0) : match.start()].endswith("tiếp thu ")
            and not any(match.start() in one.span for one in inside)
        ]
        line = self.source.line_of(sentence.start)
        table = "," in self.source.low[line.start : line.end] and (
            "\t" in self.source.text[line.start : line.end]
            or "|" in self.source.text[line.start : line.end]
        )
        if (
            line.end - line.start < 70
            and low[line.end - 1].isalnum()
            and ":" not in low[line.start : line.end]
            and not (inside or table)
            and not (self.carried and _LISTED.match(low, sentence.start, sentence.end))
        ):
            if re.search(r"thành phần|đại biểu tham dự", low[line.start : line.end]):
                self.carried = ATTENDING
            return  # a heading says what comes, not what was done
        listed = self.carried and _LISTED.match(low, sentence.start, sentence.end)
        if self.carried and inside and (table or listed or not cues):
            for one in inside:
                self._note(self.carried, one.span, sentence, one.name)
        elif self.carried and (table or listed) and not inside:
            self._note(ATTENDING, sentence, sentence, None)
        elif (
            not inside
            and not table
            and self.carried
            and len(sentence.of(self.source.low)) > 60
        ):
            self.carried = None
        present = [cue for cue in cues if cue.lastgroup in (ATTENDING, CHAIRING)]
        for cue in [one for one in present if low[one.end() : one.end() + 1] == ")"]:
            present.remove(cue)
            before = [one for one in inside if one.span.end <= cue.start()]
            if before:
                place = Span(cue.start(), cue.end())
                self._note(str(cue.lastgroup), place, sentence, before[-1].name)
        for number, cue in enumerate(present):
            self._present(cue, present, number, inside, sentence)
        for cue in cues:
            if cue.lastgroup in (*AGENDA, "thu_ky"):
                self._act(cue, inside, sentence)
        self._tellings(inside, sentence)
        tail = self.source.low[: sentence.end].rstrip()
        if present and (
            tail.endswith(":") or re.search(r"thành phần[^.]{0,20}$", tail)
        ):
            self.carried = present[-1].lastgroup
        elif (table and _HEADER.search(low, sentence.start, sentence.end)) or (
            not inside and _ROLL.match(low, sentence.start, sentence.end)
        ):
            self.carried = self.carried or ATTENDING
        elif (present or cues) and not (table or listed):
            self.carried = None
        self._subject(sentence, cues)
        if any(cue.lastgroup in ("ket_luan", "chi_dao", "be_mac") for cue in cues):
            self.section = None
        self.last = subject_of(self.source, inside, sentence) or self.last

    def _present(
        self,
        cue: re.Match[str],
        cues: Sequence[re.Match[str]],
        number: int,
        inside: Sequence[Mention],
        sentence: Span,
    ) -> None:
        """Note who attended or chaired: the people behind the words, else those before."""
        ends = cues[number + 1].start() if number + 1 < len(cues) else sentence.end
        begins = cues[number - 1].end() if number else sentence.start
        behind = [one for one in inside if cue.end() <= one.span.start < ends]
        before = [
            one
            for one in inside
            if begins <= one.span.start and one.span.end <= cue.start()
        ]
        chosen = self._who(cue, behind, before, ends)
        if self.source.low[cue.start() - 1] == "(" and before:
            chosen = before[-1:]
        kind = str(cue.lastgroup)
        if kind == CHAIRING and number and chosen == before:
            chosen = self._last_of(before, "đồng" in cue[0])
        if (
            number
            and not chosen
            and not cue[0].startswith("cùng")
            and re.fullmatch(
                r"\s*(?:,|và|,? và)\s*",
                self.source.low[cues[number - 1].end() : cue.start()],
            )
        ):
            chosen = self.present
        self.present = chosen
        if not chosen:
            self._note(kind, Span(cue.start(), cue.end()), sentence, None)
        directs = re.match(
            r"[^,.;]{0,12}?(?:,|và)\s*(?:phát biểu\s+)?chỉ đạo",
            self.source.low[cue.end() : cue.end() + 40],
        )
        for one in chosen if directs else []:
            self._note(DIRECTING, Span(cue.start(), cue.end()), sentence, one.name)
        for one in chosen:
            self._note(kind, Span(cue.start(), cue.end()), sentence, one.name)

    def _last_of(self, people: list[Mention], together: bool) -> list[Mention]:
        """Return who chairs at the end of a list of those who came: "...; B chủ trì"."""
        row = people[-1:]
        for one in people[-2::-1]:
            between = self.source.low[one.span.end : row[0].span.start]
            if not re.fullmatch(r"\s*,?\s*(?:và|cùng)\s+", between) and not (
                together and ";" not in between
            ):
                break
            row.insert(0, one)
        return row

    def _who(
        self,
        cue: re.Match[str],
        behind: list[Mention],
        before: list[Mention],
        ends: int,
    ) -> list[Mention]:
        if not behind:
            return before
        gap = self.source.low[cue.end() : behind[0].span.start]
        opens = re.fullmatch(
            r"(?:\s*(?:hội nghị|cuộc họp|buổi|phiên|họp|và|tham dự|dự|chỉ đạo|chủ trì"
            r"|phát biểu|của|lớp|tập huấn))*\s*"
            r"(?:,?\s*(?:về phía [^,;:.]{0,60})?(?:có|gồm|là|:|do|sự|tham dự|gồm có"
            r"|có sự|sự có mặt của|của)\s*)*"
            r"(?:sự tham dự của\s*)?[\s:,-]*(?:các\s*)?",
            gap,
        )
        if before and not opens:
            return before
        if opens or not before:
            return behind
        return before

    def _act(
        self, cue: re.Match[str], inside: Sequence[Mention], sentence: Span
    ) -> None:
        kind = str(cue.lastgroup)
        span = Span(cue.start(), cue.end())
        if kind in _TALK and self._by_bodies(cue, kind, sentence, inside):
            return
        if cue[0] == "báo cáo viên":
            for one in inside:
                if one.span.start >= cue.end():
                    self._note(kind, one.name_span, sentence, one.name)
            return
        if cue[0] == "theo":
            for one in inside:
                if 0 <= one.span.start - cue.end() < 3:
                    self._note(kind, span, sentence, one.name)
            return
        if kind == "phat_bieu" and not cue[0].startswith(("phát biểu", "ý kiến")):
            for one in self._row_of_people(cue, inside)[-1:]:
                self._note(kind, span, sentence, one.name)
            return
        name = self._doer(cue, inside, sentence)
        lead = self.source.low[sentence.start : cue.start()]
        if kind == "khen_thuong" or (
            kind == "thao_luan"
            and re.search(r"(?:hội nghị|đại biểu)\s+(?:đã\s+)?$", lead)
        ):
            name = None
        if (
            cue[0] == "khai mạc"
            and not self._row_of_people(cue, inside)
            and re.fullmatch(
                r"\s*sau (?:phần |lễ |phút )?", _lead(self.source, sentence, cue)
            )
            and "của" not in self.source.low[cue.end() : cue.end() + 6]
        ):
            return
        if (
            cue[0] == "kết luận" and self.source.low[cue.end() : cue.end() + 1] == "."
        ) and (not self._row_of_people(cue, inside)):
            return
        if kind in _TALK and name is not None and not self._row_of_people(cue, inside):
            behind = [one for one in inside if one.span.start >= cue.end()]
            row = self._row_behind(behind)
            if len(row) > 1 and row[0].name == name:
                for one in row:
                    self._note(
                        self._kind(kind, sentence), one.name_span, sentence, one.name
                    )
                return
        if kind in _TALK and name is not None:
            several = self._row_of_people(cue, inside)
            if len(several) > 1 or (several and self._kind(kind, sentence) != kind):
                for one in several:
                    self._note(
                        self._kind(kind, sentence), one.name_span, sentence, one.name
                    )
                return
        count = 1
        if name is None and kind in ("tham_luan", "phat_bieu", "thao_luan"):
            count = count_near(self.source, cue, sentence) or 1
            after = re.search(
                r"sau (?:phần|khi|các|buổi)\s[^,]{0,20}$",
                self.source.low[sentence.start : cue.start()],
            )
            if kind != "phat_bieu" and not after:
                self.section = kind
                self.section_line = self.source.line_of(sentence.start).start
                self.section_listed = self.source.low[: sentence.end].endswith(":")
        if (
            name is None
            and kind == "phat_bieu"
            and not count_near(self.source, cue, sentence)
        ) and (not _CROWD.match(self.source.low, sentence.start, sentence.end)):
            return
        named = name is not None or (kind == "bao_cao" and cue[0].startswith(_READ))
        if kind == "bao_cao" and _AT_MEETING.match(self.source.low, cue.end()):
            named = True
        if kind in _BY_SOMEBODY and not named:
            return
        self._note(kind, span, sentence, name, count)

    def _doer(
        self, cue: re.Match[str], inside: Sequence[Mention], sentence: Span
    ) -> str | None:
        low = self.source.low
        before = [one for one in inside if one.span.end <= cue.start()]
        behind = [one for one in inside if one.span.start >= cue.end()]
        near = before and cue.start() - before[-1].span.end < 26
        if (
            cue.lastgroup == "bao_cao"
            and behind
            and not near
            and re.search(
                r"\s(?:do|của)\s[^.;\n]{0,40}$",
                low[cue.end() : behind[0].span.start] + "",
            )
        ):
            return behind[0].name
        if before and "." not in low[before[-1].span.end : cue.start()]:
            return before[-1].name
        pronoun = _PRONOUN.match(low, sentence.start)
        if pronoun and cue.start() - pronoun.end() < 30:
            return self.last
        if behind and cue.lastgroup not in ("tham_luan", "thao_luan", "khen_thuong"):
            return behind[0].name
        if behind and re.search(
            r"(?:đến lượt|tiếp theo,?|mở đầu|trong phần)\s*$",
            low[sentence.start : cue.start()],
        ):
            return behind[0].name
        if (
            behind
            and cue.lastgroup == "tham_luan"
            and re.fullmatch(
                r"\s*(?:(?:tại|trong|ở)\s[^.;,]{0,40})?,\s*(?:đại diện[^,;.]{0,60},\s*)?",
                low[cue.end() : behind[0].span.start],
            )
        ):
            return behind[0].name
        if behind and re.fullmatch(
            r"\s*(?:(?:tại|trong|ở)\s[^.;,]{0,40})?(?:,?\s*(?:có|gồm|gồm có|lần lượt là|là)\s*:?"
            r"|\s*:)\s*(?:các\s+|ý kiến của\s+)*",
            low[cue.end() : behind[0].span.start],
        ):
            return behind[0].name
        if behind and "của" in low[cue.end() : behind[0].span.start]:
            return behind[0].name
        return None

    def _shared(self, body: Body, cue: re.Match[str]) -> list[Body]:
        """Return the bodies of "Hội Nông dân xã A, xã B và thị trấn C" in front of a cue."""
        between = self.source.text[body.span.end : cue.start()]
        if not body.name or _SHARING.fullmatch(between) is None:
            return []
        return [body] + [
            replace(body, name=match["area"]) for match in _AREA.finditer(between)
        ]

    def _by_bodies(
        self, cue: re.Match[str], kind: str, sentence: Span, inside: Sequence[Mention]
    ) -> bool:
        """Note speeches that are given by organisations: one act for each."""
        low = self.source.low
        people = [one.span for one in inside]
        if people and kind != "tham_luan":
            return False
        found = [
            body
            for body in self.bodies
            if body.span in sentence
            and not any(body.span.overlaps(span) for span in people)
            and not body.group
            and (body.name or (body.of and body.of.name))
        ]
        after = [body for body in found if body.span.start >= cue.end()]
        before = [body for body in found if body.span.end <= cue.start()]
        lead = low[cue.end() : after[0].span.start] if after else ""
        if after and re.search(
            r"(?:của|:|là|có|từ|gồm|đến từ|do|\(|(?:,|có)\s*(?:ý kiến )?đại diện(?: lãnh đạo)?"
            r"(?: của)?)\s*(?:các\s+)?(?:đơn vị\s*:?\s*)?$",
            lead,
        ):
            chosen = self._row(after)
        elif before and (shared := self._shared(before[-1], cue)):
            chosen = shared
        elif before and re.fullmatch(
            r"\s*(?:đã\s+|cũng\s+|lần lượt\s+)?(?:có\s+(?:bài\s+)?)?(?:trình bày\s+"
            r"|phát biểu\s+|tham gia\s+|đọc\s+)?(?:\d+\s+)?(?:bài\s+|ý kiến\s+)?",
            low[before[-1].span.end : cue.start()],
        ):
            chosen = self._row(before[::-1])[::-1]
        else:
            return False
        if kind == "phat_bieu" and any(
            act.kind == "tham_luan" and act.sentence == sentence for act in self.found
        ):
            kind = "tham_luan"  # "... tham luận về ...; ... nói về ..."
        for body in chosen:
            self._note(self._kind(kind, sentence), body.span, sentence, None, body=body)
        return bool(chosen)
