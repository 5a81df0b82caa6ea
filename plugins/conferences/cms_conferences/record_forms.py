"""The forms of what was directed and judged at a conference."""

from __future__ import annotations

from cms_directory import ORGANISATION, PERSON
from flask_babel import lazy_gettext as _l

from cms import ItemForm, RowForm, fields
from cms_conferences import DIRECTIVE
from cms_conferences.choices import DIRECTIVE_STATUSES, NOT_BEGUN, POLARITIES


SHORT_HINT = _l("If empty, the beginning of the text.")


class ProgressRow(RowForm):
    """What was done towards a directive on a day, with what shows it."""

    date = fields.Date(_l("Day"))
    text = fields.LongText(_l("What was done"), required=True)
    link = fields.Text(
        _l("Evidence: a link"), max=2000, hint=_l("Begins with https:// or with /.")
    )
    files = fields.Files(_l("Evidence: files"))


class DirectiveForm(ItemForm):
    """Something that was directed."""

    title = fields.Text(_l("In short"), max=200, hint=SHORT_HINT)
    text = fields.LongText(_l("Directive"), required=True)
    source = fields.LongText(_l("Sentence in the source"))
    status = fields.Choice(
        _l("Progress"), choices=DIRECTIVE_STATUSES, default=NOT_BEGUN, required=True
    )
    due = fields.Date(_l("Due"))
    withdrawal_reason = fields.Text(_l("Why it was withdrawn"), max=500)
    progress = fields.Rows(_l("Notes on progress"), ProgressRow)
    given_by = fields.Link(_l("Directed by"), targets=(PERSON,))
    responsible = fields.Link(
        _l("Responsible organisations and people"),
        targets=(ORGANISATION, PERSON),
        many=True,
    )
    continues = fields.Link(
        _l("Continues the directive"),
        targets=(DIRECTIVE,),
        hint=_l("Of an earlier conference."),
    )

    groups = [
        (_l("What it is"), ["text", "source"]),
        (_l("State"), ["status", "due", "withdrawal_reason", "progress"]),
    ]


class AssessmentForm(ItemForm):
    """An assessment made at the conference."""

    title = fields.Text(_l("In short"), max=200, hint=SHORT_HINT)
    polarity = fields.Choice(
        _l("Kind of assessment"), choices=POLARITIES, required=True
    )
    text = fields.LongText(_l("Assessment"), required=True)
    person = fields.Link(_l("Made by"), targets=(PERSON,))
    report = fields.Link(_l("Source report"), targets=("reports.report",))

    groups = [(_l("What it is"), ["polarity", "text"])]
