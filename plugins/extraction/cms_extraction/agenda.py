"""The agenda and people's roles, made of what was done and said at the meeting."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from cms_extraction.acts import ATTENDING, CHAIRING, DIRECTING
from cms_extraction.bodies import Body
from cms_extraction.noting import Act
from cms_extraction.sayings import TASK
from cms_extraction.source import Source
from cms_extraction.spans import Span
from cms_extraction.speeches import HOUSE, REPORT, Speech


@dataclass(frozen=True)
class Entry:
    """An entry of the agenda: its kind, who, for which body, how many, the words."""

    kind: str
    span: Span
    name: str | None = None
    body: Body | None = None
    count: int = 1
    title: Span | None = None


_STRONG = (
    "yêu cầu",
    "lưu ý",
    "nhắc",
    "dặn",
    "chỉ dặn",
    "giao",
    "nhấn mạnh",
    "chỉ đạo",
    "quán triệt",
    "phân công",
    "chốt",
    "chỉ rõ",
)
_MILD = (
    "đề nghị",
    "mong",
    "ghi nhận",
    "đánh giá",
    "biểu dương",
    "hoan nghênh",
    "khen",
    "gợi ý",
    "nhắc",
    "nêu",
    "đề xuất",
    "kiến nghị",
)
_DEMANDS = re.compile(
    r"(?<!\w)(?:(?<!đáp ứng )(?<!theo )yêu cầu(?!\s*[.;]|\s*$)|lưu ý|nhấn mạnh)(?!\w)"
)
_SPOKEN = ("khai_mac", "be_mac", "ket_luan", "chi_dao", "phat_bieu")
_PRESENTED = ("tham_luan", "thao_luan", "bao_cao", "quan_triet_van_ban")
_ROLES = {
    "bao_cao": "trinh_bay_bao_cao",
    "tham_luan": "phat_bieu",
    "thao_luan": "phat_bieu",
}


def find_agenda(
    source: Source,
    acts: Sequence[Act],
    speeches: Sequence[Speech],
    leaders: frozenset[str] = frozenset(),
) -> list[Entry]:
    """Return the agenda in the order of the text, each entry once.

    What one of the ``leaders`` of the organiser's committee asks for is direction.
    """
    entries = [
        Entry(act.kind, act.span, act.name, act.body, act.count)
        for act in acts
        if act.kind not in (ATTENDING, CHAIRING, DIRECTING, "thu_ky")
    ]
    talks = [act for act in acts if act.kind in ("tham_luan", "thao_luan")]
    entries = _from_speeches(source, entries, speeches, leaders, talks)
    directing = {act.name for act in acts if act.kind == DIRECTING}
    entries = [
        replace(one, kind="chi_dao")
        if one.kind == "phat_bieu" and one.name in directing
        else one
        for one in entries
    ]
    named = {one.kind for one in entries if one.name or one.body}
    entries = [
        one
        for one in entries
        if one.name
        or one.body
        or one.kind not in ("tham_luan", "thao_luan")
        or one.kind not in named
    ]
    return _once(sorted(entries, key=lambda one: one.span))


def _from_speeches(
    source: Source,
    entries: list[Entry],
    speeches: Sequence[Speech],
    leaders: frozenset[str],
    talks: Sequence[Act],
) -> list[Entry]:
    """Add speakers who are not in the agenda yet; who directs does more than speak."""
    verbs: dict[str, list[Speech]] = {}
    for speech in speeches:
        if speech.by not in (REPORT, HOUSE):
            verbs.setdefault(speech.by, []).append(speech)
    for name, said in verbs.items():
        words = [source.low[one.opening.start : one.opening.end] for one in said]
        strong = any(one.verb.startswith(_STRONG) for one in said) or any(
            _DEMANDS.search(text) for text in words
        )
        strong = strong or any(_asks(source, one) for one in said)
        strong = strong or any(TASK.search(one.verb) for one in said)
        if (
            any(
                one.name == name
                and one.kind in ("bao_cao", "tham_luan", "thao_luan")
                and one.span in said[0].opening
                for one in entries
            )
            and len(said) == 1
        ):
            continue  # what the paper itself stresses
        own = [one for one in entries if one.name == name and one.kind in _SPOKEN]
        if not own:
            kind = "chi_dao" if strong or name in leaders else "phat_bieu"
            if any(one.verb.startswith("kết luận") for one in said):
                kind = "ket_luan"
            if (
                kind == "ket_luan"
                or strong
                or any(one.verb.startswith(_MILD) for one in said)
            ):
                opening = said[0].opening
                if kind == "phat_bieu":
                    among = (t.kind for t in talks if opening.start in t.sentence)
                    kind = next(among, kind)  # in a row with others who discuss
                entries.append(Entry(kind, opening, name))
        elif strong and all(one.kind == "khai_mac" for one in own):
            later = [one for one in said if not any(e.span in one.opening for e in own)]
            if later and any(one.verb.startswith(_STRONG) for one in later):
                entries.append(Entry("chi_dao", later[0].opening, name))
        elif strong and (
            all(one.kind == "be_mac" for one in own)
            or (
                all(one.kind == "phat_bieu" for one in own)
                and (name in leaders or not any(_spoke(source, one) for one in own))
            )
        ):
            entries = [
                replace(one, kind="chi_dao") if one in own else one for one in entries
            ]
    return entries


def _spoke(source: Source, entry: Entry) -> bool:
    """Tell whether the words themselves call it a speech: a guest's "phát biểu"."""
    return entry.span.of(source.low).startswith("phát biểu")


