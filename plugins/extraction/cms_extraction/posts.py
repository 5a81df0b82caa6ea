"""Posts as a text lists them: "QUV, Phó Chủ nhiệm UBKT Quận ủy"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cms_extraction.bodies import Body, begins_other, parse_body, parse_unit
from cms_extraction.heads import PARTS
from cms_extraction.name_in_place import name_in_body
from cms_extraction.places import LEVELS, proper_name
from cms_extraction.source import Source
from cms_extraction.spans import Span
from cms_extraction.titles import BEFORE, TITLES, Title


@dataclass(frozen=True)
class Post:
    """A post as the text gives it; ``body`` is None when none is named beside it."""

    span: Span
    title: Title
    body: Body | None = None
    before: str = ""  # "Nguyên", "Quyền"
    unit: str = ""  # the room within the body: "Nghiệp vụ 3"


SEPARATOR = re.compile(r"\s*\)?\s*[-,_:(/;]?\s*[-_(]?\s*")
_BETWEEN = frozenset(("là", "hiện", "kiêm", "đồng", "thời", "giữ", "chức", "vụ", "và"))


def parse_posts(source: Source, number: int) -> tuple[int, tuple[Post, ...]]:
    """Return (number behind, posts) of the posts that are listed at a word."""
    posts: list[Post] = []
    while True:
        start = number
        if posts or number:
            gap = source.gap(number)
            if posts and not SEPARATOR.fullmatch(gap):
                break
            if posts and ";" in gap:
                break
        skipped = 0
        while (
            number < len(source.words)
            and source.words[number].text in _BETWEEN
            and skipped < 3
        ):
            number += 1
            skipped += 1
        if (
            posts
            and start < len(source.words)
            and source.gap(start) != "\n"
            and _ends_in_name(source, start, posts[-1])
        ):
            return start, tuple(posts)
        if (
            skipped
            and source.words[number - 1].text == "và"
            and number < len(source.words)
        ) and not source.words[number].capital:
            return start, tuple(posts)
        found = parse_post(source, number)
        if found is None:
            return start, tuple(posts)
        number, post = found
        posts.append(post)
    return start, tuple(posts)


def _ends_in_name(source: Source, end: int, post: Post) -> bool:
    """Tell whether the place of a body ends in what is rather a person's name.

    "Chủ tịch HĐND huyện Lê Văn Ba và Phó Bí thư ...": the post is before its holder.
    """
    return post.body is not None and name_in_body(source, post.body, end) is not None


def parse_post(source: Source, number: int) -> tuple[int, Post] | None:
    """Return (number behind, post) of the post at a word, or None."""
    first = number
    before = BEFORE.match(source, number)
    if before:
        number = before[0]
    title = TITLES.match(source, number)
    if title is None:
        return None
    end, meaning = title
    word = source.words[number]
    if word.text.islower() and meaning.label in _COMMON and source.gap(number) == " ":
        return None
    body_end, body, unit = _body_of(source, end, meaning)
    if (
        meaning.code == "khac"
        and meaning.label in _SEATS
        and (body is None or body.kind not in _SEATED)
    ):
        return None
    span = Span(source.words[first].start, source.words[body_end - 1].end)
    return body_end, Post(span, meaning, body, before[1] if before else "", unit)


# A seat somewhere: it needs the council, front or board that it is in.
_SEATS = frozenset(("Ủy viên", "Thành viên", "Đại biểu"))
_SEATED = ("chinh_quyen", "mat_tran", "hoi_dong", "doan_the", "uy_ban_kiem_tra")
# Small and without a separator these are words of a longer name: "Trợ lý cán bộ".
_COMMON = frozenset(("Cán bộ", "Nhân viên", "Giáo viên", "Kế toán", "Giảng viên"))


def _body_of(source: Source, end: int, title: Title) -> tuple[int, Body | None, str]:
    """Return (number behind, body, room) of the body that follows a title."""
    if title.shared and (
        found := parse_body(source, end - title.shared)
        or parse_unit(source, end - title.shared)
    ):
        behind, body = found
        if body.kind == "khac" and (room := _room_of_part(source, end, behind)):
            return room
        if behind > end or title.shared > 1:
            if body.kind == "van_phong" and not (body.of or body.name):
                return _room(source, behind, body)
            return behind, body, ""
    if title.committee and LEVELS.match(source, end) and source.joined(end):
        level = LEVELS.match(source, end)
        last = (
            proper_name(source, level[0], lambda n: begins_other(source, n))
            if level
            else end
        )
        span = Span(source.words[end].start, source.words[last - 1].end)
        return last, Body(span, title.committee, "cap_uy", None, source.quote(span)), ""
    if (end < len(source.words) and source.gap(end) in (" ", "  ", " của ")) or (
        end < len(source.words) and source.words[end].low == "của"
    ):
        if source.words[end].low == "của":
            end += 1
        if found := parse_body(source, end):
            return found[0], found[1], ""
        if bare := _bare_unit(source, end):
            return bare[0], bare[1], ""
    return end, None, ""


def _room_of_part(
    source: Source, start: int, behind: int
) -> tuple[int, Body | None, str] | None:
    """Read "Trưởng phòng Nghiệp vụ 1 UBKT Tỉnh ủy": the room stands before its body."""
    for number in range(start + 1, behind):
        if PARTS.match(source, number) and (found := parse_body(source, number)):
            words = source.words[start:number]
            return found[0], found[1], source.quote(Span(words[0].start, words[-1].end))
    return None


def _room(source: Source, behind: int, body: Body) -> tuple[int, Body | None, str]:
    """Read "Trưởng phòng Nghiệp vụ 3, UBKT Thành ủy": the body stands behind the room."""
    following = source.gap(behind) in (", ", " ", " - ") and parse_body(source, behind)
    if following and following[1].kind in (
        "uy_ban_kiem_tra",
        "ban_tham_muu",
        "van_phong",
    ):
        return following[0], following[1], body.head.partition(" ")[2]
    return behind, body, ""


_BARE = frozenset(
    [
        "trung_đoàn",
        "tiểu_đoàn",
        "lữ_đoàn",
        "công_ty",
        "nhà_trường",
        "bệnh_viện",
        "nông_trường",
        "xí_nghiệp",
        "trường",
        "nhà_máy",
        "ngân_hàng",
        "tổng_công_ty",
        "trung_tâm",
    ]
)


def _bare_unit(source: Source, number: int) -> tuple[int, Body] | None:
    """Read a unit that is only named by what it is: "Giám đốc Công ty"."""
    words = source.words
    for count in (3, 2, 1):
        phrase = "_".join(word.low for word in words[number : number + count])
        if phrase in _BARE and number + count <= len(words):
            span = Span(words[number].start, words[number + count - 1].end)
            return number + count, Body(span, source.quote(span), "khac")
    return None
