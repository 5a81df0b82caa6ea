"""Where a person's name begins in what was read as the name of a place.

"Bí thư Đảng ủy xã Tân An Lê Văn Ba": most places have two words, most names three.
"""

from __future__ import annotations

import re
from typing import Final

from cms_extraction.bodies import Body, begins_other
from cms_extraction.names import family_name, parse_name
from cms_extraction.source import LOWER, UPPER, Source


_LIKELY: Final = (
    3  # from here on a word of a place is taken for the beginning of a name
)
_ETHNIC = frozenset(("y", "a", "h", "k"))
_KINDS = frozenset(("xã", "phường", "thị", "trấn", "huyện", "quận", "tỉnh", "thành", "phố",
                    "đặc", "khu"))  # fmt: skip
_COMMON = frozenset((
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ",
    "hồ", "ngô", "dương", "lý", "đinh", "đào", "đoàn", "trịnh", "mai", "hà", "cao", "lưu",
    "lương", "tạ", "tô", "trương", "vương", "lò", "giàng", "sùng", "thào", "nông", "vi",
    "quàng", "cầm", "phùng", "chu", "quách", "tăng", "thái", "khổng", "tống", "mạc", "kiều",
    "la", "thân", "từ", "nghiêm", "âu", "lục", "cù", "hứa", "bạch", "doãn", "đàm", "tiêu",
    "triệu", "tôn", "trà", "vưu", "thạch", "danh", "khúc", "ninh", "văn", "bế", "ma", "lại",
    "phó", "lã", "giáp", "nhâm", "sầm", "hoa", "tào", "diệp", "châu", "lâm", "mã",
    "uông",
))  # fmt: skip
_PLACE = {0: 1, 2: 3, 3: 1}  # how well so many words make a place
_NAME = {3: 2, 4: 1}  # ... and a name


def body_words(body: Body) -> list[str]:
    """Return the words of the place, or of the unit, in which a body's name ends."""
    inner = body.of or body
    return (inner.head if inner.kind == "khac" else inner.name).split()


def name_in_body(source: Source, body: Body, behind: int) -> int | None:
    """Return the word at which a person's name begins in the name of a body, or None."""
    words = body_words(body)
    found = name_in_place(source, behind - len(words), behind) if words else None
    own_kind = 1 if words and words[0] in _KINDS else 0
    words = words[own_kind:]
    if found is not None or len(words) != 3 or (body.of or body).kind == "khac":
        return found
    # "Quận ủy Diêu Bá Lộc" in an article on Quận ủy Gò Trắng.
    head = re.escape((body.of or body).head)
    others = re.findall(
        rf"{head} (?:[^\W\d_]+ )?((?:[{UPPER}][{LOWER}]+ ?){{2}})", source.text
    )
    begin = behind - 3
    if not all(word.capital for word in source.words[begin:behind]):
        return None
    own = " ".join(words)
    return begin if any(not own.startswith(one.strip()) for one in others) else None


def name_in_place(source: Source, begin: int, behind: int) -> int | None:
    """Return the word at which the name of a person begins between two words, or None."""
    scored = [
        (_score(source, n, begin, behind), -n) for n in range(max(begin, 0), behind)
    ]
    best, number = max(scored, default=(0, 0))
    return -number if best >= _LIKELY else None


def _score(source: Source, number: int, begin: int, behind: int) -> int:
    words = source.words
    word = words[number]
    following = words[number + 1].low if number + 1 < len(words) else ""
    middle = following in ("thị", "văn")
    if not word.capital or not (family_name(word) or word.low in _ETHNIC or middle):
        return 0
    end = parse_name(source, number, lambda n: begins_other(source, n), False, True)
    named = end - number
    if end < behind or not 2 <= named <= 5:
        return 0
    place = [one for one in words[begin:number] if one.text not in (*_KINDS, "Khối")]
    score = _PLACE.get(len(place), -1)
    if len(place) == 1 and place[0].text.isdigit():
        score = 3
    score += _NAME.get(named, 0) + 2 * (word.low in _COMMON)
    return score + 4 * (named > 2 and middle)
