"""People of a text with the posts that it gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cms import text
from cms_extraction.bodies import Body, begins_other, parse_body
from cms_extraction.name_in_place import body_words, name_in_body
from cms_extraction.names import (
    ADDRESSES,
    family_name,
    is_vague,
    names_kind,
    parse_name,
    written_name,
)
from cms_extraction.posts import SEPARATOR, Post, parse_posts
from cms_extraction.source import Source, Word
from cms_extraction.spans import Span
from cms_extraction.titles import BEFORE, TITLES


@dataclass(frozen=True)
class Mention:
    """One place where a person is named: the name, its form of address, posts."""

    span: Span
    name_span: Span
    name: str
    honorific: str | None = None
    posts: tuple[Post, ...] = ()


Seat = tuple[str, str, str]  # code of the title, the title, what body it is in


_LIST = re.compile(r"\s*[,;]\s*|\s*-\s*|\s*[,;.]?\s*\d{1,2}[.)]\s*|\s+")
_AND = frozenset(("và", "cùng", "với"))


def find_people(source: Source, known: Sequence[str] = ()) -> list[Mention]:
    """Return every place where a person is named, in order.

    ``known`` are full names that count wherever they stand.
    """
    return _Reader(source, known).read()


class _Reader:
    """Walks through the words once; what was read is not read again."""

    def __init__(self, source: Source, known: Sequence[str]) -> None:
        self.source = source
        self.known = {tuple(name.lower().split()) for name in known}
        self.found: list[Mention] = []
        self.listing = False

    def read(self) -> list[Mention]:
        number = 0
        while number < len(self.source.words) and len(self.found) < MOST:
            line = self.source.line_of(self.source.words[number].start)
            if line.capitals and (
                line == self.source.lines[0] or line.end - line.start < SHOUTED
            ):
                number = self.source.at(self._line_end(number))
                continue
            number = self._step(number)
        return self.found

    def _line_end(self, number: int) -> int:
        return self.source.line_of(self.source.words[number].start).end

    def _ends(self, number: int) -> bool:
        return begins_other(self.source, number)

    def _step(self, number: int) -> int:
        """Read what begins at a word and return the number behind it."""
        address = ADDRESSES.match(self.source, number)
        if address and (end := self._addressed(number, *address)):
            return end
        if end := self._titled(number, number, None):
            return end
        if end := self._listed(number):
            return end
        self.listing = False
        if not self.source.words[number].capital:
            return number + 1
        if found := parse_body(self.source, number):
            return max(found[0], number + 1)
        return self._bare(number) or number + 1

    def _addressed(self, number: int, end: int, honorific: str) -> int | None:
        """Read a form of address and whom it is for."""
        vague = is_vague(self.source, number)
        kind = names_kind(self.source, number)
        if kind and self.source.gap(end) != " ":
            return None
        for _again in range(3):  # "đồng chí BS.CKII"
            more = ADDRESSES.match(self.source, end)
            if more is None:
                break
            if self.source.gap(end).strip(" .,") or not self.source.gap(end):
                break
            if self.source.words[end].capital and is_vague(self.source, end):
                break
            end, other = more
            honorific = honorific or other
        plural = self.source.words[number].low in ("các", "những", "hai", "ba")
        gap = self.source.gap(end)
        if gap.strip(" :.-\n"):
            return None
        if behind := self._titled(number, end, honorific or None):
            self.listing = plural
            return behind
        if TITLES.match(self.source, end):
            return None
        behind = parse_name(self.source, end, self._ends, vague and not plural, True)
        if behind == end and vague and not kind and self._given_before(end):
            behind = end + 1
        if behind == end:
            return None
        self.listing = plural or self.listing
        return self._named(number, end, behind, honorific or None)

    def _named(self, first: int, number: int, end: int, honorific: str | None) -> int:
        """Note the name of the words ``number`` to ``end`` with the posts behind it."""
        source = self.source
        name_span = Span(source.words[number].start, source.words[end - 1].end)
        behind = end
        posts: tuple[Post, ...] = ()
        if (end < len(source.words) and SEPARATOR.fullmatch(source.gap(end))) and (
            ";" not in source.gap(end)
        ):
            behind, posts = parse_posts(source, end)
        if not posts:
            behind = end
        span = Span(source.words[first].start, source.words[behind - 1].end)
        name = written_name(source, number, end)
        self.found.append(Mention(span, name_span, name, honorific, posts))
        return behind

    def _titled(self, first: int, number: int, honorific: str | None) -> int | None:
        """Read posts that stand before the name: "Bí thư Quận ủy Tạ Quốc Khải"."""
        if not (TITLES.match(self.source, number) or BEFORE.match(self.source, number)):
            return None
        behind, posts = parse_posts(self.source, number)
        if not posts:
            return None
        posts, behind = self._split_place(posts, behind)
        start = behind
        gap = self.source.gap(start)
        address = None
        named = (
            gap == " "
            and start < len(self.source.words)
            and (self.source.words[start].text in ("Ông", "Bà", "Chị", "Anh"))
        )  # a family name behind a post
        if (
            not named
            and gap in (", ", " - ", ": ", " ")
            and (address := ADDRESSES.match(self.source, start))
        ):
            start, said = address
            honorific = honorific or said or None
        elif gap not in (" ", "  "):
            return None
        end = parse_name(self.source, start, self._ends, address is None)
        end = self._whole_name(start, end)
        if end - start < 2:
            return None
        name_span = Span(self.source.words[start].start, self.source.words[end - 1].end)
        span = Span(self.source.words[first].start, name_span.end)
        name = written_name(self.source, start, end)
        self.found.append(Mention(span, name_span, name, honorific, posts))
        return end

    def _whole_name(self, start: int, end: int) -> int:
        """Return the number behind a name of which words may be of any language."""
        last = self.source.words[end] if end < len(self.source.words) else None
        if end == start and (last is None or not _of_the_hills(last)):
            return end
        if last is None or not last.capital or text.is_syllable(last.low):
            return (
                end
                if end > start
                else parse_name(self.source, start, self._ends, False, True)
            )
        return parse_name(self.source, start, self._ends, False, True)

    def _split_place(
        self, posts: tuple[Post, ...], behind: int
    ) -> tuple[tuple[Post, ...], int]:
        """Give back the name of a person that was read as the name of a place."""
        last = posts[-1]
        body = last.body
        number = name_in_body(self.source, body, behind) if body else None
        if body is None or number is None:
            return posts, behind
        words = body_words(body)
        kept = " ".join(w.text for w in self.source.words[behind - len(words) : number])
        shorter = _renamed(body, kept, self.source.words[number - 1].end)
        span = Span(last.span.start, self.source.words[number - 1].end)
        return (*posts[:-1], replace(last, body=shorter, span=span)), number

    def _listed(self, number: int) -> int | None:
        """Read the next name of a list that was opened with "các đồng chí"."""
        if not self.listing or not self.found:
            return None
        words = self.source.words
        if words[number].low in _AND:
            return number + 1
        between = self.source.low[self.found[-1].span.end : words[number].start]
        for word in _AND:
            between = between.replace(f" {word} ", ", ")
        if not _LIST.fullmatch(between.replace("; , ", "; ")):
            return None
        end = parse_name(self.source, number, self._ends)
        if end - number < 2 or not (
            family_name(words[number]) or end - number >= 3 or self._post_behind(end)
        ):
            return None
        if parse_body(self.source, number):
            return None
        self.listing = True
        comma = between.strip().startswith(",")
        behind = self._named(number, number, end, self.found[-1].honorific)
        if comma and self.found[-1].posts and not self.found[-2].posts:
            self.found[-2] = replace(self.found[-2], posts=self.found[-1].posts)
        return behind

    def _bare(self, number: int) -> int | None:
        """Read a name without a form of address: it needs a post behind it."""
        source = self.source
        hills = _of_the_hills(source.words[number])
        if not (family_name(source.words[number]) or hills or self._is_known(number)):
            return self._unheard(number)
        end = parse_name(source, number, self._ends, not hills, hills)
        if end - number < 2:
            return None
        if self._is_known(number) or self._named_before(number, end):
            return self._named(number, number, end, None)
        if self._post_behind(end):
            return self._named(number, number, end, None)
        return None

    def _unheard(self, number: int) -> int | None:
        """Read a name whose family name is in no list: three or four words and a post."""
        source = self.source
        before = source.words[number - 1] if number else None
        if (
            before is not None
            and source.gap(number) == " "
            and (before.capital or before.low in PLACES)
        ):
            return None
        end = parse_name(source, number, self._ends, False)
        middle = number + 1 < end and source.words[number + 1].low in ("thị", "văn")
        if not (3 <= end - number <= 4 or middle) or not self._post_behind(end):
            return None
        return self._named(number, number, end, None)

    def _post_behind(self, end: int) -> bool:
        """Tell whether a post stands behind a name: whoever holds one is a person."""
        source = self.source
        return (
            end < len(source.words)
            and bool(_POST_GAP.fullmatch(source.gap(end)))
            and bool(parse_posts(source, end)[1])
        )

    def _is_known(self, number: int) -> bool:
        words = self.source.words
        return any(
            tuple(word.low for word in words[number : number + count]) in self.known
            for count in (2, 3, 4, 5)
        )

    def _given_before(self, number: int) -> bool:
        """Tell whether a word is the given name of somebody named before: "ông Kha"."""
        words = self.source.words
        if (
            number >= len(words)
            or not words[number].capital
            or self.source.gap(number) != " "
        ):
            return False
        given = words[number].text
        single = number + 1 >= len(words) or not (
            words[number + 1].capital and self.source.gap(number + 1) == " "
        )
        return single and any(one.name.endswith(f" {given}") for one in self.found)

    def _named_before(self, number: int, end: int) -> bool:
        name = written_name(self.source, number, end)
        return any(one.name == name for one in self.found)


def _of_the_hills(word: Word) -> bool:
    """Tell whether a name of the highlands begins with a word: "Y Thịnh", "K'Brôi"."""
    return "'" in word.low or word.low in (
        "y",
        "a",
        "ksor",
        "siu",
        "nay",
        "rơ",
        "kpă",
        "rah",
    )


def cut_names(
    source: Source, bodies: Sequence[Body], mentions: Sequence[Mention]
) -> list[Body]:
    """Return the bodies without the names of people that were read as their own."""
    found = []
    starts = {one.name_span.start: one.name_span.end for one in mentions}
    for body in bodies:
        cut = next(
            (start for start in starts if body.span.start < start < body.span.end), None
        )
        if cut is None:
            if not any(start <= body.span.start < end for start, end in starts.items()):
                found.append(body)
            continue
        tail = len(source.text[cut : body.span.end].split())
        inner = body.of or body
        kept = " ".join(inner.name.split()[:-tail])
        end = len(source.text[:cut].rstrip())
        found.append(_renamed(body, kept, end))
    return found


PLACES = frozenset(
    ("xã", "phường", "trấn", "huyện", "quận", "tỉnh", "phố", "thôn", "ấp", "bản", "khu", "đảo",
     "buôn", "làng", "xóm", "núi", "sông", "hồ", "cầu", "chợ", "ty", "viện", "trường", "đoàn")
)  # fmt: skip
SHOUTED = 90  # characters: a longer line in capitals is a paragraph, no heading
MOST = 400  # people of one article; a list of more is a directory
_POST_GAP = re.compile(r"\s*[-,_(:]\s*")


def _renamed(body: Body, name: str, end: int) -> Body:
    """Return the body with the shorter name of its place."""
    span = Span(body.span.start, end)
    if body.of:
        return replace(body, of=_renamed(body.of, name, end), span=span)
    if body.kind == "khac":
        return replace(body, head=name, span=span)
    return replace(body, name=name, span=span)
