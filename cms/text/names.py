"""Vietnamese personal names: family, middle and given name, and their order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cms.text.normalise import nfc
from cms.text.sorting import sort_key


@dataclass(frozen=True)
class PersonName:
    """The parts of a name; ``family`` is empty when only a given name is known."""

    family: str
    middle: str | None
    given: str
    honorific: str | None = None

    @property
    def full(self) -> str:
        """The whole name without the honorific."""
        return " ".join(filter(None, (self.family, self.middle, self.given)))


_HONORIFIC = re.compile(
    r"^(?:các\s+)?(đ/c|đồng chí|đc\.?|ông|bà|anh|chị|em|cụ|bác|cô|chú"
    r"|gs\.?\s*ts\.?|pgs\.?\s*ts\.?|ths\.?|ts\.?|bs\.?|ks\.?|ls\.?)\s*[.:]?\s+(?=\S)",
    re.IGNORECASE,
)
# What follows a name: " – QUV", ", Chủ nhiệm", "(Phó Bí thư)", " - Bí thư".
_POSITION = re.compile(r"\s*[,;:(–—].*$|\s+-\s+.*$", re.DOTALL)


def split_name(text: str) -> PersonName:
    """Return the parts of a name; honorific set apart, a position behind dropped."""
    rest = nfc(text).strip()
    honorific = None
    if match := _HONORIFIC.match(rest):
        honorific = match[1]
        rest = rest[match.end() :]
    parts = _POSITION.sub("", rest).split()
    if not parts:
        return PersonName("", None, "", honorific)
    if len(parts) == 1:
        return PersonName("", None, parts[0], honorific)
    middle = " ".join(parts[1:-1]) or None
    return PersonName(parts[0], middle, parts[-1], honorific)


def person_sort_key(text: str) -> str:
    """Return the key of a person's name: given name first, then the rest in order."""
    name = split_name(text)
    return sort_key(" ".join(filter(None, (name.given, name.family, name.middle))))
