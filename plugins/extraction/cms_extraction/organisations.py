"""Organisations of a text: which names mean the same body, and which one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cms import text
from cms_extraction.bodies import Body, expand_unit
from cms_extraction.places import LEVELS, proper_name
from cms_extraction.source import Source
from cms_extraction.spans import Span


# The committee of a place, and the word for that place.
PLACE_OF = {
    "Quận ủy": "quận", "Huyện ủy": "huyện", "Tỉnh ủy": "tỉnh", "Thành ủy": "thành phố",
    "Thị ủy": "thị xã",
}  # fmt: skip
COMMITTEE_OF = {place: head for head, place in PLACE_OF.items()}
YOUTH_OF = {
    "Quận đoàn": "quận", "Huyện đoàn": "huyện", "Tỉnh đoàn": "tỉnh",
    "Thành đoàn": "thành phố", "Thị đoàn": "thị xã",
}  # fmt: skip
LOCAL = ("Đảng ủy", "Chi bộ", "Chi ủy", "Đảng bộ")
_PARTS = ("uy_ban_kiem_tra", "ban_thuong_vu", "thuong_truc", "ban_tham_muu", "van_phong",
          "ban_chap_hanh", "co_quan_ubkt", "don_vi_su_nghiep")  # fmt: skip


SMALL = ("phường", "xã", "thị trấn")


@dataclass
class Home:
    """What the text is about: its committees and the places that it names.

    ``committees`` holds by head the named committee that a bare "Quận ủy"
    means; ``places`` by kind the place that a bare "quận" means.
    """

    committees: dict[str, Body] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    organiser: Body | None = None


def find_home(
    source: Source, bodies: Iterable[Body], people: Iterable[Span] = ()
) -> Home:
    """Return what bare names of committees and places mean in this text.

    ``people`` are the places of personal names, which are no places' names.
    """
    home = Home()
    for body in bodies:
        for one in (body, body.of):
            if one is not None and not one.group:
                _learn(home, one)
    for kind, name in _places(source, {one.start for one in people}).items():
        home.places.setdefault(kind, name)
    return home


def _learn(home: Home, body: Body) -> None:
    name = body.name
    if not name and body.kind == "khac" and _is_proper(body.full):
        if body.full not in home.units:
            home.units.append(body.full)
        return
    if not name or name in COMMITTEE_OF or name in ("phường", "xã", "thị trấn"):
        return
    kind, own = split_place(name)
    if body.head in PLACE_OF or body.head in LOCAL:
        if body.head in LOCAL and not kind and not _is_proper(name):
            return
        home.committees.setdefault(body.head, body)
    if body.head in PLACE_OF or body.head in YOUTH_OF:
        word = PLACE_OF.get(body.head) or YOUTH_OF[body.head]
        home.places.setdefault(word, own or name)
    elif kind and own and body.kind != "khac":
        home.places.setdefault(kind, own)
    if not kind:
        unit = name if body.head in LOCAL else body.full if body.kind == "khac" else ""
        if unit and _is_proper(unit) and unit not in home.units:
            home.units.append(unit)


def _is_proper(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and (
        words[-1][0].isupper() or words[-1].isdigit() or len(words) > 2
    )


def split_place(name: str) -> tuple[str, str]:
    """Return (word for the kind, own name) of "phường Gò Lụa"; ("", "") without a kind."""
    low = text.lower(text.tone_style(name))
    for kind in ("thành phố", "thị xã", "thị trấn", "quận", "huyện", "tỉnh", "phường", "xã",
                 "đặc khu"):  # fmt: skip
        if low == kind:
            return kind, ""
        if low.startswith(kind + " "):
            return kind, name[len(kind) + 1 :]
    return "", ""


_LARGE = ("tỉnh", "thành phố", "huyện", "quận", "thị xã")


def _places(source: Source, people: set[int]) -> dict[str, str]:
    """Return places that the text names once and for all, by kind.

    Of provinces and districts the most named one is meant; of wards and
    communes only one that stands alone.
    """
    seen: dict[str, dict[str, int]] = {}
    for number in range(len(source.words)):
        found = LEVELS.match(source, number)
        if not found or source.line_of(source.words[number].start).capitals:
            continue
        if found[0] >= len(source.words) or not source.joined(found[0]):
            continue
        if source.stopped(found[0]):
            continue
        end = proper_name(
            source,
            found[0],
            lambda n: bool(LEVELS.match(source, n)) or source.words[n].start in people,
        )
        if end > found[0]:
            name = " ".join(word.text for word in source.words[found[0] : end])
            names = seen.setdefault(found[1], {})
            names[name] = names.get(name, 0) + 1
    return {
        kind: max(names, key=lambda name: names[name])
        for kind, names in seen.items()
        if len(names) == 1 or kind in _LARGE
    }


def resolve(body: Body, home: Home, near: Body | None = None) -> Body:
    """Return the body with the names filled in that the text leaves out.

    ``near`` is a body named beside it: a bare "UBND phường" after "Đảng ủy
    phường Gò Lụa" is that of this ward.
    """
    if body.of is not None:
        if body.kind == "ban_chap_hanh" and body.of.head == "Đảng bộ":
            return replace(as_committee(body.of, home), span=body.span)
        inner = resolve(body.of, home, near)
        return replace(body, of=inner, level=inner.level)
    if body.kind in _PARTS and not body.name:
        return _resolve_part(body, home, near)
    if body.kind in ("don_vi_su_nghiep", "van_phong") and body.name in home.places:
        return replace(body, name=_with_place(body.name, home))
    if body.head in PLACE_OF:
        return _resolve_committee(body, home)
    if body.head in LOCAL:
        return _resolve_local(body, home, near)
    if body.kind == "hoi_dong" and not body.name and home.units:
        return replace(body, kind="khac", name=home.units[0])
    if body.kind in ("chinh_quyen", "mat_tran", "doan_the", "khac"):
        return _resolve_authority(body, home, near)
    return body


def level_of(head: str) -> str | None:
    """Return the code of the level of the committee with this head."""
    return {"Quận ủy": "quan", "Huyện ủy": "huyen", "Thị ủy": "thi_xa", "Tỉnh ủy": "tinh",
            "Thành ủy": "thanh_pho", "Đảng ủy": "co_so"}.get(head)  # fmt: skip


def as_committee(body: Body, home: Home) -> Body:
    """Return the committee of a party organisation: Đảng bộ tỉnh has the Tỉnh ủy."""
    if body.level == "trung_uong":
        return replace(body, head=f"Ban Chấp hành {body.head}")
    kind, _own = split_place(body.name)
    if kind in COMMITTEE_OF:
        head = COMMITTEE_OF[kind]
        return resolve(
            replace(body, head=head, kind="cap_uy", level=level_of(head)), home
        )
    if body.head == "Đảng bộ":
        own = committee_in(home.organiser)
        if not body.name and own is not None and own.head in (*PLACE_OF, "Đảng ủy"):
            return resolve(own, home)
        whole = replace(body, head="Đảng ủy", kind="cap_uy_co_so", level="co_so")
        return resolve(whole, home)
    return body


def committee_in(body: Body | None) -> Body | None:
    """Return the committee that a body is or belongs to."""
    if body is None:
        return None
    inner = body.of or body
    return inner if inner.kind in ("cap_uy", "cap_uy_co_so", "doan_the", "chi_bo_truc_thuoc",
                                   "chi_bo_co_so", "dang_bo") else None  # fmt: skip


def _resolve_part(body: Body, home: Home, near: Body | None) -> Body:
    inner = committee_in(near) or committee_in(home.organiser)
    if inner is None and len(home.committees) == 1:
        inner = next(iter(home.committees.values()))
    if inner is None:
        return body
    if inner.kind == "dang_bo":
        inner = as_committee(inner, home)
    inner = resolve(inner, home) if not inner.name else inner
    return replace(body, of=inner, level=inner.level)


def _resolve_committee(body: Body, home: Home) -> Body:
    place = PLACE_OF[body.head]
    bare = not body.name or body.name == place
    if not bare:
        kind, own = split_place(body.name)
        if kind == place and place != "quận" and own:
            return replace(body, name=own)
        return body
    named = home.committees.get(body.head)
    if named is not None and named.name:
        return replace(body, name=_resolve_committee(named, home).name)
    name = home.places.get(place, "")
    if name.isdigit() and place == "quận":
        name = f"Quận {name}"
    return replace(body, name=name)


def _resolve_local(body: Body, home: Home, near: Body | None) -> Body:
    kind, own = split_place(body.name)
    if kind and own:
        return body
    candidates = [committee_in(near), committee_in(home.organiser)]
    candidates += [home.committees.get(body.head)]
    if body.head == "Đảng ủy":  # the committee of the party organisation that is named
        candidates += [home.committees.get("Đảng bộ")]
    known = home.committees.get(body.head)
    if known and body.name and split_place(known.name)[1] == body.name:
        return replace(body, name=known.name, level=known.level)
    if kind in COMMITTEE_OF and body.head == "Đảng bộ":
        return _resolve_committee(
            replace(body, head=COMMITTEE_OF[kind], kind="cap_uy"), home
        )
    for one in candidates:
        if one is None or not one.name or one.head not in LOCAL:
            continue
        if one.head != body.head and body.head != "Chi ủy" and one.head != "Đảng bộ":
            continue
        same = not body.name or text.lower(one.name).startswith(text.lower(body.name))
        if same or (kind and split_place(one.name)[0] == kind):
            return replace(body, name=one.name, level=one.level)
    if kind and home.places.get(kind):
        return replace(body, name=f"{kind} {home.places[kind]}")
    if (home.organiser is not None and not body.name and body.head == "Đảng ủy") and (
        split_place(home.organiser.name)[0] in SMALL
    ):
        return replace(body, name=home.organiser.name)
    if body.name and (unit := _same_unit(body.name, home)):
        return replace(body, name=unit)
    return body


def _same_unit(name: str, home: Home) -> str | None:
    """Return the unit of the text whose name begins like ``name``."""
    low = text.lower(name)
    for bare in dict.fromkeys((low, low.removeprefix("nhà "))):
        if not 1 <= len(bare.split()) <= 3:
            continue
        same = [u for u in home.units if text.lower(u).startswith(f"{bare} ")]
        if same:
            return max(same, key=len)
    return None


def _resolve_authority(body: Body, home: Home, near: Body | None) -> Body:
    if body.head in YOUTH_OF:
        name = body.name or home.places.get(YOUTH_OF[body.head], "")
        return replace(body, name=name)
    if body.kind == "khac":
        unit = _same_unit(body.head, home)
        if unit:
            return replace(body, head=expand_unit(unit))
        return replace(body, head=_with_area(body.head, home))
    kind, own = split_place(body.name)
    if kind and own:
        return body
    local = committee_in(near) or committee_in(home.organiser)
    if kind:
        return replace(body, name=_with_place(kind, home, local))
    if body.name:
        unit = _same_unit(body.name, home)
        if unit:
            return replace(body, name=unit)
        return replace(body, name=_with_area(body.name, home))
    if body.kind == "doan_the" and local is not None and local.name in home.units:
        return replace(body, name=local.name)
    if local is not None and local.name.startswith(f"{body.head} "):
        return replace(body, name=local.name.removeprefix(f"{body.head} "))
    return replace(body, name=_place_of(local, home))


def _with_area(name: str, home: Home) -> str:
    """Return "Phòng Nội vụ huyện Hòa An" for a name that ends in a bare "huyện"."""
    first, _space, last = name.rpartition(" ")
    if first and last.islower() and last in home.places and last in _LARGE:
        return f"{name} {home.places[last]}"
    return name


def _with_place(kind: str, home: Home, local: Body | None = None) -> str:
    """Return "phường Gò Lụa" for the bare word "phường"."""
    if local is not None:
        word, own = split_place(local.name)
        if word == kind and own:
            return f"{kind} {own}"
        if PLACE_OF.get(local.head) == kind and local.name:
            return f"{kind} {own or local.name}"
    name = home.places.get(kind)
    return f"{kind} {name}" if name else kind


def _place_of(local: Body | None, home: Home) -> str:
    """Return the place in which a local committee works."""
    if local is None:
        return ""
    kind, own = split_place(local.name)
    if kind and own:
        return f"{kind} {own}"
    if local.head in PLACE_OF:
        named = _resolve_committee(local, home).name
        kind, own = split_place(named)
        return f"{PLACE_OF[local.head]} {own or named}" if named else ""
    return ""
