"""What stands against a finding, a recommendation or a violation being saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from cms import Item, Problem, live_revision
from cms_inspections import FINDING, RECOMMENDATION, VIOLATION
from cms_inspections.choices import FORMS_FOR
from cms_inspections.record_choices import (
    APPEAL_OUTCOMES,
    DISCIPLINARY,
    DONE,
    FINDING_KINDS,
    HANDLING,
    RECOMMENDATION_MOVES,
    RECOMMENDATION_STATUSES,
    WITHDRAWN,
)


Data = Mapping[str, Any]


def check_record(item: Item, data: Data, transition: str) -> Iterator[Problem]:
    """Yield what stands against a record; a record is published with each save."""
    if transition not in ("publish", "import"):
        return
    found = live_revision(item.id) if transition == "publish" else None
    before = found.data if found is not None else None
    if item.type == FINDING:
        yield from _known(data, kind=FINDING_KINDS)
    elif item.type == RECOMMENDATION:
        yield from _known(data, status=RECOMMENDATION_STATUSES)
        yield from check_recommendation(before, data)
    elif item.type == VIOLATION:
        yield from _known(data, handling=HANDLING, appeal_outcome=APPEAL_OUTCOMES)
        yield from check_violation(before, data)


def _known(data: Data, **choices: Any) -> Iterator[Problem]:
    """Yield values that are none of those declared."""
    for name, known in choices.items():
        if data.get(name) and data[name] not in dict(known):
            yield Problem(_("Please choose one from the list."), name)


def check_recommendation(before: Data | None, data: Data) -> Iterator[Problem]:
    """Yield what keeps a recommendation from its state."""
    state, reason = data.get("status"), (data.get("reason") or "").strip()
    if state == DONE and not data.get("done"):
        yield Problem(_("Say on which day it was carried out."), "done")
    if state != DONE and data.get("done"):
        message = _("Only what is carried out has such a day: leave it empty.")
        yield Problem(message, "done")
    if state == WITHDRAWN and not reason:
        yield Problem(_("Say why it was withdrawn."), "reason")
    source = (before or {}).get("status") or ""
    if source not in RECOMMENDATION_MOVES or source == state:
        return
    if state not in RECOMMENDATION_MOVES[source]:
        labels = dict(RECOMMENDATION_STATUSES)
        message = _(
            "From “%(state)s” it can only go to: %(reached)s.",
            state=labels[source],
            reached=", ".join(str(labels[one]) for one in RECOMMENDATION_MOVES[source]),
        )
        yield Problem(message, "status")
    elif source in (DONE, WITHDRAWN):
        former = ((before or {}).get("reason") or "").strip()
        if not reason or reason == former:
            yield Problem(_("Say why it is taken up again."), "reason")


def check_violation(before: Data | None, data: Data) -> Iterator[Problem]:
    """Yield what is missing on the way from a violation to its decision and appeal."""
    target, handling = data.get("target") or "", data.get("handling")
    if target != "to_chuc" and not data.get("label"):
        message = _("Describe members by their function: readers see no names.")
        yield Problem(message, "label")
    if handling in DISCIPLINARY:
        if handling not in FORMS_FOR.get(target, ()):
            message = _("This form of discipline does not exist for this subject.")
            yield Problem(message, "handling")
        for name, message in (
            ("decision", _("Discipline needs its decision: write the number.")),
            ("decided_on", _("Discipline needs its decision: write the date.")),
            ("decided_by", _("Say which body has decided.")),
        ):
            if not data.get(name):
                yield Problem(message, name)
    if data.get("decision") and not handling:
        yield Problem(_("Say how it was handled."), "handling")
    yield from _check_days(data)
    yield from _check_appeal(data)
    was = before or {}
    if (
        was.get("decision")
        and was.get("handling") != handling
        and data.get("decision") == was["decision"]
        and data.get("appeal_outcome") not in ("thay_doi", "xoa")
    ):
        message = _(
            "What was decided is changed by another decision or an appeal: write that."
        )
        yield Problem(message, "handling")


def _check_days(data: Data) -> Iterator[Problem]:
    for first, last in (
        ("effective_from", "effective_to"),
        ("decided_on", "appealed_on"),
        ("appealed_on", "appeal_decided_on"),
    ):
        if data.get(first) and data.get(last) and data[last] < data[first]:
            yield Problem(_("The last day lies before the first."), last)


def _check_appeal(data: Data) -> Iterator[Problem]:
    if data.get("appealed_on") and not data.get("decision"):
        yield Problem(
            _("An appeal is against a decision: write its number."), "decision"
        )
    if not data.get("appeal_outcome"):
        return
    for name, message in (
        ("appealed_on", _("Say when the appeal was received.")),
        ("appeal_decision", _("Write the number of the decision on the appeal.")),
        ("appeal_decided_on", _("Write the date of the decision on the appeal.")),
    ):
        if not data.get(name):
            yield Problem(message, name)
