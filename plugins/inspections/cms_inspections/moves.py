"""Making a move of an inspection, or extending it, and what a page tells of its moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _, lazy_gettext as _l

from cms import (
    Actor,
    Item,
    Problem,
    Refused,
    can,
    get_settings,
    holds,
    service,
    transaction,
)
from cms_inspections.choices import RUNNING, STATUSES
from cms_inspections.move_forms import EXTEND
from cms_inspections.requirements import REQUIREMENTS, is_met
from cms_inspections.workflow import Move, moves_from, needs_of


PUBLISHED: Final = "published"


@dataclass(frozen=True)
class Step:
    """A move as a page shows it: where it leads, what it needs, and what of that is there."""

    name: str
    label: Any
    target_label: Any
    needs: list[tuple[Any, bool]]
    allowed: bool


def steps_of(data: Mapping[str, Any], actor: Actor) -> list[Step]:
    """Return the moves that lead on from where a version stands, and the extension."""
    found = [_step(move, data, actor) for move in moves_from(data.get("status"))]
    if data.get("status") in RUNNING:
        needs = [(_l("Decision to extend, with number and date"), False)]
        found.append(Step(EXTEND, _l("Extend the deadline"), None, needs, True))
    return found


def _step(move: Move, data: Mapping[str, Any], actor: Actor) -> Step:
    needs = [
        (REQUIREMENTS[name].label, is_met(name, data, data)) for name in needs_of(move)
    ]
    allowed = not move.right or holds(actor, move.right)
    label = dict(STATUSES)[move.target]
    return Step(move.target, move.label, label, needs, allowed)


def open_needs(name: str, data: Mapping[str, Any]) -> list[str]:
    """Return what a move to the state ``name`` still needs; a reason is always new."""
    if name == EXTEND:
        return [EXTEND]
    move = next(one for one in moves_from(data.get("status")) if one.target == name)
    return [one for one in needs_of(move) if not is_met(one, data, data)]


def make_move(
    actor: Actor, item: Item, values: Mapping[str, Any], version: int
) -> bool:
    """Save ``values`` of a live inspection; tell whether they are live at once.

    Who may publish it, on a site that needs no second person, makes the move;
    anybody else sends it to review. One transaction. Raises Refused with
    everything that is missing, Conflict when somebody else was quicker.
    """
    with transaction():
        if item.stage is not None or item.status != PUBLISHED:
            message = _(
                "There are changes that are not on the site yet: publish or discard "
                "them first, then move it."
            )
            raise Refused([Problem(message)])
        saved = service.save(actor, item.id, values, version)
        at_once = can(actor, "publish", item) and not get_settings().four_eyes
        if at_once:
            service.publish(actor, saved.id, saved.version)
        else:
            service.submit(actor, saved.id, saved.version)
    return at_once
