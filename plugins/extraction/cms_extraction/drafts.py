"""Drafts of the records that an article speaks of, linked with it; and all of it undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from cms_directory import ORGANISATION, PERSON
from sqlalchemy import select

from cms import (
    Actor,
    ContentType,
    Item,
    current_build,
    current_snapshot,
    db,
    service,
    transaction,
    utcnow,
)
from cms_extraction.certainty import Level
from cms_extraction.doubts import ask_again, note_doubts
from cms_extraction.gaps import empty_gaps, fill_gaps
from cms_extraction.models import FieldSource, Made
from cms_extraction.proposals import REPORT, Proposal, propose
from cms_extraction.records import Extraction
from cms_extraction.remembered import remember
from cms_extraction.sources import sources_for


LINKS = ("conference", "people", "organisations", "reports")
_PATHS = {"conferences": "conference", "reports": "report"}
_BODY_TYPES = frozenset(
    ("cap_uy", "ban_thuong_vu", "thuong_truc", "uy_ban_kiem_tra", "co_quan_ubkt",
     "ban_tham_muu", "van_phong", "don_vi_su_nghiep", "dang_bo", "cap_uy_co_so",
     "chi_bo_co_so", "chi_bo_truc_thuoc", "mat_tran", "doan_the", "chinh_quyen")
)  # fmt: skip
_LEVELS = {"thi_xa": "huyen"}
_HONORIFICS = ("đ/c", "đồng chí", "ông", "bà")


def make(item: Item, user: Actor, chosen: Collection[str] | None, version: int) -> Made:
    """Make drafts of the chosen new records, link them and the chosen known ones.

    ``chosen`` are names of proposals, None for all but the unsure. An unsure
    one that is chosen is remembered for the site; those that are not chosen
    wait for an answer. All is one transaction: raises what ``service.create``
    and ``service.save`` raise, and then nothing is made.
    """
    found, proposals = propose(item, user)
    wanted = [
        one
        for one in proposals
        if (one.level != Level.UNSURE if chosen is None else one.name in chosen)
    ]
    with transaction():
        step = make_of(item, user, found, wanted, version)
        note_doubts(item, proposals, [one.name for one in wanted])
    return step


def make_of(
    item: Item,
    user: Actor,
    found: Extraction,
    wanted: Sequence[Proposal],
    version: int,
    known: Sequence[Proposal] = (),
) -> Made:
    """Make and link the proposals ``wanted``, in the transaction that runs.

    ``known`` are others that the new records may name; the article is not
    linked with them. Raises what ``service.create`` and ``service.save`` raise.
    """
    with transaction() as session:
        maker = _Maker(found, user)
        maker.named = {
            (one.kind, one.key): one.item_id for one in known if one.item_id is not None
        }
        for one in sorted(wanted, key=lambda one: _ORDER.index(one.kind)):
            maker.take(one)
        maker.take_what_was_said()
        before = _links(item)
        after = _joined(before, maker.ids)
        service.save(user, item.id, after, version)
        for one in wanted:
            if one.level == Level.UNSURE and one.words:
                remember(user, one.kind, one.words, maker.ids[one.kind, one.key])
        step = Made(
            article_id=item.id,
            user_id=user.id,
            at=utcnow(),
            drafts=maker.made,
            before=before,
            after=after,
            filled=fill_gaps(item, found, maker.ids, maker.made, user),
        )
        session.add(step)
        session.add_all(_sources(item, found, maker))
    return step


_ORDER = ("organisations", "people", "conferences", "reports")


class _Maker:
    """Makes drafts one after the other; later ones link those before."""

    def __init__(self, found: Extraction, user: Actor) -> None:
        self.found = found
        self.records = found.records
        self.user = user
        self.ids: dict[tuple[str, str], int] = {}
        self.named: dict[tuple[str, str], int] = {}  # may be named, are not linked
        self.made: list[int] = []
        self.said: dict[str, int] = {}  # directives and assessments, by their path

    def take(self, one: Proposal) -> None:
        """Link a known record, or make a draft of a new one."""
        number = one.item_id
        if one.level == Level.NEW or number is None:
            type_name, data = getattr(self, f"_{one.kind}")(one)
            made = service.create(self.user, type_name, data)
            number = made.id
            self.made.append(number)
        self.ids[one.kind, one.key] = number

    def take_what_was_said(self) -> None:
        """Make records of the directives and assessments of a conference just made.

        They belong to it and go into the trash with it.
        """
        meeting = self._id_of("conferences")
        if meeting not in self.made:
            return
        for number, row in enumerate(self.records["directives"]):
            path = f"directives[{number}]"
            data = {
                "text": row["text"],
                "source": self._sentence(f"{path}.text"),
                "due": row["due"],
                "given_by": self.person(row["by"]),
            }
            made = service.create(self.user, DIRECTIVE, data, parent_id=meeting)
            self.said[path] = made.id
        for number, row in enumerate(self.records["assessments"]):
            data = {
                "polarity": row["polarity"],
                "text": row["text"],
                "person": self.person(row["by"]),
            }
            if row["by"] == "report" and self._id_of("reports"):
                data["report"] = self._id_of("reports")
            made = service.create(self.user, ASSESSMENT, data, parent_id=meeting)
            self.said[f"assessments[{number}]"] = made.id

    def _id_of(self, kind: str) -> int | None:
        rows = [*self.ids.items(), *self.named.items()]
        return next((one for (name, _key), one in rows if name == kind), None)

    def _sentence(self, path: str) -> str | None:
        """Return the sentence that a field came from, or one of those below it."""
        stem = path.rpartition(".")[0]
        for one in self.found.places:
            if one.path in (path, stem):
                return self.found.text[one.sentence.start : one.sentence.end].strip()
        return None

    def _of(self, kind: str, key: str | None) -> int | None:
        found = self.ids.get((kind, key or ""))
        return self.named.get((kind, key or "")) if found is None else found

    def person(self, key: str | None) -> int | None:
        return self._of("people", key)

    def body(self, key: str | None) -> int | None:
        return self._of("organisations", key)

    def _organisations(self, one: Proposal) -> tuple[str, dict[str, Any]]:
        record = _by_key(self.records["organisations"], one.key)
        kind = record["type"] if record["type"] in _BODY_TYPES else "khac"
        data = {"title": one.title, "type": kind, "parent": self.body(record["parent"])}
        if record["level"]:
            data["level"] = _LEVELS.get(record["level"], record["level"])
        return ORGANISATION, data

    def _people(self, one: Proposal) -> tuple[str, dict[str, Any]]:
        record = _by_key(self.records["people"], one.key)
        posts = [
            {"title": post["text"], "organisation_id": self.body(post["organisation"])}
            for post in record["positions"]
            if self.body(post["organisation"])
        ]
        honorific = record["honorific"] if record["honorific"] in _HONORIFICS else None
        return PERSON, {"title": one.title, "honorific": honorific, "positions": posts}

    def _conferences(self, one: Proposal) -> tuple[str, dict[str, Any]]:
        record = self.records["conference"]
        names = ("type", "format", "date", "date_end", "location", "purposes",
                 "period", "next_period", "attendee_total")  # fmt: skip
        data = {name: record[name] for name in names if record[name] is not None}
        data |= {
            "title": one.title,
            "status": "da_dien_ra",
            "start": record["start_time"],
            "end": record.get("end_time"),
            "online_points": record.get("online_points"),
            "organiser": self.body(record["organiser"]),
            "chairs": _known(self.person(key) for key in record["chairs"]),
            "agenda": [self._entry(row) for row in self.records["agenda"]],
            "attendees": self._attendees(),
        }
        return CONFERENCE, {
            name: value for name, value in data.items() if value is not None
        }

    def _entry(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": row["type"],
            "title": row["title"],
            "person_id": self.person(row["person"]),
            "organisation_id": self.body(row["organisation"]),
            "count": row["count"],
        }

    def _attendees(self) -> list[dict[str, Any]]:
        rows = []
        for row in self.records["attendance"]:
            person = self.person(row["person"])
            if row["kind"] == "group" or person:
                rows.append(
                    {"kind": row["kind"], "role": "dai_bieu", "person_id": person,
                     "text": row["text"], "count": row["count"]}
                )  # fmt: skip
        return rows

    def _reports(self, one: Proposal) -> tuple[str, dict[str, Any]]:
        record, meeting = self.records["report"], self.records["conference"]
        paper = _by_key(self.records["documents"], one.key)
        data = {
            "title": one.title,
            "kind": record["kind"],
            "period": meeting["period"],
            "number": paper["number"],
            "issued_at": paper["date"],
            "issuer": self.body(record["issuer"]),
            "presenter": self.person(record["presented_by"]),
            "conference": self._id_of("conferences"),
        }
        return REPORT, {
            name: value for name, value in data.items() if value is not None
        }


def _by_key(rows: list[Mapping[str, Any]], key: str) -> Mapping[str, Any]:
    return next(row for row in rows if row["key"] == key)


def _known(numbers: Any) -> list[int]:
    return [number for number in numbers if number is not None]


def _links(item: Item) -> dict[str, Any]:
    """Return the article's links to records, those fields that it has."""
    data = current_snapshot(item)
    return {name: data[name] for name in LINKS if name in data}


