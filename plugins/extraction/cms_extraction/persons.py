"""One record for each person: all posts, each with the body that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cms import text
from cms_extraction.bodies import Body
from cms_extraction.organisations import (
    PLACE_OF,
    SMALL,
    Home,
    as_committee,
    committee_in,
    level_of,
    resolve,
    split_place,
)
from cms_extraction.people import Mention
from cms_extraction.posts import Post
from cms_extraction.spans import Span


@dataclass(frozen=True)
class Held:
    """A post that a person holds; ``body`` is None when the text does not say where."""

    span: Span
    label: str
    code: str
    body: Body | None
    member: bool = False  # a seat, not an office
    spelled: bool = False  # the words themselves name the board


@dataclass(frozen=True)
class Person:
    """A person of the text: name, form of address, posts in order, every mention."""

    name: str
    honorific: str | None
    posts: tuple[Held, ...]
    mentions: tuple[Mention, ...]

    @property
    def key(self) -> str:
        """The slug of the name."""
        return text.slugify(self.name)

    @property
    def office(self) -> Body | None:
        """The body of the first office; that of a seat only when there is no office."""
        for post in [*(p for p in self.posts if not p.member), *self.posts]:
            if post.body is not None:
                return post.body
        return None


_SEATS = ("cap_uy_vien", "uy_vien_ban_thuong_vu")
_OWN_UNIT = frozenset(
    [
        "Giám đốc",
        "Phó Giám đốc",
        "Tổng Giám đốc",
        "Phó Tổng Giám đốc",
        "Hiệu trưởng",
        "Phó Hiệu trưởng",
        "Chính ủy",
        "Phó Chính ủy",
        "Viện trưởng",
        "Phó Viện trưởng",
        "Trung đoàn trưởng",
        "Phó Trung đoàn trưởng",
        "Lữ đoàn trưởng",
        "Tham mưu trưởng",
        "Chủ tịch Hội đồng quản trị",
        "Chủ tịch Hội đồng thành viên",
        "Chủ tịch HĐQT",
        "Chủ tịch HĐTV",
        "Sư đoàn trưởng",
        "Chính trị viên",
        "Chỉ huy trưởng",
        "Đồn trưởng",
        "Phó Đồn trưởng",
        "Hạt trưởng",
        "Quản đốc",
        "Trạm trưởng",
        "Tiểu đoàn trưởng",
        "Đại đội trưởng",
        "Kế toán trưởng",
    ]
)


def gather_people(mentions: Sequence[Mention], home: Home) -> list[Person]:
    """Return one person for each full name, in the order of first mention."""
    grouped: dict[str, list[Mention]] = {}
    for mention in mentions:
        name = _full_name(mention.name, grouped)
        if name is not None:
            grouped.setdefault(name, []).append(mention)
    return [_person(name, ones, home) for name, ones in grouped.items()]


def _full_name(name: str, known: dict[str, list[Mention]]) -> str | None:
    """Return the whole name for a given name alone; None for an unknown one."""
    key = text.tone_style(name)
    for other in known:
        if text.lower(text.tone_style(other)) == text.lower(key):
            return other
    if " " in name:
        longer = [other for other in known if other.endswith(f" {name}")]
        return longer[0] if len(longer) == 1 else name
    matching = [other for other in known if other.split()[-1] == name]
    return matching[0] if len(matching) == 1 else None


def person_names(mentions: Sequence[Mention]) -> dict[str, str]:
    """Return for each name as written the name of the person's record."""
    known: dict[str, list[Mention]] = {}
    found = {}
    for mention in mentions:
        name = _full_name(mention.name, known)
        if name is not None:
            known.setdefault(name, [])
            found[mention.name] = name
    return found


def _person(name: str, mentions: list[Mention], home: Home) -> Person:
    honorific = next((one.honorific for one in mentions if one.honorific), None)
    posts: list[Held] = []
    for mention in mentions:
        for held in _held(mention.posts, home):
            same = [
                place
                for place, one in enumerate(posts)
                if one.code == held.code
                and (one.label == held.label or one.code != "khac")
                and (
                    one.body is None
                    or held.body is None
                    or one.body.full == held.body.full
                )
            ]
            if not same:
                posts.append(held)
            elif posts[same[0]].body is None:
                posts[same[0]] = held
    return Person(name, _singular(mentions, honorific), tuple(posts), tuple(mentions))


def _singular(mentions: list[Mention], default: str | None) -> str | None:
    """Return the form of address used for this person, not for a list of people."""
    for mention in mentions:
        if mention.honorific and mention.span.start < mention.name_span.start:
            return mention.honorific
    return default


def _held(posts: Sequence[Post], home: Home) -> list[Held]:
    bodies: list[Body | None] = [None] * len(posts)
    for number, post in enumerate(posts):
        if post.body is not None:
            near = _near(posts, bodies, number, home)
            bodies[number] = resolve(post.body, home, near)
    _complete_local(posts, bodies, home)
    for number, post in enumerate(posts):
        if bodies[number] is None and post.title.committee:
            bodies[number] = _finish(post, bodies, number, home)
    return [
        _one(post, _finish(post, bodies, number, home), home)
        for number, post in enumerate(posts)
    ]


_WHOLE_UNITS = ("công ty", "tổng công ty", "bệnh viện", "trường", "xí nghiệp", "nhà máy",
                "trung tâm y tế", "sở", "ngân hàng", "lữ đoàn", "trung đoàn", "sư đoàn", "tập đoàn",
                "học viện", "nông trường", "lâm trường")  # fmt: skip


