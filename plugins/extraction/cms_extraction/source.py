"""The text of an article as every step reads it: one form, words with their places."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from cms import legacy_encodings, text
from cms_extraction.spans import Span


MAX_CHARACTERS: Final = (
    40_000  # four times an article of 2,000 words; what is behind is not read
)
_LETTERS = [chr(code) for code in range(0x41, 0x1F00) if chr(code).isalpha()]
UPPER: Final = "".join(char for char in _LETTERS if char.isupper())
LOWER: Final = "".join(char for char in _LETTERS if char.islower())
_WORD = re.compile(
    rf"[Đđ]\s?/\s?[Cc](?![{LOWER}])|[TKDdđĐ]/[MTLVvm](?![{LOWER}{UPPER}])"
    rf"|Th[sS](?![{LOWER}])|\d+|[{UPPER}]['’ʼ][{UPPER}]?[{LOWER}]+"
    rf"|[{UPPER}]{{2,}}(?=[{UPPER}][{LOWER}])|[{UPPER}]{{2,}}(?![{LOWER}])"
    rf"|[{UPPER}]?[{LOWER}]+|[{UPPER}]"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# One character for one, so that a place in one is a place in the other.
_ALIKE = str.maketrans(
    dict.fromkeys("–—‒−‐‑―", "-")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚ʼ", "'")
    | dict.fromkeys("\u00a0\u2007\u202f\u2009\t", " ")
    | {"|": ","}
)
# l, I and O that a scanner read for 1 and 0, between or before digits.
_SCANNED = re.compile(
    r"(?<=\d)[lio](?=[\d/.-])|(?<![^\W_])[lio](?=\d)|(?<=[/.])[lo](?=[\d/])"
)
_DIGIT = {"l": "1", "i": "1", "o": "0"}


@dataclass(frozen=True)
class Word:
    """A run of letters or of digits: as written, in small letters, and where."""

    start: int
    end: int
    text: str
    low: str

    @property
    def capital(self) -> bool:
        """Whether the first letter is a capital."""
        return self.text[0].isupper()


@dataclass(frozen=True)
class Line:
    """A paragraph or a line that stands by itself."""

    start: int
    end: int
    capitals: bool = False  # the line is written in capitals throughout


@dataclass(frozen=True)
class Source:
    """A text in NFC with wrapped lines joined, and a twin in small letters.

    ``text`` and ``low`` have the same length: an offset in one is an offset
    in the other. ``low`` has one placement of tones and one kind of dash,
    quote and space.
    """

    text: str
    low: str
    lines: tuple[Line, ...] = field(repr=False)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Return all words in order."""
        return tuple(
            Word(
                match.start(),
                match.end(),
                match[0],
                self.low[match.start() : match.end()],
            )
            for match in _WORD.finditer(self.text)
        )

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def _line_ends(self) -> list[int]:
        return [line.end for line in self.lines]

    def at(self, place: int) -> int:
        """Return the number of the first word that begins at ``place`` or behind it."""
        return bisect_left(self._starts, place)

    def gap(self, number: int) -> str:
        """Return what stands, in ``low``, between word ``number - 1`` and ``number``."""
        if number <= 0 or number > len(self.words):
            return "\n"
        end = self.words[number].start if number < len(self.words) else len(self.low)
        return self.low[self.words[number - 1].end : end]

    def stopped(self, number: int) -> bool:
        """Tell whether a full stop was lost before a word: two spaces and a capital."""
        return (
            self.gap(number) == "  "
            and number < len(self.words)
            and self.words[number].capital
        )

    def joined(self, number: int) -> bool:
        """Tell whether nothing but a space, or an abbreviation's stop, is before a word."""
        gap = self.gap(number)
        if gap in ("", " ", "  "):
            return True
        before = self.words[number - 1].text
        if before.lower() in ("tp", "tx", "tt", "q", "p"):
            return gap in (".", ". ")
        return before.isupper() and len(before) <= 5 and gap == "."

    def quote(self, span: Span) -> str:
        """Return the characters of ``span`` as written, spaces and line ends as one space."""
        return " ".join(span.of(self.text).split())

    def mend(self, span: Span) -> str:
        """Return what ``quote`` returns, with l, I and O for digits put right."""
        written = span.of(self.text)
        small = span.of(self.low)
        return " ".join(
            "".join(
                new if new.isdigit() and not old.isdigit() else old
                for old, new in zip(written, small, strict=True)
            ).split()
        )

    def line_of(self, place: int) -> Line:
        """Return the line that holds ``place``."""
        number = bisect_left(self._line_ends, place + 1)
        return self.lines[min(number, len(self.lines) - 1)]


