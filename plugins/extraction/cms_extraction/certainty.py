"""How surely an extracted record is one that is known: certain, unsure or new, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cms import text
from cms_extraction.register import (
    KnownBody,
    KnownEvent,
    KnownPerson,
    KnownPost,
    Register,
)


class Level(StrEnum):
    """How surely a record of the text is a known one."""

    CERTAIN = "certain"
    UNSURE = "unsure"
    NEW = "new"


class Reason(StrEnum):
    """Why a level was given; what differs is a veto against certainty."""

    NAME_AND_POST = "same name and post on that day"
    NAME_ONLY = "same name only"
    SEVERAL = "several people bear this name"
    FORMER = "the post was not held on that day"
    NAME_AND_TIME = "same name, and it existed on that day"
    NOT_THEN = "it did not exist on that day"
    NO_DAY = "the text names no day"
    OTHER_LEVEL = "another level"
    SAME_EVENT = "same organiser, day, period and kind"
    OTHER_DAY = "another day"
    OTHER_PERIOD = "another period"
    OTHER_BODY = "another body"
    OTHER_KIND = "another kind"
    OTHER_NUMBER = "another number"
    UNKNOWN = "nothing like it is known"
    DECIDED = "staff decided so before"
    BY_MODEL = "only the model named it"


@dataclass(frozen=True)
class Match:
    """What is known about one record: ``kind`` and ``key`` name it, ``id`` the known one.

    ``kind`` is people, organisations, conferences or reports. ``id`` is None
    for a new record; an unsure one names what it may be.
    """

    kind: str
    key: str
    id: object
    level: Level
    reason: Reason


def match_records(records: Mapping[str, Any], register: Register) -> list[Match]:
    """Return how each extracted record relates to the register.

    Several matches of one record are several known ones that it may be.
    """
    meeting = records["conference"]
    day = _day(meeting and meeting["date"])
    found: list[Match] = []
    for one in records["people"]:
        found += _person(one, register.people, day)
    for one in records["organisations"]:
        if not one["is_group"]:
            found += _body(one, register.bodies, day)
    if meeting is not None:
        found += _event(_as_conference(meeting), register.conferences, "conferences")
    if records["report"] is not None:
        found += _event(_as_report(records), register.reports, "reports")
    return found


def _day(written: str | None) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None


def _same(one: str, other: str) -> bool:
    return text.lower(text.tone_style(one)) == text.lower(text.tone_style(other))


def _within(day: dt.date | None, start: str | None, end: str | None) -> bool | None:
    """Tell whether something was so on ``day``; None when that cannot be said."""
    if day is None:
        return None if end else True
    first, last = _day(start), _day(end)
    return not ((first and day < first) or (last and day > last))


def _person(
    record: Mapping[str, Any], known: Sequence[KnownPerson], day: dt.date | None
) -> list[Match]:
    same = [one for one in known if _same(one.name, record["name"])]
    if not same:
        return [Match("people", record["key"], None, Level.NEW, Reason.UNKNOWN)]
    posts = {
        (one["title_code"], one["organisation"])
        for one in record["positions"]
        if one["title_code"] != "khac" and one["organisation"]
    }
    sure = [one for one in same if any(_held(post, posts, day) for post in one.posts)]
    if len(sure) == 1:
        found = Match(
            "people", record["key"], sure[0].id, Level.CERTAIN, Reason.NAME_AND_POST
        )
        return [found]
    reason = Reason.SEVERAL if len(same) > 1 else _why_not(same[0], posts)
    return [
        Match("people", record["key"], one.id, Level.UNSURE, reason) for one in same
    ]


def _held(
    post: KnownPost, posts: Iterable[tuple[str, str]], day: dt.date | None
) -> bool:
    return (post.code, post.body) in set(posts) and _within(
        day, post.start, post.end
    ) is True


def _why_not(known: KnownPerson, posts: Iterable[tuple[str, str]]) -> Reason:
    held = {(one.code, one.body) for one in known.posts}
    return Reason.FORMER if held & set(posts) else Reason.NAME_ONLY


def _body(
    record: Mapping[str, Any], known: Sequence[KnownBody], day: dt.date | None
) -> list[Match]:
    key = record["key"]
    found = []
    for one in known:
        names = {
            text.slugify(text.tone_style(name)) for name in (one.name, *one.aliases)
        }
        if key not in names:
            continue
        level, reason = Level.CERTAIN, Reason.NAME_AND_TIME
        there = _within(day, one.start, one.end)
        if one.level and record["level"] and one.level != record["level"]:
            level, reason = Level.UNSURE, Reason.OTHER_LEVEL
        elif there is None:
            level, reason = Level.UNSURE, Reason.NO_DAY
        elif not there:
            level, reason = Level.UNSURE, Reason.NOT_THEN
        found.append(Match("organisations", key, one.id, level, reason))
    certain = [one for one in found if one.level == Level.CERTAIN]
    if len(certain) > 1:
        return [Match(m.kind, m.key, m.id, Level.UNSURE, Reason.SEVERAL) for m in found]
    new = Match("organisations", key, None, Level.NEW, Reason.UNKNOWN)
    return certain or found or [new]


@dataclass(frozen=True)
class _Event:
    key: str
    title: str
    kind: str | None
    body: str | None
    date: str | None
    period: str | None
    number: str | None = None
    dated: bool = True


def _as_conference(meeting: Mapping[str, Any]) -> _Event:
    period = (meeting["period"] or {}).get("code")
    return _Event(
        text.slugify(meeting["title"]),
        meeting["title"],
        meeting["type"],
        meeting["organiser"],
        meeting["date"],
        period,
    )


def _as_report(records: Mapping[str, Any]) -> _Event:
    report = records["report"]
    paper = next(
        (one for one in records["documents"] if one["key"] == report["document"]), None
    )
    return _Event(
        report["document"],
        paper["title"] if paper else "",
        report["kind"],
        report["issuer"],
        None,
        report["period_code"],
        paper["number"] if paper else None,
        dated=False,
    )


def _event(event: _Event, known: Sequence[KnownEvent], kind: str) -> list[Match]:
    found = []
    for one in known:
        veto = _veto(event, one)
        if veto is None:
            found.append(
                Match(kind, event.key, one.id, Level.CERTAIN, Reason.SAME_EVENT)
            )
        elif _alike(event, one):
            found.append(Match(kind, event.key, one.id, Level.UNSURE, veto))
    certain = [one for one in found if one.level == Level.CERTAIN]
    if len(certain) > 1:
        return [
            Match(m.kind, m.key, m.id, Level.UNSURE, Reason.SEVERAL) for m in certain
        ]
    return certain or found or [Match(kind, event.key, None, Level.NEW, Reason.UNKNOWN)]


def _veto(event: _Event, known: KnownEvent) -> Reason | None:
    """Return what forbids that both are the same; None when nothing does."""
    if event.body is None or event.body != known.body:
        return Reason.OTHER_BODY
    if event.kind is None or event.kind != known.kind:
        return Reason.OTHER_KIND
    if event.period != known.period or (event.period is None and not event.dated):
        return Reason.OTHER_PERIOD
    if event.dated and event.date is None:
        return Reason.NO_DAY
    if event.dated and event.date != known.date:
        return Reason.OTHER_DAY
    if (event.number or known.number) and event.number != known.number:
        return Reason.OTHER_NUMBER
    return None


def _alike(event: _Event, known: KnownEvent) -> bool:
    """Tell whether a known one is worth asking about: same body, or most of the title.

    One that both sides say is about another period is another one for sure.
    """
    if event.period and known.period and event.period != known.period:
        return False
    ours = set(text.words(text.lower(event.title)))
    theirs = set(text.words(text.lower(known.title)))
    shared = len(ours & theirs) >= 0.6 * max(len(theirs), 1)
    return shared and (event.body == known.body or event.date == known.date)