def _joined(
    before: Mapping[str, Any], ids: Mapping[tuple[str, str], int]
) -> dict[str, Any]:
    """Return the links with the records added; a link that is set stays."""
    after = dict(before)
    for (kind, _key), number in ids.items():
        name = "conference" if kind == "conferences" else kind
        if name == "conference" and name in after:
            after[name] = after[name] or number
        elif name in after:
            after[name] = list(dict.fromkeys([*(after[name] or []), number]))
    return after


def _sources(item: Item, found: Extraction, maker: _Maker) -> list[FieldSource]:
    """Return the sources of all fields of the records that were made or linked."""
    rows: list[FieldSource] = []
    for (kind, key), number in maker.ids.items():
        prefix = _PATHS.get(kind)
        if prefix is None:
            place = [one["key"] for one in found.records[kind]].index(key)
            prefix = f"{kind}[{place}]"
        below = [prefix]
        if kind == "conferences":
            below += [
                one.path
                for one in found.places
                if one.path.startswith(("agenda", "attendance"))
            ]
        rows += sources_for(item, found, number, below)
    for path, number in maker.said.items():
        rows += sources_for(item, found, number, [path])
    return rows


def last_made(item: Item) -> Made | None:
    """Return the last press beside an article that was not taken back."""
    query = select(Made).where(Made.article_id == item.id)
    found: Made | None = db.session.scalars(query.order_by(Made.id.desc())).first()
    return found


