"""Names of party bodies, authorities and units, read word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cms import text
from cms_extraction.heads import (
    AUTHORITIES,
    COMMITTEES,
    PARTS,
    Head,
    committee_head,
)
from cms_extraction.places import LEVELS, UNITS, inside_name, proper_name, unit_name
from cms_extraction.source import LOWER, UPPER, Source
from cms_extraction.spans import Span
from cms_extraction.titles import TITLES


@dataclass(frozen=True)
class Body:
    """A body that the text names: what it is, its own name, and what it is part of.

    ``name`` is what follows the head ("Quận 1"); ``of`` the committee that
    the body belongs to. ``group`` marks words that name no single body.
    """

    span: Span
    head: str
    kind: str
    level: str | None = None
    name: str = ""
    of: Body | None = None
    group: bool = False

    @property
    def full(self) -> str:
        """The whole name with abbreviations written out."""
        parts = [self.head, self.name, self.of.full if self.of else ""]
        return " ".join(filter(None, parts))


def begins_other(source: Source, number: int) -> bool:
    """Tell whether a title or the head of another body begins at a word."""
    return bool(
        TITLES.match(source, number)
        or PARTS.match(source, number)
        or COMMITTEES.match(source, number)
        or AUTHORITIES.match(source, number)
    )


def parse_body(source: Source, number: int) -> tuple[int, Body] | None:
    """Return (number behind, body) of the body named at a word, or None."""
    long = AUTHORITIES.match(source, number)
    found = PARTS.match(source, number)
    if found and not (long and long[0] > found[0]):
        return _part(source, number, *found)
    if found := COMMITTEES.match(source, number):
        return _of_committee(source, number, *found)
    if found := AUTHORITIES.match(source, number):
        return _authority(source, number, *found)
    return _unit(source, number)


def _part(source: Source, number: int, end: int, head: Head) -> tuple[int, Body]:
    """Read a part of a committee: "UBKT Quận ủy Quận 1"."""
    begin = source.words[number].start
    inner: Body | None = None
    if head.committee:
        owner = committee_head(head.committee)
        behind, place = _tail(source, end, owner.label)
        whole = Span(begin, source.words[behind - 1].end)
        inner = Body(whole, owner.label, owner.kind, owner.level, place)
        end = behind
    elif source.joined(end) and (owned := _owner(source, end)):
        end, inner = owned
    elif head.kind in ("van_phong", "don_vi_su_nghiep", "ban_tham_muu"):
        name_end, name = _tail(source, end, head.label)
        return name_end, _made(source, number, name_end, head, name)
    level = inner.level if inner else None
    span = Span(begin, source.words[end - 1].end)
    return end, Body(span, head.label, head.kind, level, "", inner)


def _owner(source: Source, number: int) -> tuple[int, Body] | None:
    """Read the committee, or the mass organisation, that a part belongs to."""
    if found := COMMITTEES.match(source, number):
        return _of_committee(source, number, *found)
    found = AUTHORITIES.match(source, number)
    if found and found[1].kind in ("doan_the", "chinh_quyen", "mat_tran"):
        return _authority(source, number, *found)
    return None


def _of_committee(
    source: Source, number: int, end: int, head: Head
) -> tuple[int, Body]:
    behind, name = _tail(source, end, head.label)
    if not name and head.label in (
        "Đảng ủy",
        "Đảng bộ",
        "Đảng bộ bộ phận",
        "Chi bộ",
        "Chi ủy",
    ):
        behind, name = _unit_tail(source, end)
    body = _made(source, number, behind, head, name)
    if head.level == "trung_uong":
        return end, _made(source, number, end, head, "")
    return behind, body


def _made(source: Source, number: int, end: int, head: Head, name: str) -> Body:
    span = Span(source.words[number].start, source.words[end - 1].end)
    return Body(span, head.label, head.kind, head.level, name)


def _authority(source: Source, number: int, end: int, head: Head) -> tuple[int, Body]:
    if head.label in ("Đoàn xã", "Đoàn phường"):  # the place is the name
        end, head = end - 1, Head("Đoàn", head.kind)
    elif head.label == "Đoàn" and source.words[end - 1].low == "trường":
        following = source.words[end] if end < len(source.words) else None
        if following and following.capital and source.joined(end):
            end -= 1  # the school is the name
    behind, name = _tail(source, end, head.label)
    if not name and head.kind == "doan_the":
        behind, name = _unit_tail(source, end)
    elif head.kind == "doan_the" and _compound(source, behind):
        behind = proper_name(source, behind + 1, lambda n: _ends_area(source, n))
        if level := LEVELS.match(source, behind):
            behind = proper_name(source, level[0], lambda n: _ends_area(source, n))
        name = _written(source, end, behind)
    return behind, _made(source, number, behind, head, name)


def _ends_place(source: Source, number: int) -> bool:
    return begins_other(source, number) or bool(UNITS.match(source, number))


def _ends_area(source: Source, number: int) -> bool:
    """Tell whether the name of an area ends: one word like "Trường" may begin it."""
    unit = UNITS.match(source, number)
    return begins_other(source, number) or bool(unit and unit[0] > number + 1)


def _tail(source: Source, number: int, head: str) -> tuple[int, str]:
    """Return (number behind, place) behind the head of a body; empty when none is named."""
    if number >= len(source.words) or not source.joined(number):
        return number, ""
    if source.stopped(number):
        return number, ""
    level = LEVELS.match(source, number)
    if level:
        behind = level[0]
        ends = lambda n: begins_other(source, n)  # noqa: E731
        name_end = behind
        if source.joined(behind) and not source.stopped(behind):
            name_end = proper_name(source, behind, ends)
        if name_end > behind:
            own = _written(source, behind, name_end)
            word = level[1]
            if source.words[number].capital:
                word = word[0].upper() + word[1:]
            return name_end, f"{word} {own}"
        return behind, level[1]
    if source.words[number].text.isdigit() and head == "Quận ủy":
        return number + 1, f"Quận {source.words[number].text}"
    if source.words[number].text.isdigit() and head != "Chi bộ":
        return number, ""
    ends_name = _ends_area if head in _AREAS else _ends_place
    behind = proper_name(source, number, lambda n: ends_name(source, n))
    if head in _LOCAL and behind == number + 1 and _compound(source, behind):
        behind = proper_name(source, behind + 1, lambda n: ends_name(source, n))
    return behind, _written(source, number, behind)


_AREAS = ("Tỉnh ủy", "Huyện ủy", "Quận ủy", "Thành ủy", "Thị ủy")
_LOCAL = ("Chi bộ", "Đảng bộ bộ phận")


def _compound(source: Source, number: int) -> bool:
    """Tell whether a small word ends a compound: "Chi bộ Bốc xếp 1", "Chi bộ Kho bãi"."""
    return (
        number < len(source.words)
        and source.joined(number)
        and source.words[number].text.islower()
        and not LEVELS.match(source, number)
        and inside_name(source, number)
    )


_GLUED = re.compile(rf"(?<=[{LOWER}])(?=[{UPPER}][{LOWER}])")  # lost spaces: SenVàng


def _written(source: Source, number: int, end: int) -> str:
    if end <= number:
        return ""
    span = Span(source.words[number].start, source.words[end - 1].end)
    written = source.quote(span)
    written = _GLUED.sub(" ", written)
    if len(written) > 3 and written.isupper() and source.line_of(span.start).capitals:
        return " ".join(part[0] + text.lower(part[1:]) for part in written.split())
    return written


def _unit_tail(source: Source, number: int) -> tuple[int, str]:
    """Return (number behind, name) of the unit whose committee or cell is meant."""
    if number >= len(source.words) or not source.joined(number):
        return number, ""
    part = PARTS.match(source, number)
    if part and part[1].kind in ("co_quan_ubkt", "van_phong", "ban_tham_muu"):
        end, body = _part(source, number, *part)
        if body.of is not None:
            return end, body.full
    held = AUTHORITIES.match(source, number)
    if held and held[1].kind in ("chinh_quyen", "mat_tran"):
        end, body = _authority(source, number, *held)
        return end, body.full
    unit = UNITS.match(source, number)
    if not unit:
        return number, ""
    end = _unit_end(source, number)
    if not any(w.capital or w.text.isdigit() for w in source.words[number:end]):
        if unit[1] in _HAMLETS:
            return number, ""
        end = unit[0]  # "chi bộ nhà trường làm tốt": the words behind are no name
    return end, expand_unit(_written(source, number, end))


_HAMLETS = frozenset(("bản", "thôn", "xóm", "ấp", "buôn", "làng", "khu phố", "khối phố",
                      "tổ dân phố", "khu dân cư", "khu vực", "tiểu khu"))  # fmt: skip


def _unit_end(source: Source, number: int) -> int:
    found = UNITS.match(source, number)
    behind = found[0] if found else number
    named = AUTHORITIES.match(source, number)
    if named and named[0] > behind and named[1].kind == "chinh_quyen":
        return _tail(source, named[0], named[1].label)[0]
    end = unit_name(
        source,
        behind,
        # "Phòng Kế toán": a post that names a unit.
        lambda n: (
            source.words[n].capital
            and not (n == behind and source.words[number].low in ("phòng", "tổ"))
            and bool(TITLES.match(source, n))
        ),
    )
    # "Khu phố 3, phường Gò Lụa": the place belongs to the name.
    small = source.words[number].low in ("khu", "ấp", "thôn", "tổ")
    if end < len(source.words) and source.gap(end) == ", " and small:
        level = LEVELS.match(source, end)
        if (
            level
            and (
                past := proper_name(source, level[0], lambda n: begins_other(source, n))
            )
            > level[0]
        ):
            return past
    return end


_WRITTEN_OUT = {
    "BV": "Bệnh viện", "BĐBP": "Bộ đội Biên phòng",
    "KP": "Khu phố", "QLĐT": "Quản lý đô thị", "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân", "TP": "thành phố", "TP.": "thành phố",
}  # fmt: skip


def expand_unit(name: str) -> str:
    """Return the name of a unit with its abbreviations written out."""
    return " ".join(_WRITTEN_OUT.get(word, word) for word in name.split())


def _unit(source: Source, number: int) -> tuple[int, Body] | None:
    """Read a unit that stands by itself: "Bệnh viện Quận Sen"."""
    if number < len(source.words) and source.words[number].capital:
        return parse_unit(source, number)
    return None


def parse_unit(source: Source, number: int) -> tuple[int, Body] | None:
    """Return (number behind, body) of the unit named at a word, in small letters too."""
    found = UNITS.match(source, number)
    if not found:
        return None
    end = _unit_end(source, number)
    name = expand_unit(_written(source, number, end))
    span = Span(source.words[number].start, source.words[end - 1].end)
    return end, Body(span, name, "khac")


def as_group(body: Body) -> Body:
    """Return the same body, marked as words for many."""
    return replace(body, group=True)
