"""What was said: by whom, and which words of the text are the saying."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms_extraction.frames import is_governed, subject_of, telling
from cms_extraction.people import Mention
from cms_extraction.posts import parse_posts
from cms_extraction.sayings import (
    ACCORDING,
    AGREED,
    BY_ACCOUNT,
    CONTENT,
    ELSEWHERE,
    HOLDING,
    HOUSE_ASKS,
    LIST_ITEM,
    NAMELESS,
    PRAISING,
    PROMISES,
    PRONOUN,
    QUOTED,
    REPORTED,
    SAY,
    SAYS,
    TAKING_STOCK,
    asks_at,
)
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


def find_speeches(
    source: Source, sentences: Sequence[Span], mentions: Sequence[Mention]
) -> list[Speech]:
    """Return what each speaker said, in order."""
    parts = [part for one in sentences for part in _clauses(source, one, mentions)]
    return _Listener(source, parts, mentions).find()


def _clauses(source: Source, sentence: Span, mentions: Sequence[Mention]) -> list[Span]:
    """Return the parts of a sentence in which people speak one after the other.

    "Thầy A đề nghị ...; cô B góp ý ...": each begins with somebody who says something.
    """
    found, start = [], sentence.start
    inside = [one for one in mentions if one.span in sentence]
    for one in inside[1:]:
        lead = re.search(r";\s*(?:còn\s+|và\s+)?$", source.low[start : one.span.start])
        if lead and (asks_at(source, one, sentence) or telling(source, one, sentence)):
            found.append(Span(start, start + lead.start()))
            start = one.span.start
    return [*found, Span(start, sentence.end)]


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
            self.last = subject_of(self.source, inside, sentence) or self.last
            self.line = self.source.line_of(sentence.start).start
        return self.found

    def _opens(self, sentence: Span, inside: Sequence[Mention]) -> bool:
        low = self.source.low
        begin = sentence.start
        item = self.open and self.listing and LIST_ITEM.match(low, sentence.start)
        if item and self.found and self.found[-1].by != REPORT:
            return False
        agreed = AGREED.search(low, sentence.start, sentence.end)
        if agreed:
            return self._add(sentence, HOUSE, "nhận định", agreed.end())
        held = ACCORDING.match(low, sentence.start)
        if held and not inside and (person := self._person()):
            return self._add(sentence, person, "cho rằng", held.end())
        if self._in_quotes(sentence, inside) or self._by_account(sentence, inside):
            return True
        reported = REPORTED.search(low, sentence.start, sentence.end)
        framed = self._framed(sentence, inside)
        if framed:
            self._praising(sentence, inside)
        if (
            framed
            and framed[3]
            and not (reported and reported.start() < framed[1].start())
        ):
            return self._add(sentence, framed[0], framed[2], framed[1].end(), framed[1])
        said = SAY.search(
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
        if said is not None and by and self._reports(sentence, inside, said):
            return True
        if (said is None or by is None) and framed:
            return self._add(sentence, framed[0], framed[2], framed[1].end(), framed[1])
        if said is None or by is None:
            return self._judged(sentence, inside) or self._resolved(sentence, inside)
        return self._add(sentence, by, said[0], said.end(), said)

    def _praising(self, sentence: Span, inside: Sequence[Mention]) -> None:
        """Hear the praise that stands in front of who speaks."""
        low = self.source.low
        praise = PRAISING.match(low, sentence.start, inside[0].span.start)
        if praise and (part := self._part(praise.start("verb"), praise.end())):
            lead = Span(sentence.start, praise.end())
            self.found.append(Speech(inside[0].name, praise["verb"], lead, (part,)))

    def _reports(
        self, sentence: Span, inside: Sequence[Mention], said: re.Match[str]
    ) -> bool:
        """Hear what somebody tells that others asked for: "bà X cho hay UBND đã yêu cầu ..."."""
        for one in inside:
            says = telling(self.source, one, sentence)
            if says is None or says.verb.end >= said.start():
                continue
            between = self.source.low[says.verb.end : said.start()]
            if len(between.split()) < 2 or re.search(
                r"(?:,|;|và|song|nhưng)\s*(?:\w+\s+){0,3}$", between
            ):
                return False
            return self._judged(sentence, [one])
        return False

    def _judged(self, sentence: Span, inside: Sequence[Mention]) -> bool:
        """Hear what a person says by any verb of saying: it may hold a judgement."""
        for one in inside:
            one_says = telling(self.source, one, sentence)
            if one_says is None or one_says.kind == "report":
                continue
            if one_says.verb.of(self.source.low) in PROMISES:
                return False
            if not CONTENT.match(self.source.low, one_says.verb.end, sentence.end):
                return False
            self._add(sentence, one.name, "cho rằng", one_says.verb.end)
            self.open = self.open and one_says.kind == "hold"
            return True
        return False

    def _resolved(self, sentence: Span, inside: Sequence[Mention]) -> bool:
        """Hear what the meeting itself, or the body that held it, wants done."""
        asks = HOUSE_ASKS.match(self.source.low, sentence.start, sentence.end)
        if asks is None or any(one.span.start < asks.start("verb") for one in inside):
            return False
        return self._add(sentence, HOUSE, "yêu cầu", asks.end())

    def _framed(
        self, sentence: Span, inside: Sequence[Mention]
    ) -> tuple[str, re.Match[str], str, bool] | None:
        """Return (name, words, verb, whether others are named behind) of who says something."""
        for number, one in enumerate(inside):
            if is_governed(self.source, one, sentence):
                continue
            match = SAYS.match(self.source.low, one.span.end, sentence.end)
            if match:
                verb = match["ask"] or match["praise"]
                later = any(m.span.start > match.end() for m in inside[number + 1 :])
                return one.name, match, verb, later
        return None

    def _by_account(self, sentence: Span, inside: Sequence[Mention]) -> bool:
        """Hear what is told by somebody's account: "Theo ông X, ..."."""
        low = self.source.low
        for one in inside:
            if not BY_ACCOUNT.search(low, sentence.start, one.span.start):
                continue
            comma = re.compile(r"\s*[,:]\s*").match(low, one.span.end, sentence.end)
            if comma and sentence.end - comma.end() > 12:
                lead = Span(sentence.start, comma.end())
                return self._add(sentence, one.name, "cho rằng", lead.end)
        return False

    def _in_quotes(self, sentence: Span, inside: Sequence[Mention]) -> bool:
        """Hear words in quotes in front of their speaker: '"...", ông X nhấn mạnh'."""
        low = self.source.low
        if not inside or low[sentence.start] != '"':
            return False
        one = inside[0]
        quoted = QUOTED.search(low, sentence.start, one.span.start)
        if quoted is None or quoted.start() != sentence.start:
            return False
        match = SAYS.match(low, one.span.end, sentence.end)
        if match is None:
            return False
        verb = match["ask"] or match["praise"]
        part = self._part(quoted.start("words"), quoted.end("words"))
        parts = (part,) if part else ()
        self.found.append(
            Speech(one.name, verb, Span(one.span.start, sentence.end), parts)
        )
        self.open = self.listing = self.items = False
        return True

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
        pronoun = PRONOUN.match(low, sentence.start)
        if pronoun and said.start() - pronoun.end() < 40:
            return self._person()
        if NAMELESS.search(low, sentence.start, said.start()):
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
            start = said.start("praise")
        taken_stock = TAKING_STOCK.match(self.source.low, start, sentence.end)
        if taken_stock:
            verb, start = "nhận định", taken_stock.end()
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
        item = LIST_ITEM.match(low, sentence.start)
        listed = item is not None and (self.listing or same)
        if listed and (not inside or self.listing):
            self.listing = self.items = True
        elif (self.listing and self.items and not same) or (
            (
                inside
                or not same
                or self._others(sentence)
                or ELSEWHERE.match(low, sentence.start)
            )
            and not (
                self.listing and not inside and not ELSEWHERE.match(low, sentence.start)
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
