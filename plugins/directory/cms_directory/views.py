"""What the public pages of the directory show, computed from a snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from cms import Item, text
from cms_directory.checks import edges
from cms_directory.choices import (
    GENDERS,
    HONORIFICS,
    LEVELS,
    ORGANISATION_TYPES,
)
from cms_directory.queries import Holder, holders, readable, today


View = TypeVar("View")


def once(view: Callable[[Item, Mapping[str, Any]], View]) -> Callable[..., View]:
    """Return ``view`` so that the blocks of one page share what it computes."""
    kept: list[View] = []

    def shared(item: Item, data: Mapping[str, Any]) -> View:
        if not kept:
            kept.append(view(item, data))
        return kept[0]

    return shared


def day_of(value: str | None) -> dt.date | None:
    """Return the day that a snapshot writes as ISO text."""
    return dt.date.fromisoformat(value) if value else None


@dataclass(frozen=True)
class Post:
    """One position of a person as a page shows it."""

    title: str
    organisation: Item | None
    catalogue: Item | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    current: bool
    display: bool


@dataclass(frozen=True)
class PersonView:
    """A person's page: the name in parts, posts held now and before."""

    family_name: str
    middle_name: str
    given_name: str
    honorific: Any
    gender: Any
    current: list[Post]
    former: list[Post]
    as_of: dt.date


def person_view(item: Item, data: Mapping[str, Any]) -> PersonView:
    """Return what the page of a person shows as of today."""
    as_of = today()
    posts = [post_of(row, as_of) for row in data.get("positions") or []]
    linked = readable(
        number
        for row in data.get("positions") or []
        for number in (row.get("organisation_id"), row.get("title_id"))
    )
    shown = [
        Post(
            **{
                **post,
                "organisation": linked.get(post["organisation"]),
                "catalogue": linked.get(post["catalogue"]),
            }
        )
        for post in posts
    ]
    parts = name_parts(data)
    return PersonView(
        family_name=parts[0],
        middle_name=parts[1],
        given_name=parts[2],
        honorific=dict(HONORIFICS).get(data.get("honorific") or ""),
        gender=dict(GENDERS).get(data.get("gender") or ""),
        current=[post for post in shown if post.current],
        former=sorted(
            (post for post in shown if not post.current),
            key=lambda post: post.valid_to or dt.date.min,
            reverse=True,
        ),
        as_of=as_of,
    )


def post_of(row: Mapping[str, Any], as_of: dt.date) -> dict[str, Any]:
    """Return a row of positions with days as dates and links still as ids."""
    first, last = day_of(row.get("valid_from")), day_of(row.get("valid_to"))
    return {
        "title": row.get("title") or "",
        "organisation": row.get("organisation_id"),
        "catalogue": row.get("title_id"),
        "valid_from": first,
        "valid_to": last,
        "current": (first is None or first <= as_of)
        and (last is None or as_of <= last),
        "display": bool(row.get("display")),
    }


def name_parts(data: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return family, middle and given name: as edited, else split from the whole."""
    if data.get("given_name"):
        return (
            data.get("family_name") or "",
            data.get("middle_name") or "",
            data["given_name"],
        )
    name = text.split_name(data.get("title") or "")
    return name.family, name.middle or "", name.given


@dataclass(frozen=True)
class OrganisationView:
    """An organisation's page: kind, level, lifetime, people."""

    kind: Any
    level: Any
    valid_from: dt.date | None
    valid_to: dt.date | None
    closed: bool
    counted_on: dt.date | None
    successor: Item | None
    ancestors: list[Item]
    current: list[Holder]
    former: list[Holder]
    as_of: dt.date


def organisation_view(item: Item, data: Mapping[str, Any]) -> OrganisationView:
    """Return what the page of an organisation shows as of today."""
    as_of = today()
    last = day_of(data.get("valid_to"))
    people = holders(item.id, as_of) if item.id is not None else []
    successor = data.get("successor")
    return OrganisationView(
        kind=dict(ORGANISATION_TYPES).get(data.get("type") or ""),
        level=dict(LEVELS).get(data.get("level") or ""),
        valid_from=day_of(data.get("valid_from")),
        valid_to=last,
        closed=last is not None and last < as_of,
        counted_on=day_of(data.get("party_members_on")),
        successor=readable([successor]).get(successor) if successor else None,
        ancestors=ancestors(data.get("parent")),
        current=[one for one in people if one.current],
        former=[one for one in people if not one.current],
        as_of=as_of,
    )


def ancestors(parent: int | None) -> list[Item]:
    """Return the readable organisations above, the highest first."""
    steps = edges("parent")
    chain: list[int] = []
    while parent is not None and parent not in chain:
        chain.append(parent)
        parent = steps.get(parent)
    known = readable(chain)
    return [known[number] for number in reversed(chain) if number in known]
