"""What an article proposes: its records, each known, unsure or new, by group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cms_conferences import CONFERENCE
from cms_directory import ORGANISATION, PERSON
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select

from cms import (
    Actor,
    Item,
    current_build,
    current_snapshot,
    db,
    editable,
    richtext,
    text,
    titles,
    visible,
)
from cms_extraction.certainty import Level, Match, Reason, match_records
from cms_extraction.extracting import extract
from cms_extraction.model_names import answer_about, with_names
from cms_extraction.posts import parse_post
from cms_extraction.records import Extraction
from cms_extraction.register import (
    KnownBody,
    KnownEvent,
    KnownPerson,
    KnownPost,
    Register,
)
from cms_extraction.remembered import nobody, settle, words_of_record
from cms_extraction.source import read


REPORT = "reports.report"
TYPES = {"organisations": ORGANISATION, "people": PERSON, "conferences": CONFERENCE,
         "reports": REPORT}  # fmt: skip
GROUPS = (
    ("conferences", _l("Conference")),
    ("people", _l("People")),
    ("organisations", _l("Organisations")),
    ("reports", _l("Reports")),
)
REASONS = {
    Reason.NAME_AND_POST: _l("Same name and post on that day."),
    Reason.NAME_ONLY: _l("Only the name is the same."),
    Reason.SEVERAL: _l("Several people bear this name."),
    Reason.FORMER: _l("This post was not held on that day."),
    Reason.NAME_AND_TIME: _l("Same name, and it existed on that day."),
    Reason.NOT_THEN: _l("It did not exist on that day."),
    Reason.NO_DAY: _l("The text names no day."),
    Reason.OTHER_LEVEL: _l("It is of another level."),
    Reason.SAME_EVENT: _l("Same organiser, day, period and kind."),
    Reason.OTHER_DAY: _l("It was on another day."),
    Reason.OTHER_PERIOD: _l("It is about another period."),
    Reason.OTHER_BODY: _l("It is of another body."),
    Reason.OTHER_KIND: _l("It is of another kind."),
    Reason.OTHER_NUMBER: _l("It has another number."),
    Reason.UNKNOWN: _l("The site has no such record."),
    Reason.DECIDED: _l("Chosen here before."),
    Reason.BY_MODEL: _l("Proposed by the model; its words stand in the text."),
}
MOST_BODIES = 5000


@dataclass(frozen=True)
class Candidate:
    """A record of the site that one of the article is or may be, and why."""

    item_id: int
    level: Level
    reason: Any


@dataclass(frozen=True)
class Proposal:
    """A record that the article speaks of, and which one of the site it is or may be.

    ``candidates`` are all that it may be, the likeliest first; ``item_id`` is the first.
    """

    kind: str
    key: str
    title: str
    level: Level
    reason: Any
    sentence: str
    item_id: int | None = None
    words: str = ""  # by which a decision about it is remembered
    candidates: tuple[Candidate, ...] = ()
    code: str = ""  # the reason as it is stored

    @property
    def name(self) -> str:
        """The value by which a form names it."""
        return f"{self.kind}:{self.key}"


def words_of(item: Item) -> str:
    """Return the text of an article: title, lead and body."""
    data = current_snapshot(item)
    body = data.get("body")
    parts = [data.get("title"), data.get("summary")]
    parts.append(richtext.plain_text(body) if isinstance(body, Mapping) else None)
    return "\n\n".join(str(part) for part in parts if part)


def propose(item: Item, user: Actor) -> tuple[Extraction, list[Proposal]]:
    """Return what is read in an article, and for each record what the site knows of it.

    Only records that ``user`` may see are looked at.
    """
    found = extract(words_of(item), register=Register(nobody=nobody()))
    if not found.found:
        return found, []
    answer = answer_about(item.id)
    found, named = with_names(found, answer.names if answer else ())
    may_see = or_(visible(user), editable(user))
    known = known_to(found.records, may_see)
    matches = settle(match_records(found.records, known), found.records, may_see)
    matches = [
        _doubted(one) if (one.kind, one.key) in named else one for one in matches
    ]
    alike: dict[tuple[str, str], list[Match]] = {}
    for match in sorted(matches, key=lambda one: one.level != Level.CERTAIN):
        alike.setdefault((match.kind, match.key), []).append(match)
    types = current_build().registry.content_types
    return found, [
        _proposal(found, ones)
        for kind, _label in GROUPS
        for ones in alike.values()
        if ones[0].kind == kind and TYPES[kind] in types
    ]


def _doubted(match: Match) -> Match:
    """Return a match of a record that only a model named: never certain by itself."""
    return replace(match, level=Level.UNSURE, reason=Reason.BY_MODEL)


def _proposal(found: Extraction, matches: Sequence[Match]) -> Proposal:
    match = matches[0]
    title, path = _named(found.records, match)
    place = next((one for one in found.places if one.path == path), None)
    sentence = found.text[place.sentence.start : place.sentence.end] if place else ""
    return Proposal(
        match.kind,
        match.key,
        title,
        match.level,
        REASONS[match.reason],
        " ".join(sentence.split()),
        int(str(match.id)) if match.id is not None else None,
        _words(found.records, match),
        tuple(
            Candidate(int(str(one.id)), one.level, REASONS[one.reason])
            for one in matches
            if one.id is not None
        ),
        match.reason.value,
    )


def _words(records: Mapping[str, Any], match: Match) -> str:
    rows = records[match.kind] if match.kind in ("people", "organisations") else ()
    return next(
        (words_of_record(match.kind, one) for one in rows if one["key"] == match.key),
        "",
    )


def _named(records: Mapping[str, Any], match: Match) -> tuple[str, str]:
    """Return (title, path of the field with its words) of a record."""
    if match.kind == "conferences":
        title = str(records["conference"]["title"])
        return title[:1].upper() + title[1:], "conference.title"
    if match.kind == "reports":
        paper = next(
            (one for one in records["documents"] if one["key"] == match.key), None
        )
        return (paper["title"] if paper else match.key), "report"
    for number, one in enumerate(records[match.kind]):
        if one["key"] == match.key:
            return one["name"], f"{match.kind}[{number}].name"
    return match.key, ""


def known_to(records: Mapping[str, Any], may_see: ColumnElement[bool]) -> Register:
    """Return what the site knows of the people, bodies and events of an article."""
    bodies = _bodies(records, may_see)
    day = records["conference"] and records["conference"]["date"]
    return Register(
        _people(records, may_see),
        bodies,
        _events(CONFERENCE, "type", "organiser", day, may_see),
        _events(REPORT, "kind", "issuer", None, may_see),
    )


def _items(type_name: str, may_see: ColumnElement[bool], *more: Any) -> Iterable[Item]:
    query = select(Item).where(
        Item.type == type_name, Item.deleted_at.is_(None), may_see, *more
    )
    return db.session.scalars(query.order_by(Item.id).limit(MOST_BODIES))


def key_of_title(title: str) -> str:
    """Return the key of a body by its name in the directory."""
    return text.slugify(text.tone_style(title))


def _bodies(
    records: Mapping[str, Any], may_see: ColumnElement[bool]
) -> tuple[KnownBody, ...]:
    wanted = {one["key"] for one in records["organisations"]}
    found = []
    for item in _items(ORGANISATION, may_see):
        names = [item.title, *item.names.split("\n")]
        if wanted & {key_of_title(name) for name in names}:
            data = current_snapshot(item)
            aliases = tuple(name for name in names[1:] if name)
            span = data.get("valid_from"), data.get("valid_to")
            found.append(
                KnownBody(item.id, item.title, aliases, data.get("level"), *span)
            )
    return tuple(found)


def _people(
    records: Mapping[str, Any], may_see: ColumnElement[bool]
) -> tuple[KnownPerson, ...]:
    names = {one["name"] for one in records["people"]}
    both = {text.tone_style(name, "new") for name in names} | names
    found = []
    for item in _items(PERSON, may_see, Item.title.in_(both)):
        rows = current_snapshot(item).get("positions") or []
        of = titles(
            {row["organisation_id"] for row in rows if row.get("organisation_id")},
            may_see,
        )
        posts = tuple(
            KnownPost(
                _code(row.get("title") or ""),
                key_of_title(of.get(row.get("organisation_id"), "")),
                row.get("valid_from"),
                row.get("valid_to"),
            )
            for row in rows
        )
        found.append(KnownPerson(item.id, item.title, posts))
    return tuple(found)


def _code(title: str) -> str:
    """Return the code of a post by its words in the directory."""
    found = parse_post(read(title), 0)
    return found[1].title.code if found else "khac"


def _events(
    type_name: str,
    kind: str,
    body: str,
    day: str | None,
    may_see: ColumnElement[bool],
) -> tuple[KnownEvent, ...]:
    """Return the events of a type that are near ``day``; without one the newest."""
    if type_name not in current_build().registry.content_types:
        return ()
    more = []
    if day is not None:
        when = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), dt.UTC)
        near = dt.timedelta(days=400)
        more = [Item.sort_date.between(when - near, when + near)]
    query = (
        select(Item)
        .where(Item.type == type_name, Item.deleted_at.is_(None), may_see, *more)
        .order_by(Item.sort_date.desc())
        .limit(300)
    )
    found = []
    for item in db.session.scalars(query):
        data = current_snapshot(item)
        of = titles({data[body]}, may_see) if data.get(body) else {}
        found.append(
            KnownEvent(
                item.id,
                item.title,
                data.get(kind),
                key_of_title(of.get(data.get(body) or 0, "")) or None,
                data.get("date"),
                (data.get("period") or {}).get("code"),
                data.get("number"),
            )
        )
    return tuple(found)
