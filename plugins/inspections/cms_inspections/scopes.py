"""Which inspections a question is about: those below programmes, narrowed by choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields as fields_of
from typing import Any, Final

from cms_directory import ORGANISATION
from sqlalchemy import ColumnElement, Select, and_, extract, or_, select, true

from cms import Actor, Item, ItemRelation, may, visible
from cms_inspections import INSPECTION, PROGRAMME
from cms_inspections.choices import (
    COMPLETED,
    DISCIPLINE_FORMS,
    DISCIPLINE_TARGETS,
    STATUSES,
    TYPES,
)
from cms_inspections.deadlines import follow_up_criterion, overdue_criterion
from cms_inspections.models import Discipline, Inspection


LATE: Final = ("work", "remedies", "any")
FLAGS: Final = ("extended", "public", "open_recommendations")


def programmes_below(
    programmes: Iterable[int], criterion: ColumnElement[bool]
) -> Select[int]:
    """Return a query for the ids of programmes and of all below them, at any depth.

    ``criterion`` says which programmes below may be walked through: ``visible(user)``.
    """
    tree = (
        select(Item.id)
        .where(Item.id.in_(list(programmes)), Item.type == PROGRAMME)
        .cte("programme_tree", recursive=True)
    )
    # UNION and not UNION ALL: a loop in the data ends by itself.
    below = (
        select(Item.id)
        .join(ItemRelation, ItemRelation.source_id == Item.id)
        .join(tree, ItemRelation.target_id == tree.c.id)
        .where(ItemRelation.relation == "parent", Item.type == PROGRAMME, criterion)
    )
    return select(tree.union(below).c.id)


@dataclass(frozen=True)
class Scope:
    """Inspections below ``programmes`` that ``criterion`` lets the reader see, on ``day``.

    ``staff`` says whether disciplinary actions count that readers may not see.
    """

    programmes: tuple[int, ...]
    criterion: ColumnElement[bool]
    day: dt.date
    staff: bool = False

    @classmethod
    def of(cls, user: Actor, programmes: Iterable[int], day: dt.date) -> Scope:
        """Return what ``user`` may see below some programmes."""
        return cls(
            tuple(programmes),
            visible(user, archived=True),
            day,
            may(user, "read", INSPECTION),
        )

    @property
    def where(self) -> ColumnElement[bool]:
        """The criterion on items joined with their inspections."""
        tree = programmes_below(self.programmes, self.criterion)
        linked = select(ItemRelation.source_id).where(
            ItemRelation.relation == "programme", ItemRelation.target_id.in_(tree)
        )
        return and_(Item.type == INSPECTION, Item.id.in_(linked), self.criterion)

    @property
    def known_discipline(self) -> ColumnElement[bool]:
        """The criterion on disciplinary actions of which the reader may know."""
        return true() if self.staff else Discipline.public.is_(True)


@dataclass(frozen=True)
class Choice:
    """What rows of a scope are wanted; None for all.

    A figure opens its rows by it: the names are those in the address.
    """

    type: str | None = None
    status: str | None = None
    owner: str | None = None
    late: str | None = None
    discipline: str | None = None
    flag: str | None = None
    planned: int | None = None
    done: int | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Choice | None:
        """Return the choice that an address makes; None when it names nothing known."""
        values: dict[str, Any] = {}
        for one in fields_of(cls):
            value = given.get(one.name)
            if not value:
                continue
            if one.name in ("planned", "done"):
                if not (
                    value.isascii() and value.isdigit() and 1 <= int(value[:3]) <= 12
                ):
                    return None
                values[one.name] = int(value[:3])
            elif one.name != "owner" and value not in _KNOWN[one.name]:
                return None
            else:
                values[one.name] = value
        return cls(**values)

    def asked(self) -> dict[str, Any]:
        """Return what stands in the address for this choice."""
        values = {one.name: getattr(self, one.name) for one in fields_of(self)}
        return {name: value for name, value in values.items() if value is not None}

    def criteria(self, scope: Scope) -> list[ColumnElement[bool]]:
        """Return the choice as SQL on items joined with their inspections."""
        found: list[ColumnElement[bool]] = []
        if self.type:
            found.append(Inspection.type == self.type)
        if self.status:
            found.append(Inspection.status == self.status)
        if self.owner:
            found.append(Item.id.in_(_owned_by(self.owner, scope.criterion)))
        if self.late:
            found.append(_late(self.late, scope.day))
        if self.discipline:
            target, _colon, form = self.discipline.partition(":")
            actions = select(Discipline.item_id).where(
                Discipline.target == target, Discipline.form == form
            )
            found.append(Item.id.in_(actions.where(scope.known_discipline)))
        if self.flag:
            found.append(_FLAG_CRITERIA[self.flag])
        if self.planned:
            found.append(extract("month", Inspection.planned_end) == self.planned)
        if self.done:
            found.append(Inspection.status == COMPLETED)
            found.append(extract("month", Inspection.actual_end) == self.done)
        return found


def _late(what: str, day: dt.date) -> ColumnElement[bool]:
    work, remedies = overdue_criterion(day), follow_up_criterion(day)
    return {"work": work, "remedies": remedies, "any": or_(work, remedies)}[what]


def _owned_by(slug: str, criterion: ColumnElement[bool]) -> Select[int]:
    """Return the ids of what an organisation decides that the reader may see."""
    bodies = select(Item.id).where(Item.type == ORGANISATION, Item.slug == slug)
    bodies = bodies.where(criterion).correlate(None)
    return select(ItemRelation.source_id).where(
        ItemRelation.relation == "owner", ItemRelation.target_id.in_(bodies)
    )


_FLAG_CRITERIA: Final[Mapping[str, ColumnElement[bool]]] = {
    "extended": Inspection.extended_to.is_not(None),
    "public": Item.visibility == "public",
    "open_recommendations": and_(
        Inspection.recommendations > 0,
        or_(
            Inspection.recommendations_done.is_(None),
            Inspection.recommendations_done < Inspection.recommendations,
        ),
    ),
}
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "type": frozenset(dict(TYPES)),
    "status": frozenset(dict(STATUSES)),
    "late": frozenset(LATE),
    "flag": frozenset(FLAGS),
    "discipline": frozenset(
        f"{target}:{form}"
        for target, _label in DISCIPLINE_TARGETS
        for form, _word in DISCIPLINE_FORMS
    ),
}
