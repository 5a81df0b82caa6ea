"""People and bodies that are known already, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cms import text


@dataclass(frozen=True)
class KnownPost:
    """A post of a known person: code of the title, key of the body, from when to when."""

    code: str
    body: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class KnownPerson:
    """A known person: an id of the register's own, the full name, the posts."""

    id: object
    name: str
    posts: tuple[KnownPost, ...] = ()


@dataclass(frozen=True)
class KnownBody:
    """A known body: an id of the register's own, the name, other names, its level."""

    id: object
    name: str
    aliases: tuple[str, ...] = ()
    level: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class KnownEvent:
    """A known conference or report: id, title, kind, organiser's key, day, period code."""

    id: object
    title: str
    kind: str | None = None
    body: str | None = None
    date: str | None = None
    period: str | None = None
    number: str | None = None


@dataclass(frozen=True)
class Register:
    """All that is known before the text is read; empty when nothing is."""

    people: tuple[KnownPerson, ...] = ()
    bodies: tuple[KnownBody, ...] = ()
    conferences: tuple[KnownEvent, ...] = ()
    reports: tuple[KnownEvent, ...] = field(default=())
    nobody: tuple[str, ...] = ()  # keys of words that are no person's name

    @property
    def names(self) -> list[str]:
        """The full names of all known people."""
        return [text.tone_style(one.name) for one in self.people]


def register_of(data: Mapping[str, Any]) -> Register:
    """Return the register that plain data describes: people, organisations, events.

    The names of the fields are those of the schema ``seed-extraction/1``.
    """
    return Register(
        tuple(
            KnownPerson(
                one["id"],
                one["name"],
                tuple(
                    KnownPost(
                        post["title_code"],
                        post["organisation"],
                        post.get("valid_from"),
                        post.get("valid_to"),
                    )
                    for post in one.get("positions") or ()
                ),
            )
            for one in data.get("people") or ()
        ),
        tuple(
            KnownBody(
                one["id"],
                one["name"],
                tuple(one.get("aliases") or ()),
                one.get("level"),
                one.get("valid_from"),
                one.get("valid_to"),
            )
            for one in data.get("organisations") or ()
        ),
        tuple(
            _known_event(one, "type", "organiser")
            for one in data.get("conferences") or ()
        ),
        tuple(_known_event(one, "kind", "issuer") for one in data.get("reports") or ()),
    )


def _known_event(one: Mapping[str, Any], kind: str, body: str) -> KnownEvent:
    return KnownEvent(
        one["id"],
        one["title"],
        one.get(kind),
        one.get(body),
        one.get("date"),
        one.get("period"),
        one.get("number"),
    )
