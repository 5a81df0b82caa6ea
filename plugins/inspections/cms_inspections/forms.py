"""Forms of programmes and inspections, and of their rows."""

from __future__ import annotations

from cms_directory import ORGANISATION, PERSON, TERM
from flask_babel import lazy_gettext as _l

from cms import ItemForm, RowForm, fields
from cms_inspections import FINDING, PROGRAMME
from cms_inspections.choices import (
    CONCLUSIONS,
    DISCIPLINE_FORMS,
    DISCIPLINE_TARGETS,
    DOCUMENT_ROLES,
    PROGRAMME_KINDS,
    PROGRAMME_STATUSES,
    QUARTERS,
    STATUSES,
    SUBJECT_KINDS,
    TYPES,
)


class TargetRow(RowForm):
    """One target of a programme."""

    code = fields.Text(_l("Code"), max=20)
    text = fields.LongText(_l("Target in words"), required=True)
    unit = fields.Text(_l("Unit of measure"), max=40)
    target = fields.Decimal(_l("To reach"))
    achieved = fields.Decimal(_l("Reached"))
    as_of = fields.Date(_l("As of"))


class TaskGroupRow(RowForm):
    """One group of tasks."""

    title = fields.Text(_l("Group of tasks"), required=True, max=500)


class MilestoneRow(RowForm):
    """One milestone."""

    date = fields.Date(_l("Day"), required=True)
    title = fields.Text(_l("Milestone"), required=True, max=500)


class ProgrammeForm(ItemForm):
    """A programme or plan."""

    kind = fields.Choice(
        _l("Kind of programme"), choices=PROGRAMME_KINDS, required=True
    )
    number = fields.Text(_l("Number"), max=60)
    issued_at = fields.Date(_l("Issued on"))
    status = fields.Choice(
        _l("State of the programme"),
        choices=PROGRAMME_STATUSES,
        required=True,
    )
    year = fields.Integer(_l("Year"), min=1930)
    term_from = fields.Integer(_l("First year"), min=1930)
    term_to = fields.Integer(_l("Last year"), min=1930)
    objectives = fields.Lines(_l("Objectives"), hint=_l("One on each line."))
    focus = fields.Lines(_l("Key tasks"), hint=_l("One on each line."))
    targets = fields.Rows(_l("Targets"), TargetRow)
    task_groups = fields.Rows(_l("Groups of tasks"), TaskGroupRow)
    milestones = fields.Rows(_l("Milestones"), MilestoneRow)
    body = fields.Rich(_l("Text"))
    issuer = fields.Link(_l("Issued by"), targets=(ORGANISATION,), required=True)
    signer = fields.Link(_l("Signed by"), targets=(PERSON,))
    term = fields.Link(_l("Term"), targets=(TERM,))
    parent = fields.Link(_l("Under the programme"), targets=(PROGRAMME,))

    groups = [
        (_l("What it is"), ["kind", "number", "issued_at", "status"]),
        (_l("Time"), ["year", "term_from", "term_to"]),
        (_l("Aims"), ["objectives", "focus", "targets"]),
        (_l("Tasks and milestones"), ["task_groups", "milestones"]),
        (_l("Text"), ["body"]),
    ]


class SubjectRow(RowForm):
    """One subject: an organisation, or members by function and count."""

    kind = fields.Choice(_l("Kind of subject"), choices=SUBJECT_KINDS, required=True)
    organisation_id = fields.Link(_l("Organisation"), targets=(ORGANISATION,))
    label = fields.Text(
        _l("Function or description"),
        max=300,
        hint=_l("Readers see this instead of a name."),
    )
    count = fields.Integer(_l("How many"), min=1)
    person_id = fields.Link(_l("Person (staff only)"), targets=(PERSON,), private=True)


class DocumentRow(RowForm):
    """One paper of the procedure."""

    role = fields.Choice(
        _l("Part in the procedure"), choices=DOCUMENT_ROLES, required=True
    )
    number = fields.Text(_l("Number"), max=60)
    date = fields.Date(_l("Date"))
    until = fields.Date(
        _l("Extends to"), hint=_l("Of a decision to extend: the new last day.")
    )
    files = fields.Files(_l("File"))


