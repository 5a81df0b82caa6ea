"""The states of an inspection and the moves between them, as data.

A move becomes valid when a version goes live, whatever the door: then
:func:`find_refusals` compares it with the version that was live before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _, lazy_gettext as _l
from flask_babel.speaklater import LazyString

from cms import Actor, Permission, Problem, holds
from cms_inspections.choices import STATUSES
from cms_inspections.requirements import REQUIREMENTS, is_met


REOPEN: Final = Permission(
    "inspections.reopen", _l("Reopen concluded, moved and cancelled inspections")
)

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Move:
    """A step from one state to another: what it needs, and the right it asks for.

    ``needs`` are names of requirements, beside those that the state it leads to
    has at all times. ``right`` is the name of a permission beyond that to publish.
    """

    source: str
    target: str
    label: LazyString
    needs: tuple[str, ...] = ()
    right: str = ""


#: What holds at all times while an inspection stands in a state.
STATE_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "du_kien": (),
    "chuan_bi": (),
    "dang_tien_hanh": ("team_lead",),
    "cho_ket_luan": ("team_lead",),
    "da_ket_luan": ("team_lead",),
    "theo_doi_khac_phuc": ("team_lead",),
    "hoan_thanh": ("team_lead", "start", "end", "result", "no_open_remedies"),
    "tam_dung": ("reason",),
    "chuyen_ky": ("document",),
    "huy": ("reason",),
}

_START: Final = ("launch", "start")
_CONCLUDE: Final = ("end", "result", "announcement")
_FOLLOW_UP: Final = ("follow_up_due",)

#: What must have been said before an inspection can stand in a state, by whatever path.
_REACHED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "dang_tien_hanh": _START,
    "cho_ket_luan": _START,
    "da_ket_luan": _START + _CONCLUDE,
    "theo_doi_khac_phuc": _START + _CONCLUDE + _FOLLOW_UP,
    "hoan_thanh": _START + _CONCLUDE,
    "chuyen_ky": ("change_notice",),
}

_RUNNING: Final = ("du_kien", "chuan_bi", "dang_tien_hanh", "cho_ket_luan")
_AHEAD: Final = (
    Move("du_kien", "chuan_bi", _l("Begin the preparation")),
    Move("chuan_bi", "dang_tien_hanh", _l("Start the work"), _START),
    Move("dang_tien_hanh", "cho_ket_luan", _l("Hand over for the conclusion")),
    Move("cho_ket_luan", "da_ket_luan", _l("Conclude"), _CONCLUDE),
    Move(
        "cho_ket_luan",
        "theo_doi_khac_phuc",
        _l("Conclude and follow up remedies"),
        _CONCLUDE + _FOLLOW_UP,
    ),
    Move("da_ket_luan", "theo_doi_khac_phuc", _l("Follow up remedies"), _FOLLOW_UP),
    Move("da_ket_luan", "hoan_thanh", _l("Complete"), ("announcement",)),
    Move("theo_doi_khac_phuc", "hoan_thanh", _l("Complete"), ("announcement",)),
)
_BACK: Final = tuple(
    Move(source, target, _l("Take back one step"), ("reason",))
    for source, target in (
        ("chuan_bi", "du_kien"),
        ("dang_tien_hanh", "chuan_bi"),
        ("cho_ket_luan", "dang_tien_hanh"),
    )
)
_ASIDE: Final = tuple(
    Move(source, target, label, needs)
    for source in (*_RUNNING, "tam_dung")
    for target, label, needs in (
        ("tam_dung", _l("Suspend"), ("reason",)),
        ("chuyen_ky", _l("Move to another period"), ("change_notice", "reason")),
        ("huy", _l("Cancel the inspection"), ("reason",)),
    )
    if source != target
)
_RESUME: Final = tuple(
    Move("tam_dung", state, _l("Resume"), (*_REACHED_BY.get(state, ()), "reason"))
    for state in _RUNNING
)
_REOPEN: Final = tuple(
    Move(
        source,
        target,
        _l("Reopen"),
        (*_REACHED_BY.get(target, ()), "reason"),
        REOPEN.name,
    )
    for source, target in (
        ("da_ket_luan", "cho_ket_luan"),
        ("theo_doi_khac_phuc", "cho_ket_luan"),
        ("hoan_thanh", "theo_doi_khac_phuc"),
        ("hoan_thanh", "cho_ket_luan"),
        ("chuyen_ky", "du_kien"),
        ("huy", "du_kien"),
    )
)

MOVES: Final = _AHEAD + _BACK + _ASIDE + _RESUME + _REOPEN
_BY_ENDS: Final = {(move.source, move.target): move for move in MOVES}


def moves_from(state: str | None) -> list[Move]:
    """Return the moves that lead on from a state; from an unknown one none."""
    return [move for move in MOVES if move.source == state]


def find_move(source: str | None, target: str | None) -> Move | None:
    """Return the move between two states, or None when there is none."""
    return _BY_ENDS.get((source or "", target or ""))


def needs_of(move: Move) -> list[str]:
    """Return the names of all that a move needs, each once."""
    return _each_once(STATE_NEEDS[move.target] + move.needs)


def _each_once(names: tuple[str, ...]) -> list[str]:
    """Return names of requirements without those that another of them contains."""
    contained = {"document"} if "change_notice" in names else set()
    return [one for one in dict.fromkeys(names) if one not in contained]


def needs_of_entry(state: str) -> list[str]:
    """Return what is needed of work that is entered as it stands in a state."""
    return _each_once(STATE_NEEDS[state] + _REACHED_BY.get(state, ()))


def find_refusals(
    before: Data | None, after: Data, actor: Actor | None
) -> Iterator[Problem]:
    """Yield what keeps ``after`` from following the live version ``before``.

    Without ``before`` it is entered as it stands: it needs what any path to its
    state needs. Where the state stays, nothing that led to it is taken away.
    ``actor`` is who moves it; None does not ask for the right to.
    """
    state = after.get("status") or ""
    if state not in STATE_NEEDS:
        yield Problem(_("Please choose one from the list."), "status")
        return
    if before is None:
        yield from _unmet(needs_of_entry(state), after, None)
        return
    source = before.get("status") or ""
    if source == state or source not in STATE_NEEDS:
        kept = [one for one in needs_of_entry(state) if is_met(one, before, None)]
        wanted = dict.fromkeys(STATE_NEEDS[state] + tuple(kept))
        yield from _unmet(list(wanted), after, None)
        return
    move = find_move(source, state)
    if move is None:
        yield Problem(_no_move(source), "status")
        return
    if move.right and actor is not None and not holds(actor, move.right):
        message = _("You may not reopen it: ask somebody who holds the right to.")
        yield Problem(message, "status")
    yield from _unmet(needs_of(move), after, before)


def find_broken_state(data: Data) -> Iterator[Problem]:
    """Yield what a version lacks that its state has at all times, whatever came before."""
    state = data.get("status") or ""
    if state not in STATE_NEEDS:
        yield Problem(_("Please choose one from the list."), "status")
        return
    yield from _unmet(list(STATE_NEEDS[state]), data, None)


def _unmet(names: list[str], after: Data, before: Data | None) -> Iterator[Problem]:
    for name in names:
        if not is_met(name, after, before):
            one = REQUIREMENTS[name]
            yield Problem(str(one.message), one.field)


def _no_move(source: str) -> str:
    labels = dict(STATUSES)
    reached = dict.fromkeys(move.target for move in moves_from(source))
    return _(
        "From “%(state)s” it can only go to: %(reached)s.",
        state=labels[source],
        reached=", ".join(str(labels[one]) for one in reached),
    )
