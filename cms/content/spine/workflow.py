"""The states of an item and the moves between them, as data."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


DRAFT = "draft"
SUBMITTED = "submitted"
APPROVED = "approved"
SCHEDULED = "scheduled"
PUBLISHED = "published"
ARCHIVED = "archived"

STATE_LABELS = {
    DRAFT: _l("Draft"),
    SUBMITTED: _l("Waiting for review"),
    APPROVED: _l("Approved"),
    SCHEDULED: _l("Scheduled"),
    PUBLISHED: _l("Published"),
    ARCHIVED: _l("Archived"),
}


@dataclass(frozen=True)
class Transition:
    """A move: from which stages it may start, which right it needs, what it demands.

    ``stages`` are stages of the open revision; None stands for "nothing is
    being worked on". ``complete`` asks for every required field,
    ``reviewed`` for a second person when the site has the four-eyes rule.
    """

    name: str
    label: LazyString
    stages: frozenset[str | None]
    right: str
    to: str | None = None
    complete: bool = False
    reviewed: bool = False
    statuses: frozenset[str] = frozenset({DRAFT, PUBLISHED, ARCHIVED})


def _stages(*names: str | None) -> frozenset[str | None]:
    return frozenset(names)


TRANSITIONS = {
    move.name: move
    for move in (
        Transition(
            "submit",
            _l("Submit for review"),
            _stages(DRAFT),
            "write",
            SUBMITTED,
            complete=True,
        ),
        Transition(
            "take_back", _l("Withdraw from review"), _stages(SUBMITTED), "write", DRAFT
        ),
        Transition(
            "send_back",
            _l("Return with a reason"),
            _stages(SUBMITTED, APPROVED, SCHEDULED),
            "publish",
            DRAFT,
        ),
        Transition(
            "approve",
            _l("Approve"),
            _stages(SUBMITTED),
            "publish",
            APPROVED,
            complete=True,
            reviewed=True,
        ),
        Transition(
            "schedule",
            _l("Schedule"),
            _stages(DRAFT, SUBMITTED, APPROVED, SCHEDULED),
            "publish",
            SCHEDULED,
            complete=True,
            reviewed=True,
        ),
        Transition(
            "publish",
            _l("Publish now"),
            _stages(DRAFT, SUBMITTED, APPROVED, SCHEDULED),
            "publish",
            None,
            complete=True,
            reviewed=True,
        ),
        Transition(
            "correct",
            _l("Publish as small correction"),
            _stages(DRAFT),
            "publish",
            None,
            complete=True,
            statuses=frozenset({PUBLISHED}),
        ),
        Transition(
            "withdraw",
            _l("Withdraw"),
            _stages(None, DRAFT, SUBMITTED, APPROVED, SCHEDULED),
            "publish",
            statuses=frozenset({PUBLISHED}),
        ),
        Transition(
            "archive",
            _l("Archive"),
            _stages(None, DRAFT, SUBMITTED, APPROVED, SCHEDULED),
            "publish",
            statuses=frozenset({PUBLISHED}),
        ),
        Transition(
            "revive",
            _l("Publish again"),
            _stages(None, DRAFT, SUBMITTED, APPROVED, SCHEDULED),
            "publish",
            statuses=frozenset({ARCHIVED}),
        ),
    )
}


def possible(status: str, stage: str | None) -> list[Transition]:
    """Return the moves that an item in this state can make, whoever asks."""
    return [
        move
        for move in TRANSITIONS.values()
        if stage in move.stages and status in move.statuses
    ]
