"""Questions to the directory: who may be shown, who held which post on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import or_, select

from cms import Item, current_user, db, items_by_id, site_zone, text, visible
from cms_directory.models import Organisation, Person, Position, PositionTitle


# People without a ranked post come after everybody who has one.
NO_RANK = 9_999


def today() -> dt.date:
    """Return the current day in the time zone of the site."""
    return dt.datetime.now(site_zone()).date()


def readable(ids: Iterable[int | None]) -> dict[int, Item]:
    """Return the items among ``ids`` that the reader of this page may see, by id."""
    wanted = {number for number in ids if number is not None}
    return items_by_id(wanted, visible(current_user, archived=True))


@dataclass(frozen=True)
class Bylines:
    """What stands beside people's names on a day, and their rank in protocol."""

    titles: dict[int, str] = field(default_factory=dict)
    ranks: dict[int, int] = field(default_factory=dict)

    def of(self, person_id: int | None) -> str:
        """Return the posts of a person, joined by commas; empty when none is known."""
        return self.titles.get(person_id, "") if person_id is not None else ""

    def rank(self, person_id: int | None) -> int:
        """Return the highest rank of a person; a lower number comes first."""
        return self.ranks.get(person_id, NO_RANK) if person_id else NO_RANK


def bylines(people: Iterable[int | None], day: dt.date) -> Bylines:
    """Return the posts to be shown for ``people`` as they were on ``day``."""
    wanted = {number for number in people if number is not None}
    if not wanted:
        return Bylines()
    query = (
        select(Position, PositionTitle.rank)
        .outerjoin(PositionTitle, PositionTitle.item_id == Position.title_id)
        .where(Position.item_id.in_(wanted))
        .order_by(Position.item_id, Position.position)
    )
    titles: dict[int, list[str]] = {}
    ranks: dict[int, int] = {}
    for position, rank in db.session.execute(query):
        if not position.held_on(day):
            continue
        ranks[position.item_id] = min(
            ranks.get(position.item_id, NO_RANK), NO_RANK if rank is None else rank
        )
        if position.display and position.title:
            titles.setdefault(position.item_id, []).append(position.title)
    joined = {number: ", ".join(parts) for number, parts in titles.items()}
    return Bylines(joined, ranks)


@dataclass(frozen=True)
class Holder:
    """A person in a post of an organisation."""

    person: Item
    title: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    current: bool
    rank: int


def holders(organisation_id: int, day: dt.date) -> list[Holder]:
    """Return the readable people of an organisation: current ones first, by rank."""
    query = (
        select(Item, Position, PositionTitle.rank)
        .join(Position, Position.item_id == Item.id)
        .outerjoin(PositionTitle, PositionTitle.item_id == Position.title_id)
        .where(Position.organisation_id == organisation_id)
        .where(visible(current_user, archived=True))
    )
    found = [
        Holder(
            person=person,
            title=position.title or "",
            valid_from=position.valid_from,
            valid_to=position.valid_to,
            current=position.held_on(day),
            rank=NO_RANK if rank is None else rank,
        )
        for person, position, rank in db.session.execute(query)
    ]
    return sorted(
        found,
        key=lambda one: (
            not one.current,
            one.rank,
            text.person_sort_key(one.person.title),
        ),
    )


def organisations_of(person_id: int, day: dt.date) -> set[int]:
    """Return the ids of the organisations in which a person held a post on ``day``."""
    query = select(Position.organisation_id).where(
        Position.item_id == person_id,
        Position.organisation_id.is_not(None),
        or_(Position.valid_from.is_(None), Position.valid_from <= day),
        or_(Position.valid_to.is_(None), Position.valid_to >= day),
    )
    return {number for number in db.session.scalars(query) if number is not None}


def people_without_names() -> list[str]:
    """Return a sentence for each person whose given name is not known."""
    query = (
        select(Item.id, Item.title)
        .join(Person, Person.item_id == Item.id)
        .where(Person.given_name.is_(None))
        .order_by(Item.id)
    )
    return [
        f"Person {number} “{title}” has no given name; lists cannot sort it."
        for number, title in db.session.execute(query)
    ]


def has_left(person_id: int, day: dt.date) -> bool:
    """Tell whether all posts of a person that are known had ended before ``day``."""
    query = select(Position.valid_to).where(Position.item_id == person_id)
    ends = list(db.session.scalars(query))
    return bool(ends) and all(end is not None and end < day for end in ends)


def closed_organisations(ids: Iterable[int | None], day: dt.date) -> dict[int, dt.date]:
    """Return the last day of those among ``ids`` that no longer existed on ``day``."""
    wanted = {number for number in ids if number is not None}
    query = select(Organisation.item_id, Organisation.valid_to).where(
        Organisation.item_id.in_(wanted), Organisation.valid_to < day
    )
    rows = db.session.execute(query) if wanted else ()
    return {row.item_id: row.valid_to for row in rows}
