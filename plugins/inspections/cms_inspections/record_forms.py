"""Forms of findings, recommendations and violations."""

from __future__ import annotations

from cms_directory import ORGANISATION, PERSON
from flask_babel import lazy_gettext as _l

from cms import ItemForm, fields
from cms_inspections.choices import DISCIPLINE_TARGETS
from cms_inspections.record_choices import (
    APPEAL_OUTCOMES,
    FINDING_KINDS,
    HANDLING,
    OPEN,
    RECOMMENDATION_STATUSES,
)


SHORT_HINT = _l("If empty, the beginning of the text.")


class FindingForm(ItemForm):
    """Something that an inspection found."""

    title = fields.Text(_l("In short"), max=200, hint=SHORT_HINT)
    kind = fields.Choice(_l("Kind of finding"), choices=FINDING_KINDS, required=True)
    text = fields.LongText(_l("Finding"), required=True)

    groups = [(_l("What it is"), ["kind", "text"])]


class RecommendationForm(ItemForm):
    """Something that somebody is to do."""

    title = fields.Text(_l("In short"), max=200, hint=SHORT_HINT)
    text = fields.LongText(_l("Recommendation"), required=True)
    due = fields.Date(_l("Due"))
    status = fields.Choice(
        _l("Progress"), choices=RECOMMENDATION_STATUSES, default=OPEN, required=True
    )
    done = fields.Date(_l("Carried out on"))
    evidence = fields.LongText(_l("What was done"))
    reason = fields.Text(
        _l("Reason"), max=500, hint=_l("Why it was withdrawn or taken up again.")
    )
    responsible = fields.Link(
        _l("Responsible organisations and people"),
        targets=(ORGANISATION, PERSON),
        many=True,
    )

    groups = [
        (_l("What it is"), ["text", "due"]),
        (_l("State"), ["status", "done", "evidence", "reason"]),
    ]


class ViolationForm(ItemForm):
    """A violation, its handling and an appeal against that."""

    title = fields.Text(_l("In short"), max=200, hint=SHORT_HINT)
    text = fields.LongText(_l("Violation"), required=True)
    target = fields.Choice(_l("By whom"), choices=DISCIPLINE_TARGETS, required=True)
    organisation = fields.Link(_l("Organisation"), targets=(ORGANISATION,))
    label = fields.Text(
        _l("Function or description"),
        max=300,
        hint=_l("Readers see this instead of a name."),
    )
    count = fields.Integer(_l("How many"), min=1)
    person = fields.Link(_l("Person (staff only)"), targets=(PERSON,), private=True)
    handling = fields.Choice(_l("How it was handled"), choices=HANDLING)
    decision = fields.Text(_l("Number of the decision"), max=60)
    decided_on = fields.Date(_l("Date of the decision"))
    decided_by = fields.Link(_l("Decided by"), targets=(ORGANISATION,))
    effective_from = fields.Date(_l("In effect from"))
    effective_to = fields.Date(_l("In effect until"))
    appealed_on = fields.Date(_l("Appeal received on"))
    appeal_outcome = fields.Choice(_l("Outcome of the appeal"), choices=APPEAL_OUTCOMES)
    appeal_decision = fields.Text(_l("Number of the decision on the appeal"), max=60)
    appeal_decided_on = fields.Date(_l("Date of the decision on the appeal"))

    groups = [
        (
            _l("Violation"),
            ["text", "target", "organisation", "label", "count", "person"],
        ),
        (
            _l("Handling"),
            [
                "handling",
                "decision",
                "decided_on",
                "decided_by",
                "effective_from",
                "effective_to",
            ],
        ),
        (
            _l("Appeal"),
            ["appealed_on", "appeal_outcome", "appeal_decision", "appeal_decided_on"],
        ),
    ]