def undo_last(item: Item, user: Actor, step: Made, version: int) -> None:
    """Take a press back: its links leave the article, its drafts go into the trash.

    A link that somebody has set since stays; so does a draft that went live.
    """
    with transaction() as session:
        service.save(user, item.id, _without(_links(item), step), version)
        empty_gaps(step.filled or (), user)
        ask_again(step.id)
        made = session.scalars(select(Item).where(Item.id.in_(step.drafts))).all()
        for one in sorted(made, key=lambda one: -one.id):
            if one.published_at is None and one.deleted_at is None:
                service.trash(user, one.id, one.version)
        session.delete(step)


def _without(now: Mapping[str, Any], step: Made) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, current in now.items():
        old, new = step.before.get(name), step.after.get(name)
        if isinstance(new, list):
            added = set(new) - set(old or [])
            values[name] = [number for number in current or [] if number not in added]
        else:
            values[name] = old if current == new else current
    return values


def may_link(type_name: str) -> bool:
    """Tell whether items of a type can be linked with a conference."""
    content_type = current_build().registry.content_types.get(type_name)
    names = {one.name for one in content_type.relations} if content_type else set()
    return type_name != CONFERENCE and "conference" in names | _fields(content_type)


def _fields(content_type: ContentType | None) -> set[str]:
    form = getattr(content_type, "form", None)
    return {name for name in LINKS if form is not None and hasattr(form, name)} - {
        "reports"
    }