class DisciplineRow(RowForm):
    """One disciplinary action."""

    target = fields.Choice(
        _l("Against whom"), choices=DISCIPLINE_TARGETS, required=True
    )
    form = fields.Choice(
        _l("Form of discipline"), choices=DISCIPLINE_FORMS, required=True
    )
    count = fields.Integer(_l("How many"), min=1)
    decision = fields.Text(_l("Number of the decision"), max=60)
    date = fields.Date(_l("Date"))
    effective_to = fields.Date(_l("In effect until"))
    public = fields.YesNo(_l("Readers may see it"))


class InspectionForm(ItemForm):
    """An inspection or supervision; the title says what is looked into."""

    title = fields.Text(_l("What is inspected"), required=True, max=500)
    confidential = fields.YesNo(
        _l("Confidential"),
        hint=_l("Only holders of the right to confidential inspections see it."),
    )
    code = fields.Text(_l("Code"), required=True, max=40)
    type = fields.Choice(_l("Kind of work"), choices=TYPES, required=True)
    status = fields.Choice(_l("State of the work"), choices=STATUSES, required=True)
    focus = fields.LongText(_l("Focus of the work"))
    regulation = fields.Text(
        _l("Regulation it runs under"), max=200, hint=_l("For instance 296-QĐ/TW.")
    )
    subjects = fields.Rows(_l("Subjects"), SubjectRow, required=True)
    checkpoint_from = fields.Date(_l("Period examined from"))
    checkpoint_to = fields.Date(_l("Period examined until"))
    planned_quarter = fields.Choice(_l("Planned for"), choices=QUARTERS)
    planned_start = fields.Date(_l("Planned start"), required=True)
    planned_end = fields.Date(
        _l("Planned end"),
        required=True,
        hint=_l("Once it is on the site it stays: a later day is an extension."),
    )
    extended_to = fields.Date(
        _l("Extended to"), hint=_l("Needs a decision; the planned end stays.")
    )
    actual_start = fields.Date(_l("Actual start"))
    actual_end = fields.Date(_l("Actual end"))
    documents = fields.Rows(_l("Documents"), DocumentRow)
    conclusion = fields.Choice(_l("Conclusion"), choices=CONCLUSIONS)
    merits = fields.LongText(_l("Merits"))
    shortcomings = fields.LongText(_l("Shortcomings"))
    causes = fields.LongText(_l("Causes"))
    recommendations = fields.Integer(_l("Recommendations"), min=0)
    recommendations_done = fields.Integer(_l("Recommendations carried out"), min=0)
    discipline = fields.Rows(_l("Discipline"), DisciplineRow)
    follow_up_due = fields.Date(_l("Remedies due"))
    follow_up_done = fields.Date(_l("Remedies done"))
    note = fields.LongText(
        _l("Note (staff only)"),
        private=True,
        hint=_l("Also the reason why it was suspended, moved, cancelled or reopened."),
    )
    body = fields.Rich(_l("Text"))
    programme = fields.Link(_l("Programme"), targets=(PROGRAMME,))
    owner = fields.Link(_l("Decided by"), targets=(ORGANISATION,), required=True)
    team_lead = fields.Link(_l("Head of the team"), targets=(PERSON,))
    lessons = fields.Link(
        _l("Lessons drawn on"),
        targets=(FINDING,),
        many=True,
        hint=_l("Findings of earlier inspections that are used here."),
    )
    team_members = fields.Link(_l("Members of the team"), targets=(PERSON,), many=True)

    groups = [
        (
            _l("What it is"),
            ["code", "type", "status", "confidential", "focus", "regulation"],
        ),
        (_l("Subjects"), ["subjects", "checkpoint_from", "checkpoint_to"]),
        (
            _l("Time"),
            [
                "planned_quarter",
                "planned_start",
                "planned_end",
                "extended_to",
                "actual_start",
                "actual_end",
            ],
        ),
        (_l("Documents"), ["documents"]),
        (
            _l("Result"),
            [
                "conclusion",
                "merits",
                "shortcomings",
                "causes",
                "recommendations",
                "recommendations_done",
            ],
        ),
        (_l("Discipline"), ["discipline"]),
        (_l("Follow-up"), ["follow_up_due", "follow_up_done"]),
        (_l("Further details"), ["note", "body"]),
    ]
