"""The organisations of a reading: each once, by key, with level, kind and parent."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cms import text
from cms_extraction.bodies import Body
from cms_extraction.organisations import (
    PLACE_OF,
    YOUTH_OF,
    resolve,
    split_place,
)
from cms_extraction.reading import Reading
from cms_extraction.spans import Span


TWO_TIERS = dt.date(2025, 7, 1)  # since then communes stand directly below the province
_LEVELS = {
    "quận": "quan", "huyện": "huyen", "tỉnh": "tinh", "thành phố": "thanh_pho",
    "thị xã": "thi_xa", "phường": "co_so", "xã": "co_so", "thị trấn": "co_so",
    "đặc khu": "co_so",
}  # fmt: skip
_FREE = ("uy_ban_kiem_tra", "ban_thuong_vu", "ban_tham_muu", "thuong_truc", "van_phong",
         "co_quan_ubkt", "cap_uy")  # fmt: skip


@dataclass
class Entry:
    """One organisation: name, kind, level, where it is named, whether only inside others."""

    name: str
    kind: str
    level: str | None
    parent: str | None = None
    inferred: bool = True
    mentions: list[Span] = field(default_factory=list)


class Catalogue:
    """Organisations by key, in the order in which they were first needed."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        day = reading.meeting.day if reading.meeting else None
        self.two_tiers = day is not None and day.date >= TWO_TIERS
        self.entries: dict[str, Entry] = {}

    def add(self, body: Body, span: Span | None = None, direct: bool = True) -> str:
        """Enter a body and what it is part of; return its key."""
        body = self._typed(body)
        key = key_of(body)
        entry = self.entries.setdefault(key, Entry(body.full, body.kind, body.level))
        if span is not None and span not in entry.mentions:
            entry.mentions.append(span)
        entry.inferred = entry.inferred and not direct
        if body.of is not None:
            entry.parent = self.add(body.of, span, direct=False)
        return key

    def _typed(self, body: Body) -> Body:
        """Return the body with kind and level as of the day of the meeting."""
        if body.of is not None:
            inner = self._typed(body.of)
            return replace(body, of=inner, level=inner.level)
        kind, _own = split_place(body.name)
        if body.head in ("Đảng ủy", "Đảng bộ"):
            higher = body.name.lower().startswith("khối") or (
                self.two_tiers and kind in ("phường", "xã", "đặc khu")
            )
            if higher:
                return replace(body, kind="cap_uy", level="cap_tren_co_so")
            return replace(body, level="co_so")
        if body.head == "Chi bộ":
            return replace(body, kind="chi_bo_co_so", level="co_so")
        if body.head in YOUTH_OF:
            return replace(body, level=_LEVELS[YOUTH_OF[body.head]])
        if kind and body.level is None:
            return replace(body, level=_LEVELS[kind])
        return body

    def fill(self) -> None:
        """Enter the organiser, the bodies of all posts and acts, and those named freely."""
        reading = self.reading
        found = reading.meeting
        if found and found.organiser:
            self.add(found.organiser, found.organiser.span)
            for body in reading.bodies:
                with_it = (
                    body.span in found.event.sentence
                    and body.span.end <= found.event.held.start
                )
                whole = self.resolved(body)
                if (
                    with_it
                    and not body.group
                    and (whole.name or whole.of)
                    and _joint(reading, body)
                ):
                    self.add(whole, body.span)
        for person in reading.people:
            for post in person.posts:
                if post.body is not None:
                    self.add(
                        post.body, post.span, _spelled(reading, post.body, post.span)
                    )
        for act in reading.agenda:
            if act.body is not None and not act.body.group:
                self.add(self.resolved(act.body), act.body.span)
        for body in self._free():
            self.add(body, body.span)
        for key, entry in self.entries.items():
            entry.parent = entry.parent or self._superior(key, entry)

    def resolved(self, body: Body) -> Body:
        """Return the body with all names filled in."""
        return resolve(body, self.reading.home)

    def _free(self) -> Iterator[Body]:
        """Yield the bodies that the text names outside of titles and of what was said."""
        reading = self.reading
        said = [one.span for one in reading.directives]
        said += [one.span for one in reading.assessments]
        inside = [one.span for person in reading.people for one in person.mentions]
        for body in reading.bodies:
            if body.group or any(body.span.overlaps(span) for span in [*said, *inside]):
                continue
            first = reading.source.text[body.span.start]
            if first.islower() and not (body.of or body.name):
                continue
            if (
                body.of
                and body.of.kind == "doan_the"
                and not body.of.name
                and (
                    body.of.span.of(reading.source.text)[:1].islower()
                    or reading.source.text[: body.span.end].endswith(
                        body.of.head.lower()
                    )
                )
            ):
                continue  # "UBKT công đoàn": those of all trade unions
            lead = reading.source.low[max(body.span.start - 4, 0) : body.span.start]
            if lead == "tại " and body.kind in (
                "van_phong",
                "uy_ban_kiem_tra",
                "ban_tham_muu",
            ):
                continue
            whole = self.resolved(body)
            came = any(body.span in group.span for group in reading.groups)
            unit = whole.kind == "khac" and whole.head.startswith("Sở ")
            placed = split_place(whole.name)[1] and whole.kind in (
                "chinh_quyen",
                "mat_tran",
                "doan_the",
            )
            if came and (unit or placed):
                yield whole
                continue
            if whole.kind not in _FREE or not _stands_alone(whole):
                continue
            yield whole

    def _superior(self, key: str, entry: Entry) -> str | None:
        above = {"quan": ("thanh_pho", "tinh"), "huyen": ("tinh", "thanh_pho"),
                 "thi_xa": ("tinh", "thanh_pho"), "co_so": ("quan", "huyen", "thi_xa"),
                 "cap_tren_co_so": ("thanh_pho", "tinh")}.get(entry.level or "", ())  # fmt: skip
        if entry.kind not in ("cap_uy", "cap_uy_co_so", "chi_bo_co_so"):
            return None
        for other, one in self.entries.items():
            if one.level in above and one.kind == "cap_uy" and other != key:
                return other
        return None


def key_of(body: Body) -> str:
    """Return the slug of a body's whole name."""
    return text.slugify(text.tone_style(body.full))


def _stands_alone(body: Body) -> bool:
    if body.kind == "cap_uy" and body.of is None:
        return body.head in PLACE_OF or bool(body.name)
    if body.of is None:
        return bool(body.name) and body.kind != "van_phong"
    return body.of.head in PLACE_OF or bool(body.of.name) or body.level == "trung_uong"


def _joint(reading: Reading, body: Body) -> bool:
    """Tell whether a body held the meeting together with the organiser."""
    lead = reading.source.low[max(body.span.start - 20, 0) : body.span.start]
    return bool(re.search(r"(?:phối hợp (?:với|cùng)|cùng với)\s+$", lead))


def _spelled(reading: Reading, body: Body, span: Span) -> bool:
    """Tell whether the words of a post name the body, and not only a membership."""
    words = span.of(reading.source.low)
    if body.kind == "ban_thuong_vu":
        return "thường vụ" in words or "btv" in words.split()
    if body.kind in ("cap_uy", "cap_uy_co_so"):
        return " " in words and not words.endswith("ủy viên")
    return True