_SPACES = re.compile("[ \u00a0]{3,}")
_GAPS = re.compile(r"\n(?:[ \t]?\n)+")
_GLUED = re.compile(
    r"(?<![^\W\d_])(hội)(nghị)|(?<![^\W\d_])(đồng)(chí)|(?<![^\W\d_])(kiểm)(tra)"
    r"|(?<![^\W\d_])(giám)(sát)|(?<![^\W\d_])(bí)(thư)|(?<![^\W\d_])(báo)(cáo)"
    r"|(?<![^\W\d_])(chủ)(nhiệm|tịch|trì)|(?<![^\W\d_])(tổ)(chức)"
    r"|(?<![^\W\d_])(quận|huyện|đảng|tỉnh|thành)(ủy)",
    re.IGNORECASE,
)


def read(raw: str) -> Source:
    """Return ``raw`` as a source: old encodings converted, NFC, wrapped lines joined."""
    converted = text.nfc(legacy_encodings.to_unicode(raw[:MAX_CHARACTERS]).text)
    converted = _INVISIBLE.sub("", converted).replace("\r\n", "\n").replace("\r", "\n")
    converted = _GAPS.sub("\n\n", _SPACES.sub("  ", converted))
    parted = _GLUED.sub(lambda m: " ".join(filter(None, m.groups())), converted)
    joined = _join_wrapped(parted)
    return Source(joined, _small(joined), tuple(_lines(joined)))


def _small(written: str) -> str:
    low = "\n".join(
        line.replace("\t", "," if line.count("\t") > 1 else " ")
        for line in text.tone_style(written).split("\n")
    ).translate(_ALIKE)
    small = low.lower()
    if len(small) != len(low):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in low)
    return _SCANNED.sub(lambda match: _DIGIT[match[0]], small)


def _lines(written: str) -> list[Line]:
    found = []
    for match in re.finditer(r"[^\n]+", written):
        shown = match[0].strip()
        if shown:
            start = match.start() + match[0].index(shown[0])
            letters = [char for char in shown if char.isalpha()]
            capitals = sum(map(str.isupper, letters)) > 0.8 * len(letters) > 6
            found.append(Line(start, start + len(shown), capitals))
    return found or [Line(0, len(written))]


_ENDS = frozenset('.!?:;…”"|')
_ITEM = re.compile(r"\s*(?:[-+*•–]|\d{1,2}[.)]|\(?[a-zđ\d]\))\s")


def _join_wrapped(written: str) -> str:
    """Return ``written`` with the line ends inside of a paragraph as spaces."""
    lines = written.split("\n")
    full = [line for line in lines if len(line.strip()) > 40]
    cut = [line for line in full if line.rstrip()[-1] not in _ENDS]
    widest = max(map(len, lines), default=0)
    wrapped = widest <= 160 and len(cut) > len(full) / 2 and len(full) > 4
    out = lines[0]
    for before, line in itertools.pairwise(lines):
        out += (
            " " if _goes_on(before, line, widest if wrapped else 0) else "\n"
        ) + line
    return out


def _goes_on(before: str, line: str, width: int) -> bool:
    """Tell whether ``line`` goes on with the sentence of the line before."""
    first, second = before.strip(), line.strip()
    if not first or not second or first[-1] in _ENDS or "|" in second or "\t" in second:
        return False
    if _ITEM.match(line):
        return False
    if width and len(before.rstrip()) > 0.7 * width:
        return True
    return len(first) > 40 and (second[0].islower() or first[-1] == ",")
