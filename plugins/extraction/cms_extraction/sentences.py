"""Sentences, also where a full stop was lost."""

from __future__ import annotations

import re
from typing import Final

from cms_extraction.source import LOWER, UPPER, Source
from cms_extraction.spans import Span


LONGEST: Final = 2400  # characters of a sentence; reading stays linear in the text
# A stop behind these ends no sentence: TP. Hồ Chí Minh, ThS. Nguyễn, Q. 1.
_SHORT = frozenset(
    [
        "tp",
        "q",
        "p",
        "tx",
        "tt",
        "h",
        "x",
        "ths",
        "ts",
        "pgs",
        "gs",
        "bs",
        "ks",
        "ls",
        "cn",
        "đ/c",
        "đc",
        "st",
        "mr",
        "no",
        "tr",
        "t",
        "v",
        "n",
        "đ",
        "k",
        "kts",
        "ds",
        "cv",
        "ncs",
    ]
)
# "UBKT.QU", "BTV. QU": part of one abbreviation only before another in capitals.
_PARTS = frozenset(["ubkt", "btv", "bt", "vp"])
_IN_CAPITALS = re.compile(rf"[.]\s?[{UPPER}]{{2}}(?![{LOWER}])")
_END = re.compile(
    rf"(?P<stop>[.!?…]+[\"')\]]?)(?=\s+[\"'(\[]?(?:[{UPPER}\d+*•-]|đ/c|đồng chí)|\s*$)"
    rf"|(?P<glued>(?<=[{LOWER}\d])[.](?=[{UPPER}][{LOWER}]))"
    rf"|(?P<lost>(?<=[{LOWER}\d\"')])[ \u00a0]{{2,}}(?=[{UPPER}]))",
)
# A stop that was lost before one space: "... của các chi bộ Đ/c Mây nói ...", where the
# text elsewhere writes "đ/c" small inside of sentences.
_LOST = re.compile(
    rf"(?<=[{LOWER}]) (?=(?:Đ/c|Đồng chí|Tại hội nghị|Phát biểu chỉ đạo)\s)"
)
_SMALL = re.compile(rf"[{LOWER},;] (?:đ/c|đồng chí) [{UPPER}]")
_GOVERNS = frozenset(
    ("của", "cho", "với", "và", "có", "là", "do", "cùng", "gồm", "giao", "nghe", "mời", "bởi",
     "các", "những", "để", "từ", "về", "nhờ", "như", "trong", "theo", "cử", "hai", "ba", "bầu")
)  # fmt: skip
_LAST_WORD = re.compile(r"[^\s(,;:\".]{1,8}$")


def find_sentences(source: Source) -> list[Span]:
    """Return the sentences of all lines in order.

    A sentence ends at its stop, at the end of its line, or where the stop was
    lost: at two spaces before a capital, or before words that begin one.
    """
    found: list[Span] = []
    small = _SMALL.search(source.text) is not None
    for line in source.lines:
        for one in _of_line(source, line.start, line.end):
            found += _parted(source, one) if small else [one]
    return found


def _parted(source: Source, sentence: Span) -> list[Span]:
    """Return a sentence cut where another begins whose stop before was lost."""
    found, start = [], sentence.start
    for match in _LOST.finditer(source.text, sentence.start, sentence.end):
        word = _LAST_WORD.search(
            source.low[max(start, match.start() - 9) : match.start()]
        )
        if word is None or word[0] not in _GOVERNS:
            found.append(Span(start, match.start()))
            start = match.end()
    return [*found, Span(start, sentence.end)]


def _of_line(source: Source, start: int, end: int) -> list[Span]:
    found, begin = [], start

    for match in _END.finditer(source.text, start, end):
        if match["stop"] and _is_short(source, begin, match.start()):
            continue
        if match.end() > begin:
            found.append(Span(begin, match.end()))
        begin = match.end()
        while begin < end and source.text[begin].isspace():
            begin += 1
    if begin < end:
        found.append(Span(begin, end))
    return [
        Span(piece.start, piece.start + len(piece.of(source.text).rstrip()))
        for one in found
        for piece in _bounded(source, one)
        if piece.of(source.text).strip()
    ]


def _bounded(source: Source, sentence: Span) -> list[Span]:
    """Return a sentence in pieces of a readable length; what is longer is no sentence."""
    pieces, start = [], sentence.start
    while sentence.end - start > LONGEST:
        cut = max(source.low.rfind("; ", start, start + LONGEST), start + LONGEST // 2)
        pieces.append(Span(start, cut))
        start = cut
    return [*pieces, Span(start, sentence.end)]


def _is_short(source: Source, begin: int, place: int) -> bool:
    """Tell whether the stop at ``place`` belongs to an abbreviation or a number in front."""
    low = source.low
    word = _LAST_WORD.search(low[max(begin, place - 9) : place])
    if word is None:
        return False
    if word[0] in _SHORT or (
        word[0] in _PARTS and _IN_CAPITALS.match(source.text, place)
    ):
        return True
    return (
        len(word[0]) < 3
        and word[0].isdigit()
        and not low[begin:place].strip(word[0] + " ")
    )
