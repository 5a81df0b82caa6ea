"""Lines of a list of attendees, as they are pasted from a table or a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from cms import text
from cms_conferences.choices import ROLES


#: More than any hall of such a body holds; a longer text is no list of attendees.
MOST_LINES: Final = 1000
LONGEST: Final = 500

PRESENT, ABSENT, EXCUSED = "present", "absent", "excused"

# What stands in the head of a table, folded, and which cell that is.
_HEADS: Final = {
    "number": ("stt", "tt", "so tt", "no", "no."),
    "name": ("ho va ten", "ho ten", "ten", "ho va ten, chuc vu", "name", "full name"),
    "post": (
        "chuc vu",
        "chuc vu, don vi",
        "chuc vu, don vi cong tac",
        "chuc danh",
        "position",
        "position, unit",
    ),
    "unit": ("don vi", "don vi cong tac", "co quan", "unit", "organisation"),
    "role": ("vai tro", "thanh phan", "tu cach", "role"),
    "presence": ("diem danh", "co mat", "tinh trang", "attendance", "present"),
    "reason": ("ly do", "ly do vang", "ghi chu", "reason", "note"),
}
_ORDER: Final = ("name", "post", "role", "presence", "reason")
_ROLE_WORDS: Final = {
    "chu_tri": ("chu tri", "chu toa", "dong chu tri", "chair"),
    "khach_moi": ("khach moi", "dai bieu khach moi", "khach", "guest"),
    "trinh_bay_bao_cao": (
        "trinh bay bao cao",
        "bao cao vien",
        "nguoi trinh bay",
        "presenter of the report",
        "presenter",
    ),
    "thu_ky": ("thu ky", "secretary"),
    "dai_bieu": ("dai bieu", "thanh vien", "tham du", "du hop", "delegate"),
    "khac": ("khac", "other role", "other"),
}
_PRESENCE_WORDS: Final = {
    PRESENT: ("", "x", "co", "co mat", "du", "present", "yes"),
    ABSENT: ("vang", "vang mat", "khong phep", "vang khong phep", "absent", "v"),
    EXCUSED: ("co phep", "vang co phep", "vang mat co phep", "excused", "p"),
}
_GROUPS: Final = re.compile(
    r"(dai dien|cac |lanh dao |toan the|tap the|nhom |doan |representatives|all )"
)
_COUNT: Final = re.compile(
    r"[(,–-]?\s*(?P<count>\d{1,5})\s*(?:người|đồng chí|đ/c|đại biểu|people)\s*\)?\s*$",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"^\s*(?:\d{1,4}\s*[.)]|[-–•*+])\s+")
_CHOSEN: Final = re.compile(r"#(\d{1,10})\b")


@dataclass(frozen=True)
class Line:
    """What one line says; ``number`` is its place in the text, from one.

    ``person`` and ``post`` are words as they were typed, ``role`` and ``presence``
    are codes ("" when the line names no role), ``chosen`` is the number of a record
    that was typed as ``#12``. ``problem`` says what cannot be read.
    """

    number: int
    person: str
    post: str = ""
    role: str = ""
    presence: str = PRESENT
    reason: str = ""
    is_group: bool = False
    count: int | None = None
    chosen: int | None = None
    problem: str = ""


def read_lines(pasted: str) -> Iterator[Line]:
    """Yield what the lines of a pasted list say; empty ones and the head are passed over.

    Cells are parted by tabs, else by semicolons, else the name ends at the first
    comma or dash: name; position and unit; role; present, absent or excused; reason.
    A head in the first line says another order.
    """
    order: Sequence[str] | None = None
    for number, line in enumerate(text.nfc(pasted).splitlines(), 1):
        cells = _cells(line)
        if not any(cells):
            continue
        if order is None:
            order = _head(cells)
            if order is not None:
                continue
            order = ()
        yield _read(number, cells, order)


def _cells(line: str) -> list[str]:
    for separator in ("\t", ";"):
        if separator in line:
            return [" ".join(cell.split()) for cell in line.split(separator)]
    plain = " ".join(_NUMBERED.sub("", line).split())
    name, comma, rest = plain.partition(", ")
    if not comma:
        name, comma, rest = re.sub(r"\s[–—-]\s", "\t", plain, count=1).partition("\t")
    return [name, rest] if comma else [plain]


def _head(cells: Sequence[str]) -> list[str] | None:
    """Return which cell each column of a head holds; None for a line that is no head."""
    known = {word: name for name, words in _HEADS.items() for word in words}
    found = [known.get(text.fold(cell).strip(), "") for cell in cells]
    return found if "name" in found else None


def _read(number: int, cells: Sequence[str], order: Sequence[str]) -> Line:
    said = _by_name(cells, order)
    name = _NUMBERED.sub("", said.get("name", "")).strip()
    if not name:
        return Line(number, "", problem=_("The name is missing."))
    if any(len(cell) > LONGEST for cell in cells):
        return Line(number, name[:60], problem=_("This line is too long."))
    is_group = bool(_GROUPS.match(text.fold(name) + " "))
    count = None
    if is_group and (found := _COUNT.search(name)):
        count = int(found["count"])
        name = name[: found.start()].rstrip(" (,–-")
    chosen = _CHOSEN.search(" ".join(cells))
    post = ", ".join(filter(None, (said.get("post"), said.get("unit"))))
    problem, role = "", _code(_ROLE_WORDS, said.get("role", ""))
    presence = _code(_PRESENCE_WORDS, said.get("presence", ""))
    if role is None:
        problem = _(
            "“%(words)s” is no role. Known are: %(roles)s.",
            words=said["role"],
            roles=", ".join(str(label) for _name, label in ROLES),
        )
    elif presence is None:
        problem = _(
            "“%(words)s” does not say whether somebody came: write present, absent"
            " or excused.",
            words=said["presence"],
        )
    return Line(
        number,
        _CHOSEN.sub("", name).strip(),
        post=_CHOSEN.sub("", post).strip(),
        role=role or "",
        presence=presence or PRESENT,
        reason=said.get("reason", ""),
        is_group=is_group,
        count=count,
        chosen=int(chosen[1]) if chosen else None,
        problem=problem,
    )


def _by_name(cells: Sequence[str], order: Sequence[str]) -> dict[str, str]:
    if not order:
        # A number in front counts the lines of a table.
        rest = (
            cells[1:] if len(cells) > 1 and cells[0].rstrip(".)").isdigit() else cells
        )
        return dict(zip(_ORDER, rest, strict=False))
    return {name: cell for name, cell in zip(order, cells, strict=False) if name}


def _code(words: dict[str, tuple[str, ...]], typed: str) -> str | None:
    """Return the code that words stand for; "" for no words, None for unknown ones."""
    folded = " ".join(text.fold(typed).replace(".", " ").split())
    for code, known in words.items():
        if folded in known:
            return code
    return None if folded else ""