def _complete_local(
    posts: Sequence[Post], bodies: list[Body | None], home: Home
) -> None:
    """Give a bare "Đảng ủy" the place of the post beside it: "Chủ tịch UBND xã Tân An"."""
    names = []
    for post in posts:
        body = post.body
        if body is None or body.of is not None:
            continue
        kind, own = split_place(body.name)
        unit = text.lower(body.head)
        if body.kind in ("chinh_quyen", "mat_tran") and kind in SMALL and own:
            names.append(body.name)
        elif (
            body.kind == "khac"
            and unit.startswith(_WHOLE_UNITS)
            and _is_proper(body.head)
        ):
            names.append(body.head)
    if len(set(names)) != 1:
        return
    own_cell = home.organiser is not None and home.organiser.head == "Chi bộ"
    for number, post in enumerate(posts):
        written = post.body and (post.body.of or post.body)
        body = bodies[number]
        if (
            written is None
            or body is None
            or written.head not in ("Đảng ủy", "Chi bộ", "Chi ủy")
        ):
            continue
        if written.name and written.name not in SMALL:
            continue
        if written.head in ("Chi bộ", "Chi ủy") and own_cell:
            continue
        whole = replace(written, name=names[0])
        bodies[number] = (
            replace(body, of=whole) if post.body and post.body.of else whole
        )


def _is_proper(name: str) -> bool:
    words = name.split()
    return len(words) > 2 and (words[-1][0].isupper() or words[-1].isdigit())


def _near(
    posts: Sequence[Post], bodies: Sequence[Body | None], number: int, home: Home
) -> Body | None:
    """Return the committee of a neighbouring post, as far as it is known."""
    for other in [*range(number - 1, -1, -1), *range(number + 1, len(posts))]:
        body = bodies[other] or (posts[other].body and resolve(posts[other].body, home))
        inner = committee_in(body)
        if inner is not None and inner.name:
            return inner
    return None


def _finish(
    post: Post, bodies: Sequence[Body | None], number: int, home: Home
) -> Body | None:
    """Return the body of a post, filled in from its neighbours and the text."""
    body, title = bodies[number], post.title
    if title.committee and body is None:
        head = _committee_head(title.committee, home)
        if head == "Chi ủy" and "Chi bộ" in home.committees:
            return home.committees["Chi bộ"]
        return (
            resolve(Body(post.span, head, "cap_uy", level_of(head)), home)
            if head
            else None
        )
    if title.body == "board":
        inner = committee_in(body) or _neighbour(bodies, number) or _own_committee(home)
        if body is not None and body.kind == "ban_thuong_vu":
            return body
        return inner and Body(
            post.span, "Ban Thường vụ", "ban_thuong_vu", inner.level, "", inner
        )
    if body is not None:
        if body.kind == "ban_chap_hanh" and body.of:
            return as_committee(body.of, home)
        if "Chấp hành" in title.label and body.level == "trung_uong":
            return as_committee(body, home)
        if body.kind == "dang_bo" and title.code == "cap_uy_vien":
            return as_committee(body, home)
        return body
    if title.body == "committee":
        return _neighbour(bodies, number) or _own_committee(home)
    if title.body == "commission":
        inner = _neighbour(bodies, number) or _own_committee(home)
        return inner and Body(
            post.span, "Ủy ban Kiểm tra", "uy_ban_kiem_tra", inner.level, "", inner
        )
    if title.label in _OWN_UNIT:
        return _own_unit(post, home)
    own = committee_in(home.organiser) or home.organiser
    if "chu_tich" in title.code and own and own.kind in ("doan_the", "mat_tran"):
        return resolve(own, home)
    return None


def _committee_head(short: str, home: Home) -> str:
    """Return which committee an abbreviation means: TUV in a province or in a city."""
    if short != "TUV":
        return short
    for head in ("Tỉnh ủy", "Thành ủy", "Thị ủy"):
        if head in home.committees or PLACE_OF[head] in home.places:
            return head
    return ""


def _neighbour(bodies: Sequence[Body | None], number: int) -> Body | None:
    for other in [*range(number + 1, len(bodies)), *range(number - 1, -1, -1)]:
        body = bodies[other]
        inner = committee_in(body)
        if (
            inner is not None
            and inner is not body
            and body
            and body.kind != "van_phong"
        ):
            return inner
        if inner is not None and inner is body and body.kind != "doan_the":
            return inner
    return None


def _own_committee(home: Home) -> Body | None:
    inner = committee_in(home.organiser)
    if inner is not None and inner.kind == "dang_bo":
        return as_committee(inner, home)
    return resolve(inner, home) if inner is not None else None


def _own_unit(post: Post, home: Home) -> Body | None:
    inner = committee_in(home.organiser)
    name = inner.name if inner else ""
    if name and name in home.units:
        return Body(post.span, name, "khac")
    return None


def _one(post: Post, body: Body | None, home: Home) -> Held:
    label = post.title.label
    if (
        post.title.committee not in ("", "Chi ủy")
        and body is not None
        and post.title.code == "cap_uy_vien"
    ):
        label = f"{body.head} viên"
    if post.unit:
        label = f"{label} {post.unit}"
    if post.before:
        label = f"{post.before} {label[0].lower()}{label[1:]}"
    spelled = len(post.title.label.split()) > 2 and " " in str(post.title.label)
    return Held(
        post.span, label, post.title.code, body, post.title.code in _SEATS, spelled
    )