def _asks(source: Source, speech: Speech) -> bool:
    """Tell whether praise goes over into a demand."""
    low = speech.parts[0].of(source.low) if speech.parts else ""
    return bool(_DEMANDS.search(low))


def _once(entries: Sequence[Entry]) -> list[Entry]:
    found: list[Entry] = []
    for entry in entries:
        if any(_same(entry, other) for other in found):
            continue
        if entry.kind == "phat_bieu" and entry.name is None and entry.body:
            same = [
                one for one in entries if one.body and one.body.full == entry.body.full
            ]
            if any(one.kind in _PRESENTED for one in same):
                continue
        if entry.kind == "phat_bieu" and entry.name is not None:
            others = [
                one for one in entries if one.name == entry.name and one is not entry
            ]
            if any(one.kind in _SPOKEN and one.kind != "phat_bieu" for one in others):
                continue
            if any(one.kind in _PRESENTED for one in others):
                continue
        found.append(entry)
    return found


def _same(one: Entry, other: Entry) -> bool:
    if one.kind != other.kind:
        return False
    if (
        one.kind in ("tham_luan", "phat_bieu", "thao_luan")
        and one.name is None
        and one.body is None
    ):
        return True
    if one.kind in ("khen_thuong", "bao_cao") and (
        (one.name is None and one.body is None)
        or (one.name is not None and one.name == other.name)
    ):
        return True
    return one.name == other.name and (one.body and one.body.full) == (
        other.body and other.body.full
    )


def directed(entries: Sequence[Entry], names: Collection[str]) -> list[Entry]:
    """Return the agenda in which those who gave directives direct.

    Whoever gave a directive gave direction (domain: a directive is an "ý kiến
    chỉ đạo"), a guest too, unless the same person concluded or closed.
    """
    own = {one.name for one in entries if one.kind in ("ket_luan", "be_mac", "chi_dao")}
    found = [
        replace(one, kind="chi_dao")
        if one.kind == "phat_bieu" and one.name in names and one.name not in own
        else one
        for one in entries
    ]
    concluded = {one.name for one in found if one.kind == "ket_luan" and one.name}
    found = [one for one in found if one.kind != "chi_dao" or one.name not in concluded]
    return _once(found)


def roles_of(name: str, acts: Sequence[Act], entries: Sequence[Entry]) -> list[str]:
    """Return the roles of a person: present or chairing first, then what they did."""
    found = [
        act.kind
        for act in acts
        if act.name == name and act.kind in (ATTENDING, CHAIRING, "thu_ky")
    ]
    found += [_ROLES.get(one.kind, one.kind) for one in entries if one.name == name]
    return list(dict.fromkeys(found))
