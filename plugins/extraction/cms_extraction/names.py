"""Names of people as they stand in a text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from typing import Final

from cms import text
from cms_extraction.lexicon import Lexicon
from cms_extraction.source import Source, Word


# How people are spoken of; the value is the form of address that a record keeps.
ADDRESSES: Final = Lexicon(
    {"đ/c": "đ/c", "Đc": "đ/c", "ĐC": "đ/c", "đồng chí": "đồng chí", "ông": "ông", "bà": "bà",
     "anh": "anh", "chị": "chị"}
    | {f"{many} {one}": one for many in ("các", "những", "hai", "ba") for one in (
        "đ/c", "đồng chí", "ông", "bà", "anh", "chị")}
    | {"các ông bà": "ông", "các anh chị": "anh", "thầy": "", "cô": "", "thầy giáo": "",
       "cô giáo": "", "bác sĩ": "", "dược sĩ": "", "kỹ sư": "", "luật sư": "",
       "thạc sĩ": "", "tiến sĩ": "", "giáo sư": "", "phó giáo sư": "", "ThS": "", "TS": "",
       "Ths": "", "BS": "", "CN": "", "DS": "",
       "CKI": "", "CKII": "", "CK": "", "GS": "", "PGS": "", "KS": "",
       "cụ": "", "đại đức": "", "hòa thượng": "", "thượng tọa": "",
       "linh mục": "", "mục sư": "", "ni sư": "", "giám mục": ""}
    | dict.fromkeys(("BSCK", "BSCKI", "BSCKII", "BSNT", "ThSBS", "TSBS", "NGƯT",
                     "NGND", "TTƯT", "nhà giáo", "y sĩ", "điều dưỡng", "cử nhân", "già làng",
                     "nghệ nhân", "bác", "chú", "em", "thượng sĩ", "trung sĩ"), "")
    | dict.fromkeys(("đảng viên", "đoàn viên", "hội viên", "học viên", "sinh viên",
                     "đại biểu", "cựu chiến binh", "công nhân", "nữ đảng viên"), "")
    | {f"{step} {rank}": "" for step in ("đại", "thượng", "trung", "thiếu") for rank in (
        "tướng", "tá", "úy")}
)  # fmt: skip
# Forms of address that also begin other words: they need a family name behind them.
_VAGUE = frozenset(["ông", "bà", "anh", "chị", "cô", "thầy", "cụ", "bác", "chú", "em"])
_KINDS_OF_PEOPLE = frozenset(("viên", "biểu", "chiến", "nhân", "đảng"))
SURNAMES: Final = frozenset(
    resources.files("cms_extraction")
    .joinpath("data", "family_names.txt")
    .read_text("utf-8")
    .split()
)


def family_name(word: Word) -> bool:
    """Tell whether a word can be a family name."""
    return word.low in SURNAMES


def parse_name(
    source: Source,
    number: int,
    ends: Callable[[int], bool],
    vague: bool = False,
    loose: bool = False,
) -> int:
    """Return the number behind the personal name at a word; the number itself if none.

    ``ends`` tells whether something else begins at a word. With ``vague`` the
    name must begin with a family name; with ``loose`` its words may be of any
    language.
    """
    words = source.words
    end = number
    shouted = number < len(words) and _shouted(words[number])
    while end < len(words) and end - number < 6:
        word = words[end]
        joined = source.gap(end) in (" ", "  ") or end == number
        if not joined or not _part_of_name(word, loose) or (end > number and ends(end)):
            break
        if end > number and _shouted(word) != shouted and len(word.text) > 1:
            break
        end += 1
    if end - number < (2 if vague else 1):
        return number
    if vague and not family_name(words[number]) and end - number < 3:
        return number
    return end


def _shouted(word: Word) -> bool:
    return word.text.isupper() and len(word.text) > 1


def _part_of_name(word: Word, loose: bool) -> bool:
    if not word.capital or word.text.isdigit():
        return False
    if loose and word.text[1:].islower() and word.low not in _NO_NAME:
        return True
    if "'" in word.low or "’" in word.text:
        return True
    plain = word.low
    return text.is_syllable(plain) or plain in _FOREIGN


_NO_NAME = frozenset(["chủ", "bí", "phó", "trưởng", "ủy"])
_FOREIGN = frozenset(
    [
        "y",
        "k",
        "h",
        "blok",
        "niê",
        "ksor",
        "rơ",
        "kpă",
        "hmok",
        "bkrông",
        "êban",
        "mlô",
        "ayun",
        "siu",
        "rah",
        "nay",
        "byă",
        "krông",
        "êđê",
        "a",
        "kbuôr",
        "knul",
        "adrơng",
        "bdap",
        "hwing",
        "ông",
        "alê'o",
        "b'krông",
    ]
)


def is_vague(source: Source, number: int) -> bool:
    """Tell whether the form of address at a word could be another word."""
    return source.words[number].low in _VAGUE or names_kind(source, number)


def names_kind(source: Source, number: int) -> bool:
    """Tell whether the form of address at a word says what somebody is: "đảng viên"."""
    following = source.words[number + 1].low if number + 1 < len(source.words) else ""
    return following in _KINDS_OF_PEOPLE


def written_name(source: Source, number: int, end: int) -> str:
    """Return the name of the words ``number`` to ``end``, capitals only at the front."""
    parts = [word.text for word in source.words[number:end]]
    if all(len(part) == 1 or part.isupper() for part in parts) and any(
        len(part) > 1 for part in parts
    ):
        parts = [part[0] + text.lower(part[1:]) for part in parts]
    return text.nfc(" ".join(parts))
